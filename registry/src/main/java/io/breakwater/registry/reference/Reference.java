package io.breakwater.registry.reference;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a person names an artifact: {@code host[:port]/repository[:tag][@digest]}. Without tag and digest the tag is
 * {@code latest}. There is no default host. Grammar of repository and tag: distribution-spec, "Pulling manifests".
 *
 * @param host as Docker tells it from a repository: {@code localhost}, or with a dot or a port
 * @param repository path without the host, in lower case, at most 255 characters
 * @param tag at most 128 characters; with a digest beside it, what the digest was once called
 * @param digest what counts where there is one
 */
public record Reference(HostPort host, String repository, Optional<String> tag, Optional<Digest> digest) {
    private static final int LONGEST = 1024;
    private static final int LONGEST_REPOSITORY = 255;
    private static final Pattern COMPONENT = Pattern.compile("[a-z0-9]++(?:(?:\\.|_{1,2}|-++)[a-z0-9]++)*+");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");

    /** @throws IllegalArgumentException if the repository or the tag breaks the grammar */
    public Reference {
        checkRepository(repository);
        tag.ifPresent(Reference::checkTag);
        if (tag.isEmpty() && digest.isEmpty()) {
            tag = Optional.of("latest");
        }
    }

    /**
     * Reads at most 1024 characters.
     *
     * @throws IllegalArgumentException that says which part is wrong
     */
    public static Reference parse(String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("longer than " + LONGEST + " characters: " + Quote.of(text));
        }
        var at = text.indexOf('@');
        var digest = at < 0 ? Optional.<Digest>empty() : Optional.of(Digest.parse(text.substring(at + 1)));
        var name = at < 0 ? text : text.substring(0, at);
        var slash = name.indexOf('/');
        if (slash < 0 || !namesHost(name.substring(0, slash))) {
            throw new IllegalArgumentException(
                    "names no registry; write host/repository:tag, not only " + Quote.of(text));
        }
        var path = name.substring(slash + 1);
        var colon = path.indexOf(':', path.lastIndexOf('/') + 1);
        return new Reference(
                HostPort.parse(name.substring(0, slash)),
                colon < 0 ? path : path.substring(0, colon),
                colon < 0 ? Optional.empty() : Optional.of(path.substring(colon + 1)),
                digest);
    }

    /** As Docker tells {@code host/app} from {@code project/app}. */
    private static boolean namesHost(String first) {
        return first.equals("localhost") || first.indexOf('.') >= 0 || first.indexOf(':') >= 0;
    }

    /** @throws IllegalArgumentException if {@code repository} is not a repository name */
    public static void checkRepository(String repository) {
        // First the length: the pattern recurses, and overflows the stack at some thousand characters.
        if (repository.length() > LONGEST_REPOSITORY) {
            throw new IllegalArgumentException(
                    "repository name is longer than " + LONGEST_REPOSITORY + " characters: " + Quote.of(repository));
        }
        for (var component : repository.split("/", -1)) {
            if (!COMPONENT.matcher(component).matches()) {
                throw new IllegalArgumentException("not a repository name: " + Quote.of(repository));
            }
        }
    }

    /** Whether {@code text} can be a tag: no registry has one that breaks the grammar. */
    public static boolean isTag(String text) {
        return TAG.matcher(text).matches();
    }

    /** @throws IllegalArgumentException if {@code tag} is not a tag */
    public static void checkTag(String tag) {
        if (!isTag(tag)) {
            throw new IllegalArgumentException("not a tag: " + Quote.of(tag));
        }
    }

    /** What a registry is asked for: the digest where there is one, otherwise the tag. */
    public String tagOrDigest() {
        return digest.map(Digest::toString).or(() -> tag).orElseThrow();
    }

    /** As {@link #parse} reads it, with the tag that it took. */
    @Override
    public String toString() {
        return host + "/" + repository + tag.map(name -> ":" + name).orElse("")
                + digest.map(value -> "@" + value).orElse("");
    }
}
