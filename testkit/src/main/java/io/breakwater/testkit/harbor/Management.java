package io.breakwater.testkit.harbor;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.breakwater.testkit.face.Answers;
import io.breakwater.testkit.face.Query;
import io.breakwater.testkit.face.Tokens;
import io.breakwater.testkit.face.Tokens.Login;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;

/**
 * What Harbor keeps in its database beside images, in memory: projects, webhook policies, robot accounts and the audit log,
 * and its REST API for them. The administrator may do all of it, a robot what it was given. Thread-safe.
 */
public final class Management {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ROBOT = "robot$";

    private final Login administrator;
    private final AuditTrail auditTrail = new AuditTrail();
    private final AtomicInteger lastId = new AtomicInteger();
    private final Map<String, Integer> projects = new TreeMap<>();
    /** By project. */
    private final Map<String, List<ObjectNode>> policies = new TreeMap<>();

    private final Set<String> withheld = new HashSet<>();
    /** Method and project. */
    private final Set<String> vanishing = new HashSet<>();

    private final List<RobotAccount> robots = new ArrayList<>();
    private String auditLog = "auditlog-exts";
    private boolean hidesAuditLog;

    Management(Login administrator) {
        this.administrator = administrator;
    }

    public AuditTrail auditTrail() {
        return auditTrail;
    }

    /** As a person makes it in the UI: without any webhook, and with a row in the audit log. */
    public synchronized void createProject(String name) {
        if (!projects.containsKey(name)) {
            projects.put(name, lastId.incrementAndGet());
            auditTrail.add("create project", name, administrator.user(), Instant.now());
        }
    }

    /**
     * How an account without the permission is kept from the audit log: by 403, or by an empty list, as goharbor/harbor#18129
     * tells of real ones.
     */
    public synchronized void hideAuditLog(boolean byAnEmptyList) {
        hidesAuditLog = byAnEmptyList;
    }

    /** Of which the administrator's account administers nothing: its policies are answered 403. */
    public synchronized void withhold(String project) {
        withheld.add(project);
    }

    /** As somebody deletes it right before its policies are asked for by {@code method}. */
    public synchronized void vanishBefore(String method, String project) {
        vanishing.add(method + " " + project);
    }

    /** A change of a robot's settings, as the UI makes it; {@code name} is with Harbor's prefix. */
    public synchronized void setRobot(String name, String member, Object value) {
        robotSettings(name).set(member, JSON.valueToTree(value));
    }

    /** Its settings as they are kept. */
    public synchronized JsonNode robot(String name) {
        return robotSettings(name).deepCopy();
    }

    private ObjectNode robotSettings(String name) {
        return robots.stream()
                .filter(robot -> robot.name().equals(name))
                .findFirst()
                .orElseThrow()
                .settings();
    }

    /** A Harbor before 2.13, which has the other log: {@code audit-logs}. Or one with neither: an empty name. */
    public synchronized void auditLogAt(String name) {
        auditLog = name;
    }

    /** The policies of a project, as the API shows them. */
    public synchronized List<JsonNode> policies(String project) {
        return List.copyOf(policies.getOrDefault(project, List.of()));
    }

    /** Somebody's own policy, or a change of ours. */
    public synchronized void setPolicy(String project, String json) throws IOException {
        var policy = (ObjectNode) JSON.readTree(json);
        var all = policies.computeIfAbsent(project, _ -> new ArrayList<>());
        all.removeIf(one -> one.path("name").equals(policy.path("name")));
        all.add(policy.put("id", lastId.incrementAndGet()));
    }

    /** @param name with Harbor's prefix */
    public synchronized boolean hasRobot(String name) {
        return robots.stream().anyMatch(robot -> robot.name().equals(name));
    }

    synchronized boolean knows(Login login) {
        return login.equals(administrator) || robot(login).isPresent();
    }

    private Optional<RobotAccount> robot(Login login) {
        return robots.stream()
                .filter(robot ->
                        robot.name().equals(login.user()) && robot.secret().equals(login.password()))
                .filter(robot -> robot.isActive(Instant.now()))
                .findFirst();
    }

    /** Where a project's policies have an event sent. */
    synchronized List<Webhook> webhooks(String project, HarborEvent event) {
        return policies.getOrDefault(project, List.of()).stream()
                .filter(policy -> policy.path("enabled").asBoolean())
                .filter(policy -> texts(policy.path("event_types")).contains(event.name()))
                .flatMap(policy -> StreamSupport.stream(policy.path("targets").spliterator(), false))
                .map(target -> new Webhook(
                        URI.create(target.path("address").asText()),
                        target.path("auth_header").asText(""),
                        target.path("payload_format").asText("").equals("CloudEvents")
                                ? PayloadFormat.CLOUDEVENTS
                                : PayloadFormat.DEFAULT))
                .toList();
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    /** Whether it is ours to answer; if so, it is answered. */
    synchronized boolean answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getRawPath().substring(RestApi.PATH.length());
        var parts = Arrays.stream(path.split("/", -1))
                .map(part -> URLDecoder.decode(part, UTF_8))
                .toList();
        var login = Tokens.basic(exchange).orElseThrow();
        return switch (parts.getFirst()) {
            case "auditlog-exts", "audit-logs" -> {
                auditLog(exchange, parts.getFirst(), login);
                yield true;
            }
            case "robots" -> {
                robots(exchange, parts, login);
                yield true;
            }
            case "projects" -> projects(exchange, parts, login);
            default -> false;
        };
    }

    private boolean may(Login login, String kind, String namespace, String resource, String action) {
        return login.equals(administrator)
                || robot(login)
                        .filter(robot -> robot.may(kind, namespace, resource, action))
                        .isPresent();
    }

    private boolean mayInSystem(Login login, String resource, String action) {
        return may(login, "system", "/", resource, action);
    }

    private static void forbidden(HttpExchange exchange) throws IOException {
        Answers.error(exchange, 403, "FORBIDDEN", "forbidden");
    }

    private void auditLog(HttpExchange exchange, String asked, Login login) throws IOException {
        if (!asked.equals(auditLog)) {
            Answers.error(
                    exchange,
                    404,
                    "NOT_FOUND",
                    "path " + exchange.getRequestURI().getPath() + " was not found");
        } else if (!mayInSystem(login, "audit-log", "list")) {
            if (hidesAuditLog) {
                Pages.answer(exchange, List.<Map<String, Object>>of(), row -> row);
            } else {
                forbidden(exchange);
            }
        } else {
            try {
                var rows = auditTrail.rows(
                        Query.value(exchange, "q").orElse(""),
                        !Query.value(exchange, "sort").orElse("").equals("id"));
                Pages.answer(exchange, rows, row -> row);
            } catch (IllegalArgumentException e) {
                Answers.error(exchange, 400, "BAD_REQUEST", String.valueOf(e.getMessage()));
            }
        }
    }

    private boolean projects(HttpExchange exchange, List<String> parts, Login login) throws IOException {
        if (parts.size() == 1) {
            if (mayInSystem(login, "project", "list")) {
                Pages.answer(exchange, List.copyOf(projects.entrySet()), Management::project);
            } else {
                // Harbor shows a robot only the public ones; ours are private.
                Pages.answer(exchange, List.<Map.Entry<String, Integer>>of(), Management::project);
            }
            return true;
        }
        if (parts.size() >= 4 && parts.get(2).equals("webhook") && parts.get(3).equals("policies")) {
            policies(exchange, parts, login);
            return true;
        }
        return false;
    }

    private static Map<String, Object> project(Map.Entry<String, Integer> project) {
        var members = new LinkedHashMap<String, Object>();
        members.put("project_id", project.getValue());
        members.put("name", project.getKey());
        members.put("metadata", Map.of("public", "false"));
        return members;
    }

    private void policies(HttpExchange exchange, List<String> parts, Login login) throws IOException {
        var project = projectName(exchange, parts.get(1));
        if (vanishing.remove(exchange.getRequestMethod() + " " + project)) {
            projects.remove(project);
            policies.remove(project);
        }
        var what = exchange.getRequestMethod() + (parts.size() > 4 ? " one" : "");
        var action = switch (what) {
            case "GET" -> "list";
            case "POST" -> "create";
            default -> "update";
        };
        if (withheld.contains(project) || !may(login, "project", project, "notification-policy", action)) {
            forbidden(exchange);
        } else if (!projects.containsKey(project)) {
            Answers.error(exchange, 404, "NOT_FOUND", "project " + project + " not found");
        } else {
            var all = policies.computeIfAbsent(project, _ -> new ArrayList<>());
            switch (what) {
                case "GET" -> Pages.answer(exchange, all, policy -> policy);
                case "POST" -> createPolicy(exchange, all);
                case "PUT one" -> changePolicy(exchange, all, Integer.parseInt(parts.get(4)));
                default -> Answers.text(exchange, 405, "Method Not Allowed");
            }
        }
    }

    /** A number is an id, unless the request says that it is a name ({@code src/server/v2.0/handler/util.go}). */
    private String projectName(HttpExchange exchange, String nameOrId) {
        var isName = "true".equals(exchange.getRequestHeaders().getFirst("X-Is-Resource-Name"));
        if (isName || !nameOrId.matches("\\d+")) {
            return nameOrId;
        }
        return projects.entrySet().stream()
                .filter(project -> project.getValue().toString().equals(nameOrId))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(nameOrId + " by id");
    }

    private void createPolicy(HttpExchange exchange, List<ObjectNode> all) throws IOException {
        var policy = body(exchange);
        if (all.stream().anyMatch(one -> one.path("name").equals(policy.path("name")))) {
            Answers.error(
                    exchange, 409, "CONFLICT", "the webhook policy named " + policy.path("name") + " already exists");
        } else if (!isPolicy(policy)) {
            Answers.error(exchange, 400, "BAD_REQUEST", "empty notification target with policy");
        } else {
            policy.put("id", lastId.incrementAndGet());
            all.add(policy);
            exchange.getResponseHeaders().set("Location", exchange.getRequestURI() + "/" + policy.path("id"));
            Answers.empty(exchange, 201);
        }
    }

    private void changePolicy(HttpExchange exchange, List<ObjectNode> all, int id) throws IOException {
        var policy = body(exchange).put("id", id);
        if (!all.removeIf(one -> one.path("id").asInt() == id)) {
            Answers.error(exchange, 404, "NOT_FOUND", "webhook policy " + id + " not found");
        } else {
            all.add(policy);
            Answers.empty(exchange, 200);
        }
    }

    private static boolean isPolicy(JsonNode policy) {
        return !policy.path("targets").isEmpty() && !policy.path("event_types").isEmpty();
    }

    private void robots(HttpExchange exchange, List<String> parts, Login login) throws IOException {
        var what = exchange.getRequestMethod() + (parts.size() > 1 ? " one" : "");
        if (!mayInSystem(login, "robot", what.equals("GET") ? "list" : "create")) {
            forbidden(exchange);
            return;
        }
        switch (what) {
            case "GET" -> {
                var matches = HarborQuery.of(Query.value(exchange, "q").orElse(""));
                // Stored without the prefix.
                var found = robots.stream()
                        .filter(robot ->
                                matches.test(Map.of("name", robot.name().substring(ROBOT.length()))))
                        .toList();
                Pages.answer(exchange, found, RobotAccount::shown);
            }
            case "POST" -> createRobot(exchange);
            case "PUT one" -> changeRobot(exchange, Integer.parseInt(parts.get(1)));
            default -> Answers.text(exchange, 405, "Method Not Allowed");
        }
    }

    private void createRobot(HttpExchange exchange) throws IOException {
        // Of the two only the duration can be set.
        var settings = body(exchange).put("expires_at", -1);
        var name = ROBOT + settings.path("name").asText();
        var unknown = unknownProject(settings);
        if (robots.stream().anyMatch(robot -> robot.name().equals(name))) {
            Answers.error(exchange, 409, "CONFLICT", "robot " + name + " already exists");
        } else if (unknown.isPresent()) {
            Answers.error(exchange, 404, "NOT_FOUND", "project " + unknown.get() + " not found");
        } else {
            var robot = new RobotAccount(
                    lastId.incrementAndGet(),
                    name,
                    "Sec" + UUID.randomUUID().toString().replace("-", ""),
                    settings);
            robots.add(robot);
            var created = new LinkedHashMap<String, Object>();
            created.put("id", robot.id());
            created.put("name", name);
            created.put("secret", robot.secret());
            created.put("expires_at", -1);
            Answers.json(exchange, 201, created);
        }
    }

    private Optional<String> unknownProject(JsonNode settings) {
        return StreamSupport.stream(settings.path("permissions").spliterator(), false)
                .filter(permission -> permission.path("kind").asText().equals("project"))
                .map(permission -> permission.path("namespace").asText())
                .filter(name -> !name.equals("*") && !projects.containsKey(name))
                .findFirst();
    }

    private void changeRobot(HttpExchange exchange, int id) throws IOException {
        var settings = body(exchange);
        var index = robots.stream().map(RobotAccount::id).toList().indexOf(id);
        if (index < 0) {
            Answers.error(exchange, 404, "NOT_FOUND", "robot " + id + " not found");
        } else if (!settings.path("name").asText().equals(robots.get(index).name())) {
            Answers.error(exchange, 400, "BAD_REQUEST", "cannot update the level or name of robot");
        } else {
            var old = robots.get(index);
            if (settings.path("duration").asInt() == -1) {
                settings.put("expires_at", -1);
            }
            robots.set(index, new RobotAccount(id, old.name(), old.secret(), settings));
            Answers.empty(exchange, 200);
        }
    }

    private static ObjectNode body(HttpExchange exchange) throws IOException {
        return (ObjectNode) JSON.readTree(exchange.getRequestBody().readAllBytes());
    }
}
