package io.breakwater.ingest;

import io.breakwater.ingest.Source.Gate;
import io.breakwater.ingest.google.PushTokens;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Who and what may come in, decided by address and headers alone: a stranger costs us no memory. */
sealed interface Admission {
    /** To whoever comes from an address that is not among those allowed. */
    String FROM_ELSEWHERE = "nothing is taken from this address; add its network to ingest.allow-from";

    record Granted(String mediaType) implements Admission {}

    /** If {@code token} is genuine by {@code tokens}, which takes longer to say than an event loop has. */
    record Conditional(String mediaType, PushTokens tokens, String token) implements Admission {}

    record Refused(Answer answer, String message) implements Admission {}

    static Admission of(HttpServerRequest request, Source source, Callers callers) {
        if (!callers.allows(socket(request), forwardedFor(request))) {
            return new Refused(Answer.FORBIDDEN, FROM_ELSEWHERE);
        }
        if (source.gate() instanceof Gate.Secrets(var secrets) && !isKnown(request, secrets)) {
            return new Refused(
                    Answer.UNAUTHORIZED,
                    "the Authorization header is not the configured secret; set it where the sender is configured");
        }
        if (!expectsWhatWeDo(request)) {
            return new Refused(Answer.EXPECTATION_FAILED, "the only expectation that is met is 100-continue");
        }
        var mediaType = header(request, HttpHeaders.CONTENT_TYPE)
                .split(";", 2)[0]
                .strip()
                .toLowerCase(Locale.ROOT);
        if (!source.mediaTypes().contains(mediaType)) {
            var expected =
                    String.join(" or ", source.mediaTypes().stream().sorted().toList());
            return new Refused(Answer.UNSUPPORTED_MEDIA_TYPE, expected + " is expected");
        }
        return switch (source.gate()) {
            case Gate.Secrets _ -> new Granted(mediaType);
            case Gate.Token(var tokens) -> withToken(request, mediaType, tokens);
        };
    }

    private static Admission withToken(HttpServerRequest request, String mediaType, PushTokens tokens) {
        var shown = header(request, HttpHeaders.AUTHORIZATION).split(" ", 2);
        return shown.length == 2 && shown[0].equalsIgnoreCase("Bearer")
                ? new Conditional(mediaType, tokens, shown[1].strip())
                : new Refused(
                        Answer.UNAUTHORIZED,
                        "a Bearer token is expected; enable authentication for the push subscription");
    }

    /** Whether somebody may ask what is neither a webhook nor for everybody. */
    static boolean mayLook(HttpServerRequest request, Callers callers) {
        return callers.mayLook(socket(request), forwardedFor(request));
    }

    private static InetAddress socket(HttpServerRequest request) {
        return InetAddress.ofLiteral(request.remoteAddress().hostAddress());
    }

    private static List<String> forwardedFor(HttpServerRequest request) {
        return request.headers().getAll("X-Forwarded-For");
    }

    private static boolean isKnown(HttpServerRequest request, SharedSecrets secrets) {
        return secrets.isEmpty() || secrets.match(header(request, HttpHeaders.AUTHORIZATION));
    }

    private static boolean expectsWhatWeDo(HttpServerRequest request) {
        var expected = header(request, HttpHeaders.EXPECT);
        return expected.isEmpty() || expected.equalsIgnoreCase("100-continue");
    }

    private static String header(HttpServerRequest request, CharSequence name) {
        return Optional.ofNullable(request.getHeader(name)).orElse("");
    }
}
