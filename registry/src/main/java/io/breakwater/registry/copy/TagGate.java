package io.breakwater.registry.copy;

/** Asked right before the tag, or without a tag the root manifest, is written at the target: the last and shortest step. */
@FunctionalInterface
public interface TagGate {
    TagGate ALWAYS = () -> true;

    /** Whether it may still be written: this worker still owns the name, and the source's tag is still the one copied. */
    boolean mayWrite();
}
