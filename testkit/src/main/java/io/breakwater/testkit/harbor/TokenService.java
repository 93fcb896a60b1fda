package io.breakwater.testkit.harbor;

import com.sun.net.httpserver.HttpExchange;
import io.breakwater.testkit.face.Answers;
import io.breakwater.testkit.face.Tokens;
import io.breakwater.testkit.face.Tokens.Login;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Harbor's login ({@code src/server/middleware/v2auth/auth.go}, {@code src/core/service/token}): whoever has an account may do
 * everything. A token holds for the repositories it was asked for, whatever actions the client named; Basic works on
 * {@code /v2/} directly; denied is 401, never 403.
 */
final class TokenService {
    static final String PATH = "/service/token";

    private static final Duration VALID = Duration.ofMinutes(30);

    private final Predicate<Login> accounts;
    private final Tokens tokens = new Tokens();

    /** @param accounts whether there is one with this name and password */
    TokenService(Predicate<Login> accounts) {
        this.accounts = accounts;
    }

    /** Answers {@code GET /service/token}: the token, and an {@code access_token} that is empty, as Harbor's is. */
    void answer(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestMethod().equals("GET")) {
            Answers.text(exchange, 405, "Method Not Allowed");
        } else if (!isLoggedIn(exchange)) {
            Answers.error(exchange, 401, "UNAUTHORIZED", "unauthorized: invalid user name or password");
        } else {
            var answer = new LinkedHashMap<String, Object>();
            answer.put("token", tokens.issue(Tokens.repositories(exchange), VALID));
            answer.put("access_token", "");
            answer.put("expires_in", VALID.toSeconds());
            answer.put("issued_at", Instant.now().toString());
            Answers.json(exchange, answer);
        }
    }

    /** Whether the request names an account by Basic. */
    boolean isLoggedIn(HttpExchange exchange) {
        return Tokens.basic(exchange).filter(accounts).isPresent();
    }

    /**
     * Whether the request may pass.
     *
     * @param repositories that it touches: none for {@code /v2/} itself, two for a mount
     */
    boolean admits(HttpExchange exchange, Set<String> repositories) {
        return isLoggedIn(exchange) || tokens.holds(exchange, repositories);
    }

    /** Answers 401 with the way to a token. */
    void challenge(HttpExchange exchange, Optional<String> repository) throws IOException {
        // Harbor, too, takes its own name from the request.
        var host = exchange.getRequestHeaders().getFirst("Host");
        exchange.getResponseHeaders()
                .set(
                        "Www-Authenticate",
                        "Bearer realm=\"http://" + host + PATH + "\",service=\"harbor-registry\""
                                + Tokens.challengedScope(exchange, repository));
        Answers.error(exchange, 401, "UNAUTHORIZED", "unauthorized to access repository");
    }
}
