package io.breakwater.registry;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectReader;
import io.breakwater.registry.auth.Credentials;
import io.breakwater.registry.auth.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Fetches tokens (distribution, "Token Authentication Specification"): a GET with the credentials, whose redirects are not
 * followed.
 *
 * @param realm where, already ruled on
 * @param service as the challenge named it
 */
record TokenService(URI realm, Optional<String> service) {
    /** Seconds, where the answer gives none. */
    private static final long DEFAULT_LIFE = 60;

    private static final int LONGEST_ANSWER = 64 << 10;
    private static final Pattern TOKEN = Pattern.compile("[!-~]{1,16384}");
    private static final ObjectReader READER = Json.readerFor(TokenAnswer.class);

    private record TokenAnswer(
            @Nullable String token,
            @JsonProperty("access_token") @Nullable String accessToken,
            @JsonProperty("expires_in") @Nullable Long expiresIn) {
        /** Harbor sends an empty {@code access_token} beside the true {@code token}. */
        Optional<String> usable() {
            return Stream.of(Optional.ofNullable(token), Optional.ofNullable(accessToken))
                    .flatMap(Optional::stream)
                    .filter(Predicate.not(String::isEmpty))
                    .findFirst();
        }

        Duration life() {
            return Duration.ofSeconds(expiresIn == null || expiresIn <= 0 ? DEFAULT_LIFE : Math.min(expiresIn, 86_400));
        }
    }

    TokenCache.Grant fetch(TokenScope scope, Credentials credentials, Sender sender) {
        var call = Call.get(What.TOKEN, "get a token for " + String.join(" ", scope.scopes()), uri(scope), scope)
                .reading(AnswerBody.collected(LONGEST_ANSWER));
        var shown = credentials instanceof Credentials.Basic basic
                ? Optional.of(Authorization.basic(basic))
                : Optional.<Authorization>empty();
        try {
            return read(call.tried(), sender.send(call, shown));
        } catch (IOException e) {
            throw Faults.of(call.tried(), realm.getAuthority(), e);
        }
    }

    /** Sends one request. */
    @FunctionalInterface
    interface Sender {
        Answer send(Call call, Optional<Authorization> authorization) throws IOException;
    }

    private TokenCache.Grant read(String tried, Answer answer) {
        if (!answer.isSuccess()) {
            throw refusal(Faults.of(What.TOKEN, tried, answer));
        }
        var grant = Json.read(READER, TokenAnswer.class, answer.body().bytes());
        var token = grant.flatMap(TokenAnswer::usable)
                .filter(text -> TOKEN.matcher(text).matches());
        if (token.isEmpty()) {
            throw new CredentialFault(
                    CredentialFault.TOKEN_INVALID,
                    Faults.message(
                            tried,
                            realm.getAuthority(),
                            "an answer with no token in it",
                            "Check that this is the registry's token service."));
        }
        return new TokenCache.Grant(
                Authorization.bearer(Secret.of(token.get())),
                grant.orElseThrow().life());
    }

    /**
     * Whatever is wrong with a token request, unless the service is not well, is wrong with who we are. But a 403 is given to
     * somebody who is known: Google denies a repository so that is not there or not ours, while others are served.
     */
    private static RegistryException refusal(RegistryException fault) {
        return fault instanceof ArtifactFault artifact && artifact.refusedBy().isEmpty()
                ? new CredentialFault(fault.code(), fault.explanation(), fault)
                : fault;
    }

    private URI uri(TokenScope scope) {
        var parameters = Stream.concat(
                        service.stream().map(name -> "service=" + encode(name)),
                        scope.scopes().stream().map(one -> "scope=" + encode(one)))
                .collect(Collectors.joining("&"));
        return URI.create(realm + (realm.getRawQuery() == null ? "?" : "&") + parameters);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
