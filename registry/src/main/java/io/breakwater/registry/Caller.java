package io.breakwater.registry;

import io.breakwater.registry.reference.Digest;
import io.breakwater.registry.reference.Reference;
import java.net.URI;

/**
 * Who calls: on which client, on whose count, and with the wish to push or only to pull.
 *
 * @param behind whether everybody else goes first
 */
record Caller(Client client, RequestCounter counter, boolean pushing, boolean behind) {
    Answer call(Call call) {
        return client.call(call, this);
    }

    /** Waits until bytes of a blob that were just moved are paid for. */
    void spend(long bytes) {
        client.budget().spend(bytes, behind);
    }

    /** A caller who will push asks for that right at once, so that one token serves the whole push. */
    TokenScope scope(String repository) {
        return pushing ? TokenScope.pullAndPush(repository) : TokenScope.pull(repository);
    }

    /** @throws IllegalArgumentException if the repository's name cannot be put into a URL */
    URI uri(String repository, String rest) {
        Reference.checkRepository(repository);
        return client.uri("/v2/" + repository + "/" + rest);
    }

    URI manifest(String repository, String tagOrDigest) {
        if (!Digest.isDigest(tagOrDigest)) {
            Reference.checkTag(tagOrDigest);
        }
        return uri(repository, "manifests/" + tagOrDigest);
    }

    URI blob(String repository, Digest digest) {
        return uri(repository, "blobs/" + digest);
    }

    /** For messages: {@code library/app:v1} or {@code library/app@sha256:…}. */
    static String name(String repository, String tagOrDigest) {
        return repository + (Digest.isDigest(tagOrDigest) ? "@" : ":") + tagOrDigest;
    }
}
