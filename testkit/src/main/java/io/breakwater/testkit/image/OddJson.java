package io.breakwater.testkit.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Writes JSON in one of many ways that mean the same, as different tools do: indented or not, members in any order, escapes
 * where none are needed, lines at the end. Of one thread.
 */
final class OddJson {
    private final SplittableRandom random;
    private final String newline;
    private final String indent;
    private final String colon;
    private final boolean escapes;
    private final boolean shuffles;
    private final String end;

    /** A number or anything else that is to stand there as it is. */
    record Literal(String text) {}

    /** A way of writing that {@code random} chooses. */
    static OddJson any(SplittableRandom random) {
        var newlines = List.of("", "\n", "\r\n");
        return new OddJson(
                random,
                pick(random, newlines),
                pick(random, List.of("", " ", "   ", "\t")),
                pick(random, List.of(":", ": ", " : ")),
                random.nextBoolean(),
                random.nextBoolean(),
                pick(random, List.of("", "\n", "\n\n", " ", "\r\n")));
    }

    private OddJson(
            SplittableRandom random,
            String newline,
            String indent,
            String colon,
            boolean escapes,
            boolean shuffles,
            String end) {
        this.random = random;
        this.newline = newline;
        this.indent = indent;
        this.colon = colon;
        this.escapes = escapes;
        this.shuffles = shuffles;
        this.end = end;
    }

    byte[] write(Map<String, Object> value) {
        var json = new StringBuilder();
        write(value, newline, json);
        return json.append(end).toString().getBytes(UTF_8);
    }

    private void write(Object value, String lineStart, StringBuilder json) {
        switch (value) {
            case Map<?, ?> members -> writeMembers(members, lineStart, json);
            case List<?> elements -> writeElements(elements, lineStart, json);
            case String text -> writeText(text, json);
            case Literal(var text) -> json.append(text);
            default -> json.append(value);
        }
    }

    private void writeMembers(Map<?, ?> members, String lineStart, StringBuilder json) {
        var entries = new ArrayList<Map.Entry<?, ?>>(members.entrySet());
        if (shuffles) {
            shuffle(entries);
        }
        json.append('{');
        var separator = "";
        for (var entry : entries) {
            json.append(separator).append(lineStart).append(newline.isEmpty() ? "" : indent);
            writeText(entry.getKey().toString(), json);
            json.append(colon);
            write(entry.getValue(), newline.isEmpty() ? "" : lineStart + indent, json);
            separator = ",";
        }
        json.append(lineStart).append('}');
    }

    private void writeElements(List<?> elements, String lineStart, StringBuilder json) {
        json.append('[');
        var separator = "";
        for (var element : elements) {
            json.append(separator);
            write(element, lineStart, json);
            separator = ",";
        }
        json.append(']');
    }

    private void writeText(String text, StringBuilder json) {
        json.append('"');
        for (var index = 0; index < text.length(); index++) {
            var letter = text.charAt(index);
            if (letter == '"' || letter == '\\') {
                json.append('\\').append(letter);
            } else if (letter == '/' && escapes) {
                json.append("\\/");
            } else if (letter < ' ' || (letter > '~' && escapes)) {
                json.append("\\u%04x".formatted((int) letter));
            } else {
                json.append(letter);
            }
        }
        json.append('"');
    }

    private <T> void shuffle(List<T> list) {
        for (var last = list.size() - 1; last > 0; last--) {
            var other = random.nextInt(last + 1);
            list.set(other, list.set(last, list.get(other)));
        }
    }

    static <T> T pick(SplittableRandom random, List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
