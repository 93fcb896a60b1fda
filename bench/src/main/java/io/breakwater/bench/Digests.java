package io.breakwater.bench;

import io.breakwater.bench.corpus.Corpus;
import io.breakwater.bench.corpus.Item;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** What is at a target after a copy; the registry itself has checked every blob and all that a manifest refers to. */
final class Digests {
    private static final String ACCEPT =
            "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json";

    private Digests() {}

    /** How many images of {@code corpus} are not there, or have another digest. */
    static int wrong(Corpus corpus, URI registry) throws InterruptedException {
        var wrong = 0;
        try (var client = HttpClient.newHttpClient()) {
            for (var item : corpus.items()) {
                wrong += isThere(client, registry, item) ? 0 : 1;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return wrong;
    }

    private static boolean isThere(HttpClient client, URI registry, Item item)
            throws IOException, InterruptedException {
        var uri = registry.resolve("/v2/" + item.targetRepository() + "/manifests/" + item.tag());
        var request =
                HttpRequest.newBuilder(uri).HEAD().header("Accept", ACCEPT).build();
        var answer = client.send(request, BodyHandlers.discarding());
        return answer.statusCode() == 200
                && answer.headers()
                        .firstValue("Docker-Content-Digest")
                        .filter(item.digest()::equals)
                        .isPresent();
    }
}
