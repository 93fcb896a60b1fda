package io.breakwater.testkit.google;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import io.breakwater.testkit.face.Answers;
import io.breakwater.testkit.face.Tokens;
import io.breakwater.testkit.face.Tokens.Login;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Google's login: Basic buys a token at {@code /v2/token} of the same host, and nothing else. Who may not do what he asks
 * for is told so there already.
 */
final class GoogleLogin {
    static final String PATH = "/v2/token";

    private final Set<Login> accounts;
    private final Predicate<String> denied;
    private final Optional<Duration> life;
    private final Set<String> members;
    private final Tokens tokens = new Tokens();

    /**
     * @param denied repositories that nobody may touch
     * @param life of a token; empty for an hour of which clients are not told
     * @param members in which the answer has the token: {@code token}, {@code access_token}
     */
    GoogleLogin(Set<Login> accounts, Predicate<String> denied, Optional<Duration> life, Set<String> members) {
        this.accounts = Set.copyOf(accounts);
        this.denied = denied;
        this.life = life;
        this.members = Set.copyOf(members);
    }

    void answer(HttpExchange exchange) throws IOException {
        var login = Tokens.basic(exchange);
        var repositories = Tokens.repositories(exchange);
        if (!exchange.getRequestMethod().equals("GET")) {
            Answers.text(exchange, 405, "Method Not Allowed");
        } else if (login.isPresent() && isUnreadableKey(login.get())) {
            Answers.error(exchange, 400, "UNKNOWN", "Unable to parse json key.");
        } else if (login.filter(accounts::contains).isEmpty()) {
            Answers.error(exchange, 401, "UNAUTHORIZED", "not authenticated: No valid credential was supplied.");
        } else if (repositories.stream().anyMatch(denied)) {
            Answers.error(exchange, 403, "DENIED", denial(repositories));
        } else {
            grant(exchange, repositories);
        }
    }

    boolean admits(HttpExchange exchange, Set<String> repositories) {
        return tokens.holds(exchange, repositories);
    }

    void challenge(HttpExchange exchange, Optional<String> repository) throws IOException {
        var host = exchange.getRequestHeaders().getFirst("Host");
        exchange.getResponseHeaders()
                .set(
                        "WWW-Authenticate",
                        "Bearer realm=\"http://" + host + PATH + "\",service=\"" + host + "\""
                                + Tokens.challengedScope(exchange, repository));
        Answers.error(exchange, 401, "UNAUTHORIZED", "not authenticated: No valid credential was supplied.");
    }

    private void grant(HttpExchange exchange, Set<String> repositories) throws IOException {
        var token = tokens.issue(repositories, life.orElse(Duration.ofHours(1)));
        var answer = new LinkedHashMap<String, Object>();
        members.forEach(member -> answer.put(member, token));
        life.ifPresent(duration -> answer.put("expires_in", duration.toSeconds()));
        Answers.json(exchange, answer);
    }

    private static String denial(Set<String> repositories) {
        return "Permission \"artifactregistry.repositories.downloadArtifacts\" denied on resource \""
                + String.join(",", repositories) + "\" (or it may not exist)";
    }

    private static boolean isUnreadableKey(Login login) {
        return switch (login.user()) {
            case "_json_key" -> !login.password().stripLeading().startsWith("{");
            case "_json_key_base64" -> !decoded(login.password()).startsWith("{");
            default -> false;
        };
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), UTF_8).stripLeading();
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
