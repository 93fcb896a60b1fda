package io.breakwater.cli.config;

import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts values of the environment into text. A variable is written <code>${NAME}</code>, or
 * <code>${NAME:-otherwise}</code> which also stands in for an empty value; a second dollar sign in front makes it
 * literal.
 */
final class Interpolation {
    private static final Pattern VARIABLE =
            Pattern.compile("\\$(?<literal>\\$)?\\{(?<name>[A-Za-z_][A-Za-z0-9_]*)?(?<default>:-[^}]*)?(?<close>})?");

    private final Map<String, String> environment;

    Interpolation(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** @throws IllegalArgumentException if a variable is not set and has no default, or the text breaks the grammar */
    String apply(String text) {
        return VARIABLE.matcher(text).replaceAll(match -> Matcher.quoteReplacement(replacement(match)));
    }

    private String replacement(MatchResult match) {
        if (match.group("literal") != null) {
            return match.group().substring(1);
        }
        var name = match.group("name");
        if (name == null || match.group("close") == null) {
            // Not quoted: it may be a password.
            throw new IllegalArgumentException(
                    "'${' begins no variable; write ${NAME} or ${NAME:-default}, or $${ for a literal ${");
        }
        var value = environment.getOrDefault(name, "");
        if (!value.isEmpty()) {
            return value;
        }
        if (match.group("default") == null) {
            throw new IllegalArgumentException("the environment variable " + name + " is "
                    + (environment.containsKey(name) ? "empty" : "not set") + "; set it, or write ${" + name
                    + ":-default}");
        }
        return match.group("default").substring(2);
    }
}
