package io.breakwater.cli.copy;

import io.breakwater.registry.reference.Reference;

/** The source has nothing under this name. */
final class NoSuchImage extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String problem;

    NoSuchImage(Reference name) {
        super("there is no " + name + "; " + Failure.CHECK_NAME);
        this.problem = "there is no " + name;
    }

    String problem() {
        return problem;
    }
}
