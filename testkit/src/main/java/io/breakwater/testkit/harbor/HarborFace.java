package io.breakwater.testkit.harbor;

import com.sun.net.httpserver.HttpExchange;
import io.breakwater.testkit.Await;
import io.breakwater.testkit.face.Answers;
import io.breakwater.testkit.face.FaceServer;
import io.breakwater.testkit.face.RegistryRequest;
import io.breakwater.testkit.face.Tokens.Login;
import io.breakwater.testkit.face.Upstream;
import io.breakwater.testkit.registry.RegistryProcess;
import io.breakwater.testkit.registry.RegistryStorage;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Predicate;

/**
 * Makes a real registry behave like Harbor where it matters to us: it asks for a login by token, and tells of every manifest
 * that is pushed or deleted by webhook, in Harbor's words and with Harbor's manners. Plain HTTP on 127.0.0.1.
 *
 * <p>As Harbor does, it says nothing of pulls by HEAD and puts the digest where a tag is missing. Pulls, scans, quotas and
 * retention are told by {@link #send} with a body of {@link HarborPayloads}. A project is there as soon as something has
 * been pushed to it.
 */
public final class HarborFace implements AutoCloseable {
    private final List<Webhook> webhooks;
    private final Optional<Management> management;
    private final Optional<TokenService> login;
    private final String operator;
    private final Upstream upstream;
    private final Optional<RestApi> restApi;
    private final Core core;
    private final WebhookSender sender;
    private final Map<String, Instant> repositories = new ConcurrentHashMap<>();
    /** Digests by {@code repository:tag}, as they were pushed through here. */
    private final Map<String, String> tags = new ConcurrentHashMap<>();

    private final LinkedBlockingQueue<Runnable> held = new LinkedBlockingQueue<>();
    private volatile Manner manner = Manner.DELIVERED;

    private final FaceServer server;

    private HarborFace(Builder builder) {
        this.webhooks = List.copyOf(builder.webhooks);
        this.management = builder.management();
        this.login = builder.accounts(management).map(TokenService::new);
        this.operator = builder.operator;
        this.upstream = new Upstream(builder.registry);
        this.restApi = builder.contents.map(contents -> new RestApi(contents, upstream, changes()));
        this.core =
                new Core(upstream, restApi, builder.contents.map(Inventory::new).map(Referrers::new));
        this.sender = new WebhookSender(builder.timeout, builder.retryDelays);
        this.server = new FaceServer("harbor-face", builder.port, this::handle);
    }

    /** A face in front of {@code registry}, with Harbor's REST and referrers API for what lies in it. */
    public static Builder inFrontOf(RegistryProcess registry) {
        return new Builder(registry.url(), Optional.of(registry.contents()));
    }

    /** A face in front of {@code registry}, which must not ask for a login itself; without the REST API. */
    public static Builder inFrontOf(URI registry) {
        return new Builder(registry, Optional.empty());
    }

    /** As image references name it: {@code 127.0.0.1:PORT}. */
    public String host() {
        return server.host();
    }

    public URI url() {
        return server.url();
    }

    /** What it keeps beside images; only where it was started {@link Builder#managed}. */
    public Management management() {
        return management.orElseThrow();
    }

    /** What is to become of the webhooks from now on. */
    public enum Manner {
        DELIVERED,
        /** As when core dies between its commit and the job. */
        LOST,
        /** Late: they wait for {@link #deliverLate}. */
        HELD
    }

    public void webhooks(Manner wanted) {
        manner = wanted;
    }

    /** Begins to deliver those that are held, the last first. */
    public void deliverLate() {
        var late = new ArrayList<Runnable>();
        held.drainTo(late);
        late.reversed().forEach(Runnable::run);
    }

    /** All that were begun, in that order, as they stand now. */
    public List<Delivery> deliveries() {
        return sender.deliveries();
    }

    /** Returns {@link #deliveries()} when there are at least {@code count} and all are delivered or given up. */
    public List<Delivery> awaitDeliveries(int count) {
        Await.until(count + " webhooks done", () -> {
            var now = deliveries();
            return now.size() >= count && now.stream().allMatch(Delivery::isDone);
        });
        return deliveries();
    }

    /** Sends {@code body} to every webhook as it is, with the usual retries. Returns at once. */
    public void send(byte[] body) {
        webhooks.forEach(webhook -> sender.send(webhook, "raw", body));
    }

    /** Sends {@code body} to the webhooks of one format. Returns at once. */
    public void send(byte[] body, PayloadFormat format) {
        webhooks.stream()
                .filter(webhook -> webhook.format() == format)
                .forEach(webhook -> sender.send(webhook, "raw", body));
    }

    /** An outage: cuts every connection. Webhooks go on being delivered; Harbor's job service is another process. */
    public void stop() {
        server.stop();
    }

    /** After {@link #stop()}: on the same port. */
    public void startAgain() {
        server.startAgain();
    }

    /** Stops it for good. Webhooks that are not delivered yet are lost. */
    @Override
    public void close() {
        stop();
        sender.close();
        upstream.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        var request = RegistryRequest.of(exchange);
        // The client goes on as soon as it is answered, and may have asked for another manner by then.
        var wanted = manner;
        Upstream.Answer answer;
        try (exchange) {
            answer = answer(exchange, request);
        }
        // Only now: Harbor's webhooks come from another process, after the transaction.
        if (answer.isSuccess()
                && request.repository().isPresent()
                && request.manifest().isPresent()) {
            tell(
                    request.method(),
                    request.repository().get(),
                    request.manifest().get(),
                    answer,
                    wanted);
        }
    }

    private Upstream.Answer answer(HttpExchange exchange, RegistryRequest request) throws IOException {
        if (login.isPresent() && exchange.getRequestURI().getPath().equals(TokenService.PATH)) {
            login.get().answer(exchange);
        } else if ((restApi.isPresent() || management.isPresent())
                && exchange.getRequestURI().getPath().startsWith(RestApi.PATH)) {
            answerRest(exchange);
        } else if (login.isPresent() && isMountFromNoProject(request)) {
            // Harbor #17097: denied, and no way to a token is shown.
            exchange.getResponseHeaders().set("Www-Authenticate", "");
            Answers.error(exchange, 401, "UNAUTHORIZED", "unauthorized to access repository");
        } else if (login.isPresent() && !login.get().admits(exchange, request.repositories())) {
            login.get().challenge(exchange, request.repository());
        } else if (request.repository().filter(name -> !name.contains("/")).isPresent()) {
            Answers.error(exchange, 404, "NOT_FOUND", "a Harbor repository is <project>/<name>");
        } else {
            return core.answer(exchange, request);
        }
        return Upstream.Answer.BY_THE_FACE;
    }

    private void answerRest(HttpExchange exchange) throws IOException {
        if (login.isPresent() && !login.get().isLoggedIn(exchange)) {
            Answers.error(exchange, 401, "UNAUTHORIZED", "unauthorized");
        } else if (management.isPresent() && management.get().answer(exchange)) {
            // That is what it keeps beside images.
        } else if (restApi.isPresent()) {
            restApi.get().answer(exchange);
        } else {
            Answers.error(exchange, 404, "NOT_FOUND", "not found");
        }
    }

    private boolean isMountFromNoProject(RegistryRequest request) {
        return request.mountFrom()
                .map(name -> name.split("/", 2)[0])
                .filter(project -> restApi.isPresent() && !restApi.get().hasProject(project))
                .isPresent();
    }

    private void tell(String method, String repository, String reference, Upstream.Answer answer, Manner wanted) {
        switch (method) {
            case "PUT" -> tellPush(repository, reference, answer.digest().orElseThrow(), wanted);
            case "DELETE" -> tellDelete(repository, reference, wanted);
            default -> {
                // Reading is not told.
            }
        }
    }

    private void tellPush(String repository, String reference, String digest, Manner wanted) {
        var tag = Optional.of(reference).filter(text -> !text.contains(":"));
        tag.ifPresent(name -> tags.put(repository + ":" + name, digest));
        tell(HarborEvent.PUSH_ARTIFACT, artifact(repository, digest, tag), HarborPayloads::pushed, wanted);
    }

    /** One event, with one of its tags however many there were. */
    private void tellDelete(String repository, String digest, Manner wanted) {
        var names = tags.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(repository + ":")
                        && entry.getValue().equals(digest))
                .map(Map.Entry::getKey)
                .toList();
        names.forEach(tags::remove);
        var tag = names.stream()
                .map(name -> name.substring(repository.length() + 1))
                .findFirst();
        tell(HarborEvent.DELETE_ARTIFACT, artifact(repository, digest, tag), HarborPayloads::deleted, wanted);
    }

    private RestApi.Changes changes() {
        return new RestApi.Changes() {
            @Override
            public void deleted(String repository, String digest) {
                tellDelete(repository, digest, manner);
            }

            @Override
            public void untagged(String repository, String tag) {
                tags.remove(repository + ":" + tag);
                log("delete tag", repository + ":" + tag, Instant.now());
            }

            @Override
            public void tagged(String repository, String tag) {
                log("create tag", repository + ":" + tag, Instant.now());
            }
        };
    }

    private HarborArtifact artifact(String repository, String digest, Optional<String> tag) {
        var createdAt = repositories.computeIfAbsent(repository, name -> Instant.now());
        return new HarborArtifact(repository, digest, tag, createdAt);
    }

    private void log(String what, String resource, Instant at) {
        management.ifPresent(kept -> kept.auditTrail().add(what, resource, operator, at));
    }

    private interface Body {
        byte[] of(HarborPayloads payloads, HarborArtifact artifact, Occasion occasion);
    }

    private void tell(HarborEvent event, HarborArtifact artifact, Body body, Manner wanted) {
        var occasion = Occasion.now(operator);
        for (var webhook : targets(event, artifact)) {
            var payloads = new HarborPayloads(webhook.format(), host());
            var bytes = body.of(payloads, artifact, occasion.forAnotherTarget());
            switch (wanted) {
                case DELIVERED -> sender.send(webhook, event.name(), bytes);
                case LOST -> {}
                case HELD -> held.add(() -> sender.send(webhook, event.name(), bytes));
            }
        }
        var name = artifact.repository() + artifact.tag().map(tag -> ":" + tag).orElse("@" + artifact.digest());
        switch (event) {
            case PUSH_ARTIFACT -> log("create artifact", name, occasion.at());
            // Always by digest.
            case DELETE_ARTIFACT ->
                log("delete artifact", artifact.repository() + "@" + artifact.digest(), occasion.at());
            default -> throw new IllegalArgumentException("this face tells of no " + event);
        }
    }

    private List<Webhook> targets(HarborEvent event, HarborArtifact artifact) {
        var targets = new ArrayList<>(webhooks);
        management.ifPresent(kept -> targets.addAll(kept.webhooks(artifact.project(), event)));
        return targets;
    }

    /** What the face is to do. Without {@link #account} nobody has to log in; without {@link #webhook} nobody is told. */
    public static final class Builder {
        private final URI registry;
        private final Optional<RegistryStorage> contents;
        private final List<Webhook> webhooks = new ArrayList<>();
        private Optional<Login> account = Optional.empty();
        private boolean managed;
        private String operator = "admin";
        private int port;
        private Duration timeout = Duration.ofSeconds(3);
        // The middle of what Harbor rolls the dice for: 16-74 s, then 31-118 s.
        private List<Duration> retryDelays = List.of(Duration.ofSeconds(45), Duration.ofSeconds(75));

        private Builder(URI registry, Optional<RegistryStorage> contents) {
            this.registry = registry;
            this.contents = contents;
        }

        /** 0, the default, for a free one. */
        public Builder port(int number) {
            port = number;
            return this;
        }

        /** The one account; nothing is public then. */
        public Builder account(String user, String password) {
            account = Optional.of(new Login(user, password));
            return this;
        }

        /**
         * With projects, webhook policies, robot accounts and an audit log, which are made by Harbor's API. The one account is
         * the administrator's then, and robots may pull and push.
         */
        public Builder managed() {
            managed = true;
            return this;
        }

        private Optional<Management> management() {
            return managed ? Optional.of(new Management(account.orElseThrow())) : Optional.empty();
        }

        private Optional<Predicate<Login>> accounts(Optional<Management> management) {
            return management.<Predicate<Login>>map(kept -> kept::knows).or(() -> account.map(one -> one::equals));
        }

        /**
         * One more target.
         *
         * @param authorization put into {@code Authorization} as it is; empty for none
         */
        public Builder webhook(URI target, String authorization, PayloadFormat format) {
            webhooks.add(new Webhook(target, authorization, format));
            return this;
        }

        /** Whom payloads name: {@code robot$library+ci}, {@code admin}. */
        public Builder operator(String name) {
            operator = name;
            return this;
        }

        /** The waits between attempts, which are one more than these. Harbor: 3 attempts, 45 s and 75 s apart on average. */
        public Builder retryDelays(Duration... delays) {
            retryDelays = List.of(delays);
            return this;
        }

        /** How long a target may take to answer; Harbor: 3 s. */
        public Builder timeout(Duration longest) {
            timeout = longest;
            return this;
        }

        /** Returns when it answers. */
        public HarborFace start() {
            return new HarborFace(this);
        }
    }
}
