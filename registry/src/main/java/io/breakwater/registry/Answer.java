package io.breakwater.registry;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a server answered. The body's stream, where there is one, belongs to who asked. */
record Answer(int status, HttpHeaders headers, URI uri, AnswerBody body) {
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    boolean isSuccess() {
        return status / 100 == 2;
    }

    boolean isRedirect() {
        return REDIRECTS.contains(status);
    }

    Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    List<String> all(String name) {
        return headers.allValues(name);
    }
}
