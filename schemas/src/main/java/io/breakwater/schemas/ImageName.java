package io.breakwater.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * What an artifact is called at the primary, and so the key of every record that concerns it:
 * {@code library/app:v1}, or {@code library/app@sha256:…} where there is no tag. Grammar: OCI distribution-spec,
 * "Pulling manifests".
 */
public sealed interface ImageName {
    /** The repository's full name at the primary, project included, without host. */
    String repository();

    /** The record key. */
    @JsonValue
    String key();

    /** A name with a tag, which may move. */
    record Tagged(String repository, String tag) implements ImageName {
        /** @throws IllegalArgumentException if one of the two breaks the grammar */
        public Tagged {
            Grammar.checkRepository(repository);
            Grammar.checkTag(tag);
        }

        @Override
        public String key() {
            return repository + ":" + tag;
        }

        @Override
        public String toString() {
            return key();
        }
    }

    /** A manifest that nobody has tagged, such as a child of an index or a referrer. */
    record Untagged(String repository, Digest digest) implements ImageName {
        /** @throws IllegalArgumentException if the repository breaks the grammar */
        public Untagged {
            Grammar.checkRepository(repository);
        }

        @Override
        public String key() {
            return repository + "@" + digest;
        }

        @Override
        public String toString() {
            return key();
        }
    }

    /** Reads a record key. @throws IllegalArgumentException if it is not one */
    @JsonCreator
    static ImageName parse(String key) {
        var at = key.indexOf('@');
        if (at >= 0) {
            return new Untagged(key.substring(0, at), new Digest(key.substring(at + 1)));
        }
        var colon = key.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("neither repository:tag nor repository@digest: " + Quote.of(key));
        }
        return new Tagged(key.substring(0, colon), key.substring(colon + 1));
    }

    /** The grammar of names and tags; lengths are checked first, since the pattern's cost grows with them. */
    final class Grammar {
        private static final int LONGEST_REPOSITORY = 255;
        private static final Pattern COMPONENT = Pattern.compile("[a-z0-9]++(?:(?:\\.|_{1,2}|-++)[a-z0-9]++)*+");
        private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");

        private Grammar() {}

        static void checkRepository(String repository) {
            if (repository.length() > LONGEST_REPOSITORY) {
                throw new IllegalArgumentException("repository name is longer than " + LONGEST_REPOSITORY
                        + " characters: " + Quote.of(repository));
            }
            for (var component : repository.split("/", -1)) {
                if (!COMPONENT.matcher(component).matches()) {
                    throw new IllegalArgumentException("not a repository name: " + Quote.of(repository));
                }
            }
        }

        static void checkTag(String tag) {
            if (!TAG.matcher(tag).matches()) {
                throw new IllegalArgumentException("not a tag: " + Quote.of(tag));
            }
        }
    }
}
