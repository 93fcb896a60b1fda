package io.breakwater.registry.mapping;

import io.breakwater.registry.reference.Reference;

/**
 * Repositories under {@code from} at the primary lie under {@code to} at the standby: {@code library} to
 * {@code example-project} makes {@code example-project/team/app} of {@code library/team/app}. Both are whole path
 * components, so {@code lib} is no prefix of {@code library/app}. Empty means the top.
 */
public record MappingRule(String from, String to) {
    /** @throws IllegalArgumentException if one is neither empty nor a repository path */
    public MappingRule {
        check("from", from);
        check("to", to);
    }

    private static void check(String member, String prefix) {
        if (!prefix.isEmpty()) {
            try {
                Reference.checkRepository(prefix);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(member + ": " + e.getMessage(), e);
            }
        }
    }

    @Override
    public String toString() {
        return "'" + from + "' -> '" + to + "'";
    }
}
