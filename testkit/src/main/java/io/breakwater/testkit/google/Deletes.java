package io.breakwater.testkit.google;

import com.sun.net.httpserver.HttpExchange;
import io.breakwater.testkit.face.Answers;
import io.breakwater.testkit.face.Upstream;
import io.breakwater.testkit.registry.RegistryStorage;
import io.breakwater.testkit.registry.StoredManifest;
import java.io.IOException;
import java.util.List;

/** Google's rules for deletes: a tag goes alone, and nothing goes that a tag or an index still names. */
final class Deletes {
    private final RegistryStorage contents;
    private final Upstream upstream;

    Deletes(RegistryStorage contents, Upstream upstream) {
        this.contents = contents;
        this.upstream = upstream;
    }

    /** One at a time, so that what was checked is still so. */
    synchronized void answer(HttpExchange exchange, String repository, String reference) throws IOException {
        if (!reference.contains(":")) {
            if (contents.untag(repository, reference)) {
                Answers.empty(exchange, 202);
            } else {
                unknown(exchange, reference);
            }
            return;
        }
        var all = contents.manifests(repository);
        var manifest =
                all.stream().filter(one -> one.digest().equals(reference)).findFirst();
        if (manifest.isEmpty()) {
            unknown(exchange, reference);
        } else if (!manifest.get().tags().isEmpty()) {
            Answers.error(
                    exchange,
                    400,
                    "GOOGLE_MANIFEST_DANGLING_TAG",
                    "Manifest is still referenced by tag: "
                            + manifest.get().tags().getFirst());
        } else if (isChild(reference, all)) {
            Answers.error(
                    exchange,
                    400,
                    "GOOGLE_MANIFEST_DANGLING_PARENT_IMAGE",
                    "Manifest is still referenced by one or more parent images.");
        } else {
            upstream.forward(exchange);
        }
    }

    private static boolean isChild(String digest, List<StoredManifest> all) {
        return all.stream().anyMatch(manifest -> manifest.children().contains(digest));
    }

    private static void unknown(HttpExchange exchange, String reference) throws IOException {
        Answers.error(exchange, 404, "MANIFEST_UNKNOWN", "Failed to fetch \"" + reference + "\"");
    }
}
