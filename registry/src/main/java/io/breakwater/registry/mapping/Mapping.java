package io.breakwater.registry.mapping;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * What a repository of the primary is called at the standby, and back. The rule with the longest matching {@code from}
 * wins. No two names ever meet in one: a mapping where that could happen is not built.
 */
public final class Mapping {
    private static final int LONGEST_REPOSITORY = 255;

    private final List<MappingRule> rules;
    private final List<MappingRule> longestFirst;

    private Mapping(List<MappingRule> rules) {
        this.rules = List.copyOf(rules);
        this.longestFirst = rules.stream()
                .sorted(Comparator.comparingInt(
                                (MappingRule rule) -> rule.from().length())
                        .reversed())
                .toList();
    }

    /** @throws IllegalArgumentException that names the rules if two names could be mapped to one, and how to mend it */
    public static Mapping of(List<MappingRule> rules) {
        var seen = new HashSet<String>();
        for (var rule : rules) {
            if (!seen.add(rule.from())) {
                throw new IllegalArgumentException(
                        "two mapping rules are from '" + rule.from() + "': keep one of them");
            }
        }
        var mapping = new Mapping(rules);
        rules.forEach(one -> rules.forEach(other -> mapping.refuseCollision(one, other)));
        return mapping;
    }

    /**
     * Names under {@code outer.to} can meet those under {@code inner.to} only where one path holds the other. The name
     * that {@code outer} maps to the top of {@code inner.to} is then the one to look at: all that lies below it meets
     * what lies below {@code inner.from}, unless they are the same names, or a longer rule takes them away.
     */
    private void refuseCollision(MappingRule outer, MappingRule inner) {
        if (outer.equals(inner) || !isUnder(inner.to(), outer.to())) {
            return;
        }
        var meeting = join(outer.from(), rest(inner.to(), outer.to()));
        if (!meeting.equals(inner.from()) && winner(meeting).equals(Optional.of(outer))) {
            var first = join(meeting, "app");
            var second = join(inner.from(), "app");
            throw new IllegalArgumentException("mapping rules " + outer + " and " + inner + " make one name, '"
                    + join(inner.to(), "app") + "', of two, '" + first + "' and '" + second
                    + "': give one of the rules another 'to'");
        }
    }

    /** The name at the standby; empty if no rule matches, or if the new name would be empty or too long for a registry. */
    public Optional<String> toStandby(String primaryRepository) {
        return winner(primaryRepository)
                .map(rule -> join(rule.to(), rest(primaryRepository, rule.from())))
                .filter(name -> !name.isEmpty() && name.length() <= LONGEST_REPOSITORY);
    }

    /** The one name at the primary that {@link #toStandby} maps here; empty if there is none. */
    public Optional<String> toPrimary(String standbyRepository) {
        return rules.stream()
                .filter(rule -> isUnder(standbyRepository, rule.to()))
                .map(rule -> join(rule.from(), rest(standbyRepository, rule.to())))
                .filter(name -> toStandby(name).equals(Optional.of(standbyRepository)))
                .findFirst();
    }

    /** In the order in which they were given. */
    public List<MappingRule> rules() {
        return rules;
    }

    private Optional<MappingRule> winner(String repository) {
        return longestFirst.stream()
                .filter(rule -> isUnder(repository, rule.from()))
                .findFirst();
    }

    private static boolean isUnder(String path, String prefix) {
        return prefix.isEmpty() || path.equals(prefix) || path.startsWith(prefix + "/");
    }

    private static String rest(String path, String prefix) {
        if (prefix.isEmpty()) {
            return path;
        }
        return path.equals(prefix) ? "" : path.substring(prefix.length() + 1);
    }

    private static String join(String prefix, String rest) {
        return prefix.isEmpty() ? rest : rest.isEmpty() ? prefix : prefix + "/" + rest;
    }
}
