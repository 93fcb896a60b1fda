package io.breakwater.testkit.harbor;

import java.time.Instant;
import java.util.Optional;

/**
 * An artifact as Harbor's payloads speak of it.
 *
 * @param repository with its project: {@code library/team/app}
 * @param tag absent where it was pushed, pulled or deleted by digest
 * @param repositoryCreatedAt whole seconds are told
 */
public record HarborArtifact(String repository, String digest, Optional<String> tag, Instant repositoryCreatedAt) {
    private static final Instant LONG_AGO = Instant.ofEpochSecond(1_763_860_000);

    /** @throws IllegalArgumentException if {@code repository} has no project */
    public HarborArtifact {
        if (repository.indexOf('/') < 1) {
            throw new IllegalArgumentException("a Harbor repository is <project>/<name>, not " + repository);
        }
    }

    public static HarborArtifact tagged(String repository, String tag, String digest) {
        return new HarborArtifact(repository, digest, Optional.of(tag), LONG_AGO);
    }

    public static HarborArtifact byDigest(String repository, String digest) {
        return new HarborArtifact(repository, digest, Optional.empty(), LONG_AGO);
    }

    String project() {
        return repository.substring(0, repository.indexOf('/'));
    }

    /** Everything after the project; may contain slashes. */
    String name() {
        return repository.substring(repository.indexOf('/') + 1);
    }

    /** Harbor puts the digest where a tag is missing. */
    String tagOrDigest() {
        return tag.orElse(digest);
    }

    /** {@code host/repository:tag} or {@code host/repository@digest}; never a scheme. */
    String resourceUrl(String host) {
        return host + "/" + repository + tag.map(name -> ":" + name).orElse("@" + digest);
    }
}
