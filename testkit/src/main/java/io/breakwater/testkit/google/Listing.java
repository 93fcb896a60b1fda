package io.breakwater.testkit.google;

import com.sun.net.httpserver.HttpExchange;
import io.breakwater.testkit.face.Answers;
import io.breakwater.testkit.registry.RegistryStorage;
import io.breakwater.testkit.registry.StoredManifest;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Google's extended {@code tags/list}: sub-repositories and manifests beside the tags, and all in one page whatever {@code n}. */
final class Listing {
    private final RegistryStorage contents;

    Listing(RegistryStorage contents) {
        this.contents = contents;
    }

    void answer(HttpExchange exchange, String repository) throws IOException {
        var children = contents.children(repository);
        var manifests = contents.manifests(repository);
        if (children.isEmpty() && manifests.isEmpty()) {
            Answers.error(exchange, 404, "NAME_UNKNOWN", "Repository \"" + repository + "\" not found");
            return;
        }
        var byDigest = new TreeMap<String, Object>();
        manifests.forEach(manifest -> byDigest.put(manifest.digest(), described(manifest)));
        var answer = new LinkedHashMap<String, Object>();
        answer.put("child", children);
        answer.put("manifest", byDigest);
        answer.put("name", repository);
        answer.put(
                "tags",
                manifests.stream()
                        .flatMap(manifest -> manifest.tags().stream())
                        .sorted()
                        .toList());
        Answers.json(exchange, answer);
    }

    /** All numbers are strings. */
    private static Map<String, Object> described(StoredManifest manifest) {
        var millis = Long.toString(manifest.pushedAt().toEpochMilli());
        var members = new LinkedHashMap<String, Object>();
        members.put("imageSizeBytes", Long.toString(manifest.imageSize()));
        members.put("layerId", "");
        members.put("mediaType", manifest.mediaType());
        members.put("tag", manifest.tags());
        members.put("timeCreatedMs", millis);
        members.put("timeUploadedMs", millis);
        return members;
    }
}
