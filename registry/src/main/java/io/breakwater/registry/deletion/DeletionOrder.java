package io.breakwater.registry.deletion;

import io.breakwater.registry.reference.Digest;
import java.util.List;
import java.util.Set;

/**
 * What is to be deleted of one artifact. How many artifacts are deleted, and how fast, is the caller's to limit.
 *
 * @param digest the artifact's own
 * @param tags of it that are to go; one that points elsewhere by then stays
 * @param children manifests that are to go after it, such as those of an index. Google and Harbor keep those that
 *     another index refers to; other registries delete them, and break that index: there the caller must know that nobody
 *     else does.
 */
public record DeletionOrder(String repository, Digest digest, Set<String> tags, List<Digest> children) {
    public DeletionOrder {
        tags = Set.copyOf(tags);
        children = List.copyOf(children);
        if (children.contains(digest)) {
            throw new IllegalArgumentException("an artifact among its own children: " + digest);
        }
    }
}
