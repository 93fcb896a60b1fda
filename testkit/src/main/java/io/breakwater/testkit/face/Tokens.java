package io.breakwater.testkit.face;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
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

/** Bearer tokens (distribution's "Token Authentication Specification"), each for some repositories and some time. Thread-safe. */
public final class Tokens {
    private final Map<String, Grant> grants = new ConcurrentHashMap<>();

    private record Grant(Set<String> repositories, Instant until) {}

    /** What a client sent by Basic. */
    public record Login(String user, String password) {
        /** Without the password. */
        @Override
        public String toString() {
            return user;
        }
    }

    public String issue(Set<String> repositories, Duration life) {
        var token = UUID.randomUUID().toString();
        grants.put(token, new Grant(Set.copyOf(repositories), Instant.now().plus(life)));
        return token;
    }

    /** Whether the request has a token that holds for all of {@code repositories}. */
    public boolean holds(HttpExchange exchange, Set<String> repositories) {
        return credentials(exchange, "Bearer ")
                .map(grants::get)
                .filter(grant -> Instant.now().isBefore(grant.until()))
                .filter(grant -> grant.repositories().containsAll(repositories))
                .isPresent();
    }

    /** Empty also where it is not Basic, or not in base64. */
    public static Optional<Login> basic(HttpExchange exchange) {
        return credentials(exchange, "Basic ").flatMap(Tokens::login);
    }

    /** Of {@code scope=repository:<name>:<actions>}; several in one parameter, or several parameters. */
    public static Set<String> repositories(HttpExchange exchange) {
        return Query.values(exchange, "scope")
                .flatMap(scopes -> Arrays.stream(scopes.split(" ", -1)))
                .map(scope -> scope.split(":", -1))
                .filter(parts -> parts.length == 3 && parts[0].equals("repository"))
                .map(parts -> parts[1])
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The member {@code scope} of a challenge, with its comma; empty where {@code repository} is. */
    public static String challengedScope(HttpExchange exchange, Optional<String> repository) {
        var reads = Set.of("GET", "HEAD").contains(exchange.getRequestMethod());
        return repository
                .map(name -> ",scope=\"repository:" + name + (reads ? ":pull\"" : ":pull,push\""))
                .orElse("");
    }

    private static Optional<String> credentials(HttpExchange exchange, String scheme) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                .filter(value -> value.startsWith(scheme))
                .map(value -> value.substring(scheme.length()));
    }

    private static Optional<Login> login(String base64) {
        try {
            var text = new String(Base64.getDecoder().decode(base64), UTF_8);
            var colon = text.indexOf(':');
            return colon < 0
                    ? Optional.empty()
                    : Optional.of(new Login(text.substring(0, colon), text.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
