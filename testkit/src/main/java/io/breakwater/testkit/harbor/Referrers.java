package io.breakwater.testkit.harbor;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import io.breakwater.testkit.harbor.Inventory.Found;
import io.breakwater.testkit.image.MediaTypes;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Harbor's referrers API ({@code src/server/registry/referrers.go}) with its own ways: cosign's tags are listed too, though
 * they name no subject; the size of each is that of all its blobs; the type is the configuration's media type; and of an
 * artifact that is not there the list is an empty document.
 */
final class Referrers {
    private static final Pattern PATH = Pattern.compile("/v2/(?<repository>.+)/referrers/(?<digest>[^/]+)");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Inventory inventory;

    Referrers(Inventory inventory) {
        this.inventory = inventory;
    }

    static boolean areAsked(HttpExchange exchange) {
        return exchange.getRequestMethod().equals("GET")
                && PATH.matcher(exchange.getRequestURI().getPath()).matches();
    }

    void answer(HttpExchange exchange) throws IOException {
        var match = PATH.matcher(exchange.getRequestURI().getPath());
        if (!match.matches()) {
            throw new IllegalArgumentException("no referrers are asked for");
        }
        var bytes = JSON.writeValueAsBytes(list(match.group("repository"), match.group("digest")));
        exchange.getResponseHeaders().set("Content-Type", MediaTypes.OCI_INDEX);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private Map<String, Object> list(String repository, String digest) {
        var list = new LinkedHashMap<String, Object>();
        if (inventory.find(repository, digest).isPresent()) {
            list.put("schemaVersion", 2);
            list.put("mediaType", MediaTypes.OCI_INDEX);
            list.put("manifests", entries(repository, digest));
        }
        return list;
    }

    private List<Map<String, Object>> entries(String repository, String digest) {
        return inventory.accessories(repository, digest).stream()
                .map(Referrers::entry)
                .toList();
    }

    private static Map<String, Object> entry(Found found) {
        var manifest = found.manifest();
        var entry = new LinkedHashMap<String, Object>();
        entry.put("mediaType", manifest.mediaType());
        entry.put("digest", manifest.digest());
        entry.put("size", manifest.imageSize());
        entry.put(
                "artifactType", manifest.json().path("config").path("mediaType").asText());
        return entry;
    }
}
