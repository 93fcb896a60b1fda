package io.breakwater.testkit.face;

import com.sun.net.httpserver.HttpExchange;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a request to {@code /v2/…} is about (distribution-spec, "Endpoints").
 *
 * @param manifest the tag or digest of {@code /manifests/…}
 * @param blob the digest of {@code /blobs/…}; empty for uploads
 * @param isTagList whether it is {@code /tags/list}
 * @param mountFrom the repository to mount from
 */
public record RegistryRequest(
        String method,
        Optional<String> repository,
        Optional<String> manifest,
        Optional<String> blob,
        boolean isTagList,
        Optional<String> mountFrom) {
    private static final Pattern IN_REPOSITORY = Pattern.compile("/v2/(?<repository>.+)/(?:manifests/(?<manifest>[^/]+)"
            + "|blobs/(?<blob>[^/:]+:[^/]+)|blobs/uploads/.*|tags/(?<list>list)|referrers/.*)");

    public static RegistryRequest of(HttpExchange exchange) {
        var match = IN_REPOSITORY.matcher(exchange.getRequestURI().getPath());
        var isFound = match.matches();
        return new RegistryRequest(
                exchange.getRequestMethod(),
                isFound ? Optional.of(match.group("repository")) : Optional.empty(),
                isFound ? Optional.ofNullable(match.group("manifest")) : Optional.empty(),
                isFound ? Optional.ofNullable(match.group("blob")) : Optional.empty(),
                isFound && match.group("list") != null,
                isFound ? Query.value(exchange, "from") : Optional.empty());
    }

    /** Whether it asks for {@code method} on a manifest. */
    public boolean isManifest(String asked) {
        return manifest.isPresent() && method.equals(asked);
    }

    /** All repositories that have to be open to the client. */
    public Set<String> repositories() {
        var repositories = new HashSet<String>();
        repository.ifPresent(repositories::add);
        mountFrom.ifPresent(repositories::add);
        return repositories;
    }
}
