package io.breakwater.registry.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MappingTest {
    private static MappingRule rule(String from, String to) {
        return new MappingRule(from, to);
    }

    private static Mapping mapping(MappingRule... rules) {
        return Mapping.of(List.of(rules));
    }

    private static void bothWays(Mapping mapping, String primary, String standby) {
        assertEquals(Optional.of(standby), mapping.toStandby(primary));
        assertEquals(Optional.of(primary), mapping.toPrimary(standby));
    }

    @Test
    void prefixIsReplaced() {
        bothWays(mapping(rule("library", "example-project")), "library/team/app", "example-project/team/app");
    }

    @Test
    void emptyPrefixMapsEverything() {
        bothWays(mapping(rule("", "project/repo")), "library/app", "project/repo/library/app");
        bothWays(mapping(rule("", "")), "library/app", "library/app");
        bothWays(mapping(rule("library", "")), "library/app", "app");
    }

    @Test
    void prefixIsWholeComponents() {
        var mapping = mapping(rule("lib", "x"));

        assertEquals(Optional.empty(), mapping.toStandby("library/app"));
        assertEquals(Optional.empty(), mapping.toPrimary("xy/app"));
        bothWays(mapping, "lib", "x");
    }

    @Test
    void longestPrefixWins() {
        var mapping = mapping(rule("", "all"), rule("team", "teams"), rule("team/secret", "vault"));

        bothWays(mapping, "library/app", "all/library/app");
        bothWays(mapping, "team/app", "teams/app");
        bothWays(mapping, "team/secret/app", "vault/app");
    }

    @Test
    void standbyNameThatNothingIsMappedToHasNoPrimary() {
        var mapping = mapping(rule("", "all"), rule("team", "teams"));

        assertEquals(Optional.empty(), mapping.toPrimary("all/team/app"));
        assertEquals(Optional.empty(), mapping.toPrimary("other/app"));
    }

    @Test
    void nameThatBecomesEmptyOrTooLongIsNotMapped() {
        assertEquals(Optional.empty(), mapping(rule("library", "")).toStandby("library"));
        assertEquals(Optional.empty(), mapping(rule("", "p")).toStandby("a".repeat(254)));
        assertTrue(mapping(rule("", "p")).toStandby("a".repeat(253)).isPresent());
    }

    @Test
    void twoRulesFromOnePrefixAreRefused() {
        var refusal =
                assertThrows(IllegalArgumentException.class, () -> mapping(rule("library", "a"), rule("library", "b")));
        assertTrue(String.valueOf(refusal.getMessage()).contains("'library'"));
    }

    static Stream<List<MappingRule>> ambiguous() {
        return Stream.of(
                List.of(rule("a", "x"), rule("b", "x")),
                List.of(rule("a", "x"), rule("b", "x/y")),
                List.of(rule("", ""), rule("a", "b")),
                List.of(rule("", "p"), rule("a", "p/b")),
                List.of(rule("a", ""), rule("b", "")),
                List.of(rule("a", "x/y"), rule("", "x")));
    }

    @ParameterizedTest
    @MethodSource("ambiguous")
    void rulesThatMakeOneNameOfTwoAreRefusedByName(List<MappingRule> rules) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> Mapping.of(rules));
        assertTrue(
                String.valueOf(refusal.getMessage()).contains(rules.getFirst().toString()), refusal::toString);
        assertTrue(
                String.valueOf(refusal.getMessage()).contains("give one of the rules another 'to'"), refusal::toString);
    }

    static Stream<List<MappingRule>> unambiguous() {
        return Stream.of(
                List.of(),
                List.of(rule("", "p"), rule("a", "p/a")),
                List.of(rule("a", "x"), rule("b", "y")),
                List.of(rule("a", "b"), rule("b", "a")),
                List.of(rule("", ""), rule("a", "b"), rule("b", "a")),
                List.of(rule("a", "x"), rule("a/b", "y"), rule("c", "x/b")));
    }

    @ParameterizedTest
    @MethodSource("unambiguous")
    void rulesWhoseNamesNeverMeetAreTaken(List<MappingRule> rules) {
        assertEquals(rules, Mapping.of(rules).rules());
    }

    /** The check is compared with brute force over all short names, for rule sets drawn at random. */
    @Test
    void mappingIsRefusedExactlyWhenTwoNamesMeet() {
        var random = new Random(7);
        var names = names(5);
        for (int round = 0; round < 3_000; round++) {
            var rules = randomRules(random);
            assertEquals(meets(rules, names), isRefused(rules), rules::toString);
        }
    }

    private static boolean isRefused(List<MappingRule> rules) {
        try {
            Mapping.of(rules);
            return false;
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    private static boolean meets(List<MappingRule> rules, List<String> names) {
        var standby = new HashMap<String, String>();
        for (var name : names) {
            var mapped = bruteForce(rules, name);
            if (mapped != null && standby.put(mapped, name) != null) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable String bruteForce(List<MappingRule> rules, String name) {
        return rules.stream()
                .filter(rule -> rule.from().isEmpty() || (name + "/").startsWith(rule.from() + "/"))
                .max((one, other) ->
                        Integer.compare(one.from().length(), other.from().length()))
                .map(rule -> (rule.to() + "/"
                                + (name + "/")
                                        .substring(
                                                rule.from().isEmpty()
                                                        ? 0
                                                        : rule.from().length() + 1))
                        .replaceAll("^/|/$", ""))
                .filter(mapped -> !mapped.isEmpty())
                .orElse(null);
    }

    private static List<MappingRule> randomRules(Random random) {
        var byFrom = new HashMap<String, MappingRule>();
        for (int i = 0; i < 1 + random.nextInt(4); i++) {
            var rule = rule(randomPath(random), randomPath(random));
            byFrom.put(rule.from(), rule);
        }
        return List.copyOf(byFrom.values());
    }

    private static String randomPath(Random random) {
        return String.join(
                "/",
                random.ints(random.nextInt(3), 0, 2)
                        .mapToObj(i -> i == 0 ? "a" : "b")
                        .toList());
    }

    /** All names of up to {@code longest} components, each one of three; no rule speaks of the third. */
    private static List<String> names(int longest) {
        var names = new ArrayList<>(List.of("a", "b", "c"));
        for (int start = 0, end = names.size(), length = 1; length < longest; length++) {
            for (var name : List.copyOf(names.subList(start, end))) {
                Stream.of("a", "b", "c").forEach(part -> names.add(name + "/" + part));
            }
            start = end;
            end = names.size();
        }
        return names;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a", "a/", "A", "a//b", "a b"})
    void whatIsNoPathIsRefused(String prefix) {
        assertThrows(IllegalArgumentException.class, () -> rule(prefix, "x"));
        assertThrows(IllegalArgumentException.class, () -> rule("x", prefix));
    }
}
