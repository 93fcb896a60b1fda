package io.breakwater.cli.harbor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The account that Breakwater reads Harbor with, and the least that it must be allowed.
 *
 * @param name without Harbor's prefix, {@code robot$}
 * @param projects that it may read; {@code *} for all
 * @param auditLog whether it may read the audit log, which is a permission on the system as a whole
 */
record Robot(String name, Set<String> projects, boolean auditLog) {
    /** To list repositories, tags, artifacts and what is about them; to pull. */
    private static final List<String> IN_A_PROJECT = List.of(
            "repository:list", "repository:pull", "artifact:list", "artifact:read", "tag:list", "accessory:list");

    private static final String SYSTEM = "system";
    private static final String EVERYTHING = "/";
    private static final String AUDIT_LOG = "audit-log:list";

    Robot {
        projects = Set.copyOf(projects);
    }

    /**
     * What keeps {@code robot}, as Harbor shows it, from its work, one short sentence each: {@code is disabled},
     * {@code lacks project library tag:list}.
     */
    List<String> wrong(JsonNode robot, Instant now) {
        var wrong = new ArrayList<String>();
        if (robot.path("disable").asBoolean()) {
            wrong.add("is disabled");
        }
        if (isExpired(robot, now)) {
            wrong.add("is expired");
        }
        lacking(robot).forEach(permission -> wrong.add("lacks " + permission));
        return List.copyOf(wrong);
    }

    /** Harbor's are seconds since 1970; -1 is never. */
    private static boolean isExpired(JsonNode robot, Instant now) {
        var expiresAt = robot.path("expires_at").asLong(-1);
        return expiresAt > 0 && expiresAt <= now.getEpochSecond();
    }

    /** What {@code robot}, as Harbor shows it, may not do and must: {@code project library tag:list}. */
    Set<String> lacking(JsonNode robot) {
        var lacking = new TreeSet<String>();
        projects.forEach(project -> IN_A_PROJECT.forEach(access -> lacking.add("project " + project + " " + access)));
        if (auditLog) {
            lacking.add(SYSTEM + " " + EVERYTHING + " " + AUDIT_LOG);
        }
        for (var permission : robot.path("permissions")) {
            var where = permission.path("kind").asText() + " "
                    + permission.path("namespace").asText() + " ";
            var everywhere = where.equals("project * ");
            for (var access : permission.path("access")) {
                var what = access.path("resource").asText() + ":"
                        + access.path("action").asText();
                lacking.removeIf(wanted -> wanted.equals(where + what)
                        || (everywhere && wanted.startsWith("project ") && wanted.endsWith(" " + what)));
            }
        }
        return lacking;
    }

    /** What to ask Harbor for where there is none. */
    ObjectNode created() {
        var body = JsonNodeFactory.instance.objectNode();
        body.put("name", name).put("level", "system").put("duration", -1).put("disable", false);
        body.put("description", "Breakwater reads images with it. Made by 'breakwater harbor enroll'.");
        var permissions = body.putArray("permissions");
        new TreeSet<>(projects)
                .forEach(project -> IN_A_PROJECT.forEach(access -> add(permissions, "project", project, access)));
        if (auditLog) {
            add(permissions, SYSTEM, EVERYTHING, AUDIT_LOG);
        }
        return body;
    }

    /**
     * What to ask Harbor for in place of {@code was}: it may do what it lacks, and keeps what it may do besides, which an
     * administrator or another Breakwater has given it.
     */
    ObjectNode mended(JsonNode was, Instant now) {
        ObjectNode body = was.deepCopy();
        body.put("disable", false);
        if (isExpired(was, now)) {
            // Harbor reckons the end of its life from this; we make it without one.
            body.put("duration", -1);
        }
        var permissions = body.path("permissions") instanceof ArrayNode had ? had : body.putArray("permissions");
        for (var lack : lacking(was)) {
            var parts = lack.split(" ", 3);
            add(permissions, parts[0], parts[1], parts[2]);
        }
        return body;
    }

    /** To what is allowed there already, where something is. */
    private static void add(ArrayNode permissions, String kind, String namespace, String what) {
        var parts = what.split(":", 2);
        accesses(permissions, kind, namespace)
                .addObject()
                .put("resource", parts[0])
                .put("action", parts[1]);
    }

    private static ArrayNode accesses(ArrayNode permissions, String kind, String namespace) {
        for (var permission : permissions) {
            if (permission.path("kind").asText().equals(kind)
                    && permission.path("namespace").asText().equals(namespace)
                    && permission.path("access") instanceof ArrayNode accesses) {
                return accesses;
            }
        }
        return permissions
                .addObject()
                .put("kind", kind)
                .put("namespace", namespace)
                .putArray("access");
    }
}
