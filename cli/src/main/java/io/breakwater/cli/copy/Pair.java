package io.breakwater.cli.copy;

import io.breakwater.registry.reference.HostPort;
import io.breakwater.registry.reference.Reference;
import java.util.HashMap;
import java.util.List;
import java.util.function.Function;

/**
 * One image and what it becomes.
 *
 * @param to with the tag that it gets; without one it is there by {@code from}'s digest alone
 */
public record Pair(Reference from, Reference to) {
    /**
     * Reads what a person has written, as cp does: one source becomes the target, several go below a target that ends
     * with a slash, under the last part of their name.
     *
     * @throws IllegalArgumentException with what is wrong and what would be right
     */
    public static List<Pair> of(List<String> sources, String target) {
        if (target.endsWith("/")) {
            var pairs = sources.stream()
                    .map(source -> pair(source, target + lastPart(source)))
                    .toList();
            refuseCollisions(pairs);
            return pairs;
        }
        if (sources.size() > 1) {
            throw new IllegalArgumentException("'" + target
                    + "': several images need a DST that ends with a slash, below which each keeps its name");
        }
        return List.of(pair(sources.getFirst(), target));
    }

    /** The registries: its, and that of what it becomes. */
    List<HostPort> hosts() {
        return List.of(from.host(), to.host());
    }

    /** This pair for every tag that {@code tags} lists of its repository. */
    public List<Pair> forAllTags(Function<Reference, List<String>> tags) {
        return tags.apply(from).stream()
                .map(tag -> new Pair(withTag(from, tag), withTag(to, tag)))
                .toList();
    }

    private static Reference withTag(Reference reference, String tag) {
        return Reference.parse(reference.host() + "/" + reference.repository() + ":" + tag);
    }

    private static Pair pair(String source, String target) {
        var from = parsed(source);
        var to = parsed(target);
        if (to.digest().isPresent()) {
            throw new IllegalArgumentException(
                    "'" + target + "': DST cannot have a digest: it gets SRC's; write it as HOST/REPOSITORY[:TAG]");
        }
        return new Pair(
                from,
                hasTag(target)
                        ? to
                        : new Reference(
                                to.host(),
                                to.repository(),
                                from.tag(),
                                from.digest().filter(_ -> from.tag().isEmpty())));
    }

    /** Whether a tag was written; {@link Reference#parse} takes {@code latest} where there is none. */
    public static boolean hasTag(String text) {
        var name = text.substring(text.lastIndexOf('/') + 1);
        return name.split("@", 2)[0].indexOf(':') >= 0;
    }

    private static String lastPart(String source) {
        return source.substring(
                        source.lastIndexOf('/', source.contains("@") ? source.indexOf('@') : source.length()) + 1)
                .split("[:@]", 2)[0];
    }

    private static Reference parsed(String text) {
        try {
            return Reference.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "': " + e.getMessage(), e);
        }
    }

    private static void refuseCollisions(List<Pair> pairs) {
        var seen = new HashMap<Reference, Reference>();
        for (var pair : pairs) {
            var other = seen.putIfAbsent(pair.to(), pair.from());
            if (other != null && !other.equals(pair.from())) {
                throw new IllegalArgumentException(
                        other + " and " + pair.from() + " would both become " + pair.to() + "; copy them one by one");
            }
        }
    }
}
