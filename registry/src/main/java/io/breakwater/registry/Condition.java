package io.breakwater.registry;

/**
 * How a registry has fared with what it was asked last, whoever asked: for those who decide whether to ask it at all.
 *
 * @param failuresInARow requests without an answer, with one that says that it is not well, or throttled; 0 from the next
 *     good answer on
 * @param refusesLogin whether it, or its token service, did not accept our credentials when they were last shown
 */
public record Condition(int failuresInARow, boolean refusesLogin) {
    /** Whether the last answer was a good one. */
    public boolean isWell() {
        return failuresInARow == 0 && !refusesLogin;
    }
}
