package io.breakwater.cli.copy;

import io.breakwater.registry.ArtifactFault;
import io.breakwater.registry.RegistryException;
import java.util.Optional;

/**
 * Why an image was not copied.
 *
 * @param code for programs: the registry's own, or one of {@link RegistryException}'s
 * @param message what was tried, where, and what was seen
 * @param mend what to do; may be empty
 */
record Failure(String code, String message, String mend) {
    static final String CHECK_NAME = "check its name and tag";

    /** What is to be told of one image; empty if it is no matter of that image or its registries, but a bug. */
    static Optional<Failure> of(RuntimeException error) {
        return switch (error) {
            case NoSuchImage none ->
                Optional.of(new Failure(ArtifactFault.MANIFEST_UNKNOWN, none.problem(), CHECK_NAME));
            case RegistryException fault -> {
                var why = fault.explanation();
                yield Optional.of(new Failure(fault.code(), why.problem(), why.mend()));
            }
            default -> Optional.empty();
        };
    }

    /** Both for a person, on one line. */
    String line() {
        if (mend.isEmpty()) {
            return message;
        }
        return message.endsWith(".") ? message + " " + mend : message + "; " + mend;
    }
}
