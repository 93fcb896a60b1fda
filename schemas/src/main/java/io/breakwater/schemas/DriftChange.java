package io.breakwater.schemas;

import java.util.Optional;

/**
 * One change of a verdict ({@code audit.drift.changes}).
 *
 * @param from the verdict before; absent for a name that is new
 */
public record DriftChange(Optional<Verdict> from, DriftVerdict to) {}
