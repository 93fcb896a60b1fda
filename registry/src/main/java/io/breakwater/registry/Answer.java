package io.breakwater.registry;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a server answered. The body's stream, where there is one, belongs to who asked. */
record Answer(int status, HttpHeaders headers, URI uri, AnswerBody body) {
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    /** The same answer, of whose body's end {@code end} is told. */
    Answer closing(Runnable end) {
        return new Answer(status, headers, uri, body.closing(end));
    }

    boolean isSuccess() {
        return status / 100 == 2;
    }

    boolean isRedirect() {
        return REDIRECTS.contains(status);
    }

    /** The registry has more to do than it wants. */
    boolean isThrottled() {
        return status == 429 || status == 503;
    }

    /** It says when it wants to be asked again; a 503 that does not is rather an outage. */
    boolean isComeAgain() {
        return status == 429 || (status == 503 && header("Retry-After").isPresent());
    }

    Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    List<String> all(String name) {
        return headers.allValues(name);
    }
}
