package io.breakwater.testkit.harbor;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import java.net.URI;
import java.net.URLDecoder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a request to {@code /v2/…} is about (distribution-spec, "Endpoints"). */
record RegistryRequest(
        String method, Optional<String> repository, Optional<String> manifest, Optional<String> mountFrom) {
    private static final Pattern IN_REPOSITORY =
            Pattern.compile("/v2/(?<repository>.+)/(?:manifests/(?<manifest>[^/]+)|(?:blobs|tags|referrers)/.*)");

    static RegistryRequest of(HttpExchange exchange) {
        var uri = exchange.getRequestURI();
        var match = IN_REPOSITORY.matcher(uri.getPath());
        if (!match.matches()) {
            return new RegistryRequest(
                    exchange.getRequestMethod(), Optional.empty(), Optional.empty(), Optional.empty());
        }
        return new RegistryRequest(
                exchange.getRequestMethod(),
                Optional.of(match.group("repository")),
                Optional.ofNullable(match.group("manifest")),
                mountFrom(uri));
    }

    /** All repositories that have to be open to the client. */
    Set<String> repositories() {
        var repositories = new HashSet<String>();
        repository.ifPresent(repositories::add);
        mountFrom.ifPresent(repositories::add);
        return repositories;
    }

    private static Optional<String> mountFrom(URI uri) {
        return Arrays.stream(Optional.ofNullable(uri.getRawQuery()).orElse("").split("&", -1))
                .filter(parameter -> parameter.startsWith("from="))
                .map(parameter -> URLDecoder.decode(parameter.substring("from=".length()), UTF_8))
                .findFirst();
    }
}
