package io.breakwater.testkit.google;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import io.breakwater.testkit.face.Answers;
import io.breakwater.testkit.face.FaceServer;
import io.breakwater.testkit.face.RegistryRequest;
import io.breakwater.testkit.face.Tokens.Login;
import io.breakwater.testkit.face.Upstream;
import io.breakwater.testkit.registry.RegistryProcess;
import io.breakwater.testkit.registry.RegistryStorage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Makes a real registry behave like Google's Artifact Registry where it matters to a client: its login, uploads and downloads
 * beside {@code /v2/}, listing, deletes, names and errors. Plain HTTP on 127.0.0.1.
 *
 * <p>What Google does not publish, and was chosen here: a second PATCH of a session, and one with {@code Content-Range}, are
 * 400 UNSUPPORTED; a listing has no pages; a mount whose source the token does not open becomes an ordinary upload; a blob
 * under sha512 is 400 DIGEST_INVALID; there is no catalog, which is told by 404 UNSUPPORTED.
 */
public final class GoogleFace implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RegistryStorage contents;
    private final Upstream upstream;
    private final Optional<GoogleLogin> login;
    private final int leastParts;
    private final Uploads uploads;
    private final Downloads downloads;
    private final Deletes deletes;
    private final Listing listing;
    private final AtomicInteger overQuota = new AtomicInteger();
    private final FaceServer server;

    private GoogleFace(Builder builder) {
        contents = builder.registry.contents();
        upstream = new Upstream(builder.registry.url());
        login = builder.login();
        leastParts = builder.leastParts;
        uploads = new Uploads(upstream);
        downloads = new Downloads(upstream);
        deletes = new Deletes(contents, upstream);
        listing = new Listing(contents);
        server = new FaceServer("google-face", builder.port, this::handle);
    }

    /** Artifact Registry: a name has at least three parts, {@code project/repository/image}. */
    public static Builder artifactRegistry(RegistryProcess registry) {
        return new Builder(registry, 3);
    }

    /** gcr.io: a name has at least two parts, {@code project/image}. */
    public static Builder gcr(RegistryProcess registry) {
        return new Builder(registry, 2);
    }

    /** As image references name it: {@code 127.0.0.1:PORT}. */
    public String host() {
        return server.host();
    }

    public URI url() {
        return server.url();
    }

    /** The next {@code requests} to {@code /v2/} and to uploads are refused with 429, without {@code Retry-After}. */
    public void overQuota(int requests) {
        overQuota.set(requests);
    }

    /** The garbage collection takes one blob, though a HEAD may have said that it is there. @return whether it was */
    public boolean collect(String repository, String digest) {
        return contents.collect(repository, digest);
    }

    /** An outage: cuts every connection. */
    public void stop() {
        server.stop();
    }

    /** After {@link #stop()}: on the same port. */
    public void startAgain() {
        server.startAgain();
    }

    @Override
    public void close() {
        server.close();
        upstream.close();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            if (login.isPresent() && path.equals(GoogleLogin.PATH)) {
                login.get().answer(exchange);
            } else if (path.startsWith(Downloads.PATH)) {
                downloads.answer(exchange);
            } else if (overQuota.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                refuse(exchange);
            } else if (path.startsWith(Uploads.PATH)) {
                upload(exchange);
            } else {
                answer(exchange, RegistryRequest.of(exchange));
            }
        }
    }

    private void upload(HttpExchange exchange) throws IOException {
        var repository = Uploads.repository(exchange);
        if (login.isPresent()
                && !login.get().admits(exchange, repository.stream().collect(Collectors.toSet()))) {
            login.get().challenge(exchange, repository);
        } else {
            uploads.answer(exchange);
        }
    }

    private void answer(HttpExchange exchange, RegistryRequest request) throws IOException {
        var repository = request.repository();
        if (login.isPresent()
                && !login.get().admits(exchange, repository.stream().collect(Collectors.toSet()))) {
            login.get().challenge(exchange, repository);
        } else if (exchange.getRequestURI().getPath().equals("/v2/_catalog")) {
            Answers.error(exchange, 404, "UNSUPPORTED", "There is no catalog; list the repositories below one.");
        } else if (repository.isEmpty()) {
            upstream.forward(exchange);
        } else if (request.isTagList()) {
            listing.answer(exchange, repository.get());
        } else if (repository.get().split("/", -1).length < leastParts) {
            refuseName(exchange);
        } else {
            answer(exchange, request, repository.get());
        }
    }

    private void answer(HttpExchange exchange, RegistryRequest request, String repository) throws IOException {
        var blob = request.blob().filter(digest -> contents.hasBlob(repository, digest));
        if (request.method().equals("POST")) {
            uploads.begin(exchange, repository, uploadTarget(exchange, request, repository));
        } else if (request.isManifest("DELETE")) {
            deletes.answer(exchange, repository, request.manifest().orElseThrow());
        } else if (request.isManifest("PUT")) {
            putManifest(exchange);
        } else if (request.method().equals("GET") && blob.isPresent()) {
            downloads.redirect(exchange, repository, blob.get());
        } else {
            upstream.forward(exchange);
        }
    }

    /** Without the mount where the token does not open its source. */
    private String uploadTarget(HttpExchange exchange, RegistryRequest request, String repository) {
        var uri = exchange.getRequestURI();
        var mayMount = login.isEmpty() || login.get().admits(exchange, request.repositories());
        return mayMount && uri.getRawQuery() != null
                ? uri.getRawPath() + "?" + uri.getRawQuery()
                : "/v2/" + repository + "/blobs/uploads/";
    }

    private void putManifest(HttpExchange exchange) throws IOException {
        var response = upstream.ask(exchange);
        var unknown = unknownBlobs(response);
        if (unknown.isEmpty()) {
            upstream.hand(response, exchange);
        } else {
            Answers.error(
                    exchange,
                    response.statusCode(),
                    "BLOB_UNKNOWN",
                    "Manifest references unknown blob(s): " + String.join(",", unknown));
        }
    }

    private static Set<String> unknownBlobs(HttpResponse<byte[]> response) throws IOException {
        if (response.statusCode() / 100 == 2) {
            return Set.of();
        }
        return StreamSupport.stream(
                        JSON.readTree(response.body()).path("errors").spliterator(), false)
                .filter(error -> error.path("code").asText().equals("MANIFEST_BLOB_UNKNOWN"))
                .map(error -> digest(error.path("detail")))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** distribution 2 gives an object, 3 a string. */
    private static String digest(JsonNode detail) {
        return detail.isTextual() ? detail.asText() : detail.path("digest").asText();
    }

    private static void refuse(HttpExchange exchange) throws IOException {
        Answers.error(
                exchange,
                429,
                "TOOMANYREQUESTS",
                "Quota exceeded for quota metric 'Requests per project per user' and limit 'Requests per project per user"
                        + " per minute per user' of service 'artifactregistry.googleapis.com' for consumer"
                        + " 'project_number:123456789012'.");
    }

    private static void refuseName(HttpExchange exchange) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            Answers.empty(exchange, 405);
        } else {
            Answers.error(
                    exchange,
                    400,
                    "NAME_INVALID",
                    "Missing image name. Pushes should be of the form docker push HOST-NAME/PROJECT-ID/REPOSITORY/IMAGE");
        }
    }

    /** What the face is to do. Without {@link #account} nobody has to log in. */
    public static final class Builder {
        private final RegistryProcess registry;
        private final int leastParts;
        private final Set<Login> accounts = new LinkedHashSet<>();
        private final Set<String> members = new LinkedHashSet<>(Set.of("token"));
        private Predicate<String> denied = repository -> false;
        private Optional<Duration> tokenLife = Optional.of(Duration.ofHours(1));
        private int port;

        private Builder(RegistryProcess registry, int leastParts) {
            this.registry = registry;
            this.leastParts = leastParts;
        }

        /** 0, the default, for a free one. */
        public Builder port(int number) {
            port = number;
            return this;
        }

        /**
         * One more that may do everything.
         *
         * @param user {@code oauth2accesstoken}, {@code _token}, {@code _json_key} or {@code _json_key_base64}; a key's
         *     secret has to look like one, else it is refused as unreadable
         */
        public Builder account(String user, String secret) {
            accounts.add(new Login(user, secret));
            return this;
        }

        /** Nobody may touch these; the token service says so. */
        public Builder denied(Predicate<String> repositories) {
            denied = repositories;
            return this;
        }

        /** An hour by default. */
        public Builder tokenLife(Duration life) {
            tokenLife = Optional.of(life);
            return this;
        }

        /** The answer of the token service has no {@code expires_in}. */
        public Builder untoldTokenLife() {
            tokenLife = Optional.empty();
            return this;
        }

        /** The token comes as {@code access_token} and not as {@code token}. */
        public Builder accessTokenOnly() {
            members.clear();
            members.add("access_token");
            return this;
        }

        /** Returns when it answers. */
        public GoogleFace start() {
            return new GoogleFace(this);
        }

        private Optional<GoogleLogin> login() {
            return accounts.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new GoogleLogin(accounts, denied, tokenLife, members));
        }
    }
}
