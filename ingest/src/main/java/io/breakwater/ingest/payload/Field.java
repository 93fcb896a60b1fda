package io.breakwater.ingest.harbor;

import com.fasterxml.jackson.databind.JsonNode;
import io.breakwater.ingest.harbor.ParseResult.Code;
import java.util.Optional;
import java.util.function.Supplier;

/** A place in a body that somebody else wrote: knows its path, so that every complaint can name it. */
record Field(String path, JsonNode node) {
    /** Characters; Harbor's longest name has 255. */
    private static final int LONGEST_TEXT = 256;

    /** A body has not the shape that it should have. */
    static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final Code code;

        Malformed(Code code, String path, String message) {
            super(path + ": " + message, null, false, false);
            this.code = code;
        }

        ParseResult.Rejected rejected() {
            return new ParseResult.Rejected(code, String.valueOf(getMessage()));
        }
    }

    Field child(String name) {
        return new Field(path + "." + name, node.path(name));
    }

    Field object(String name) {
        var child = child(name);
        child.mustBe(child.node.isObject(), "an object");
        return child;
    }

    /** The only element. Harbor puts exactly one resource into an event; taking the first of several would lose the others. */
    Field onlyElement(String name) {
        var child = child(name);
        child.mustBe(child.node.isArray(), "an array with one object");
        if (child.node.size() != 1) {
            throw child.malformed(
                    Code.INVALID,
                    "exactly one element is expected here, as Harbor sends it; found " + child.node.size());
        }
        var element = new Field(child.path + "[0]", child.node.get(0));
        element.mustBe(element.node.isObject(), "an object");
        return element;
    }

    String text(String name) {
        return optionalText(name)
                .orElseThrow(() -> child(name).malformed(Code.MISSING, "a text is expected here, found none"));
    }

    /** Absent, null and empty are the same: Harbor writes an empty text where it knows nothing. */
    Optional<String> optionalText(String name) {
        var child = child(name);
        if (child.isAbsent()) {
            return Optional.empty();
        }
        child.mustBe(child.node.isTextual(), "a text");
        return Optional.of(child.checked(child.node.textValue())).filter(text -> !text.isEmpty());
    }

    /** Nothing that a record's header or a log line could not carry. */
    private String checked(String text) {
        if (text.length() > LONGEST_TEXT) {
            throw malformed(Code.INVALID, "a text of at most " + LONGEST_TEXT + " characters is expected here");
        }
        if (text.codePoints().anyMatch(Field::isUnprintable)) {
            throw malformed(
                    Code.INVALID, "control characters and halves of surrogate pairs can't be stored; leave them out");
        }
        return text;
    }

    private static boolean isUnprintable(int codePoint) {
        return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE;
    }

    long wholeNumber(String name) {
        var child = child(name);
        child.mustBe(child.node.isIntegralNumber() && child.node.canConvertToLong(), "a whole number");
        return child.node.longValue();
    }

    /** What {@code parser} makes of this place; it throws {@link IllegalArgumentException} for what it does not like. */
    <T> T valid(Supplier<T> parser) {
        try {
            return parser.get();
        } catch (IllegalArgumentException e) {
            throw malformed(Code.INVALID, String.valueOf(e.getMessage()));
        }
    }

    void mustBe(boolean right, String expected) {
        if (isAbsent()) {
            throw malformed(Code.MISSING, expected + " is expected here, found nothing");
        }
        if (!right) {
            throw malformed(Code.WRONG_TYPE, expected + " is expected here, found " + kind());
        }
    }

    Malformed malformed(Code code, String message) {
        return new Malformed(code, path, message);
    }

    private boolean isAbsent() {
        return node.isMissingNode() || node.isNull();
    }

    private String kind() {
        return switch (node.getNodeType()) {
            case OBJECT -> "an object";
            case ARRAY -> "an array";
            case STRING -> "a text";
            case BOOLEAN -> "true or false";
            case NUMBER -> node.isIntegralNumber() ? "a whole number that is too large" : "a number with a fraction";
            case NULL, MISSING, BINARY, POJO -> "nothing";
        };
    }
}
