package io.breakwater.testkit.harbor;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Harbor's login ({@code src/server/middleware/v2auth/auth.go}, {@code src/core/service/token}): one account that may do
 * everything. A token holds for the repositories it was asked for, whatever actions the client named; Basic works on
 * {@code /v2/} directly; denied is 401, never 403.
 */
final class TokenService {
    static final String PATH = "/service/token";

    private static final Duration VALID = Duration.ofMinutes(30);

    private final String basic;
    private final Map<String, Grant> tokens = new ConcurrentHashMap<>();

    private record Grant(Set<String> repositories, Instant until) {}

    TokenService(String user, String password) {
        basic = "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
    }

    /** Answers {@code GET /service/token}: the token, and an {@code access_token} that is empty, as Harbor's is. */
    void answer(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestMethod().equals("GET")) {
            Answers.text(exchange, 405, "Method Not Allowed");
        } else if (!basic.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            Answers.error(exchange, 401, "UNAUTHORIZED", "unauthorized: invalid user name or password");
        } else {
            var now = Instant.now();
            var token = UUID.randomUUID().toString();
            tokens.put(token, new Grant(repositories(exchange.getRequestURI().getRawQuery()), now.plus(VALID)));
            Answers.json(
                    exchange,
                    "{\"token\":\"%s\",\"access_token\":\"\",\"expires_in\":%d,\"issued_at\":\"%s\"}"
                            .formatted(token, VALID.toSeconds(), now));
        }
    }

    /**
     * Whether the request may pass.
     *
     * @param repositories that it touches: none for {@code /v2/} itself, two for a mount
     */
    boolean admits(HttpExchange exchange, Set<String> repositories) {
        var authorization = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"));
        return authorization
                .filter(value -> basic.equals(value) || holds(value, repositories))
                .isPresent();
    }

    /** Answers 401 with the way to a token. */
    void challenge(HttpExchange exchange, Optional<String> repository) throws IOException {
        var reads = Set.of("GET", "HEAD").contains(exchange.getRequestMethod());
        var scope = repository
                .map(name -> ",scope=\"repository:" + name + (reads ? ":pull\"" : ":pull,push\""))
                .orElse("");
        // Harbor, too, takes its own name from the request.
        var host = exchange.getRequestHeaders().getFirst("Host");
        exchange.getResponseHeaders()
                .set(
                        "Www-Authenticate",
                        "Bearer realm=\"http://" + host + PATH + "\",service=\"harbor-registry\"" + scope);
        Answers.error(exchange, 401, "UNAUTHORIZED", "unauthorized to access repository");
    }

    private boolean holds(String authorization, Set<String> repositories) {
        if (!authorization.startsWith("Bearer ")) {
            return false;
        }
        var grant = tokens.get(authorization.substring("Bearer ".length()));
        return grant != null
                && Instant.now().isBefore(grant.until())
                && grant.repositories().containsAll(repositories);
    }

    /** Of {@code scope=repository:<name>:<actions>}; several in one parameter, or several parameters. */
    private static Set<String> repositories(String rawQuery) {
        return Arrays.stream(Optional.ofNullable(rawQuery).orElse("").split("&", -1))
                .filter(parameter -> parameter.startsWith("scope="))
                .map(parameter -> URLDecoder.decode(parameter.substring("scope=".length()), UTF_8))
                .flatMap(scopes -> Arrays.stream(scopes.split(" ", -1)))
                .map(scope -> scope.split(":", -1))
                .filter(parts -> parts.length == 3 && parts[0].equals("repository"))
                .map(parts -> parts[1])
                .collect(Collectors.toUnmodifiableSet());
    }
}
