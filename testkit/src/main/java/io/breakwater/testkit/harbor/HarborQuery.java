package io.breakwater.testkit.harbor;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Harbor's {@code q} ({@code src/lib/q/builder.go}): {@code k=v}, {@code k=~v}, {@code k=[min~max]} and
 * {@code k={v1 v2}}, joined by commas. Values are compared as numbers where both are, otherwise as text, in which times
 * sort too.
 */
final class HarborQuery {
    private HarborQuery() {}

    /** @throws IllegalArgumentException for what Harbor answers 400 */
    static Predicate<Map<String, Object>> of(String q) {
        return Arrays.stream(q.split(",", -1))
                .filter(part -> !part.isEmpty())
                .map(HarborQuery::part)
                .reduce(_ -> true, Predicate::and);
    }

    private static Predicate<Map<String, Object>> part(String part) {
        var equals = part.indexOf('=');
        if (equals < 1 || equals == part.length() - 1) {
            throw new IllegalArgumentException("the query string must contain \"=\" and the key/value cannot be empty");
        }
        var key = part.substring(0, equals);
        var matches = value(part.substring(equals + 1));
        return row -> matches.test(String.valueOf(row.get(key)));
    }

    private static Predicate<String> value(String pattern) {
        return switch (pattern.charAt(0)) {
            case '~' -> value -> value.contains(pattern.substring(1));
            case '[' -> range(pattern);
            case '{' -> {
                var any = Arrays.asList(inner(pattern, "}").split(" ", -1));
                yield any::contains;
            }
            default -> pattern::equals;
        };
    }

    private static Predicate<String> range(String pattern) {
        var ends = inner(pattern, "]").split("~", -1);
        if (ends.length != 2) {
            throw new IllegalArgumentException("range must contain only one \"~\"");
        }
        return value -> (ends[0].isBlank() || compare(value, ends[0]) >= 0)
                && (ends[1].isBlank() || compare(value, ends[1]) <= 0);
    }

    private static String inner(String pattern, String end) {
        if (!pattern.endsWith(end)) {
            throw new IllegalArgumentException("invalid query string value: " + pattern);
        }
        return pattern.substring(1, pattern.length() - 1);
    }

    private static int compare(String one, String other) {
        return one.matches("\\d+") && other.matches("\\d+")
                ? Long.compare(Long.parseLong(one), Long.parseLong(other))
                : time(one).compareTo(time(other));
    }

    /** {@code 2026-11-23 04:00:00} and {@code 2026-11-23T04:00:00.123Z} in one order. */
    private static String time(String text) {
        return text.replace('T', ' ').replace("Z", "");
    }
}
