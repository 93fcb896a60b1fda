package io.breakwater.ingest;

import io.breakwater.ingest.harbor.HarborEvents.Format;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Who and what may come in, decided by the headers alone: a stranger costs us no memory. */
sealed interface Admission {
    record Granted(Format format) implements Admission {}

    record Refused(Answer answer, String message) implements Admission {}

    /** @param secrets empty lets everybody in */
    static Admission of(HttpServerRequest request, List<SharedSecret> secrets) {
        if (!isKnown(request, secrets)) {
            return new Refused(
                    Answer.UNAUTHORIZED,
                    "the Authorization header is not the configured secret; set the webhook's auth header in Harbor");
        }
        if (!expectsWhatWeDo(request)) {
            return new Refused(Answer.EXPECTATION_FAILED, "the only expectation that is met is 100-continue");
        }
        return format(request)
                .<Admission>map(Granted::new)
                .orElseGet(() -> new Refused(
                        Answer.UNSUPPORTED_MEDIA_TYPE,
                        "application/json (Harbor's Default format) or application/cloudevents+json is expected"));
    }

    private static boolean isKnown(HttpServerRequest request, List<SharedSecret> secrets) {
        var shown = header(request, HttpHeaders.AUTHORIZATION);
        // Every secret is compared, whichever matches: the time says nothing.
        return secrets.isEmpty()
                || secrets.stream().filter(secret -> secret.matches(shown)).count() > 0;
    }

    private static boolean expectsWhatWeDo(HttpServerRequest request) {
        var expected = header(request, HttpHeaders.EXPECT);
        return expected.isEmpty() || expected.equalsIgnoreCase("100-continue");
    }

    private static Optional<Format> format(HttpServerRequest request) {
        var type = header(request, HttpHeaders.CONTENT_TYPE).split(";", 2)[0];
        return Format.of(type.strip().toLowerCase(Locale.ROOT));
    }

    private static String header(HttpServerRequest request, CharSequence name) {
        return Optional.ofNullable(request.getHeader(name)).orElse("");
    }
}
