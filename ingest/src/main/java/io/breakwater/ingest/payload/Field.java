package io.breakwater.ingest.payload;

import com.fasterxml.jackson.databind.JsonNode;
import io.breakwater.ingest.payload.ParseResult.Code;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A place in a body that somebody else wrote. It knows its path, so that every complaint can name it. */
public record Field(String path, JsonNode node) {
    /**
     * Characters. The longest text whose parts have bounds is an image's full name: a host of 253 (RFC 1035), a repository
     * of 255 and a digest of 135 (SHA-512), 645 with what stands between them. No specification bounds an account's name or
     * a CloudEvent's id; four times what Harbor and OpenID Connect (2, "sub") allow is no name of anybody's.
     */
    private static final int LONGEST_TEXT = 1_024;

    /** 2100-01-01. */
    private static final Instant LATEST = Instant.ofEpochSecond(4_102_444_800L);

    /** A body has not the shape that it should have. */
    public static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final Code code;

        public Malformed(Code code, String path, String message) {
            super(path + ": " + message, null, false, false);
            this.code = code;
        }

        public ParseResult.Rejected rejected() {
            return new ParseResult.Rejected(code, String.valueOf(getMessage()));
        }
    }

    public Field child(String name) {
        return new Field(path + "." + name, node.path(name));
    }

    public Field object(String name) {
        var child = child(name);
        child.mustBe(child.node.isObject(), "an object");
        return child;
    }

    /** The objects in an array, however many. */
    public List<Field> elements(String name) {
        var child = child(name);
        child.mustBe(child.node.isArray(), "an array of objects");
        var elements = new ArrayList<Field>();
        for (var node : child.node) {
            var element = new Field(child.path + "[" + elements.size() + "]", node);
            element.mustBe(node.isObject(), "an object");
            elements.add(element);
        }
        return List.copyOf(elements);
    }

    /** The only element, which must be an object. Harbor puts exactly one resource into an event; taking the first of several would lose the others. */
    public Field onlyElement(String name) {
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

    public String text(String name) {
        return optionalText(name)
                .orElseThrow(() -> child(name).malformed(Code.MISSING, "a text is expected here, found none"));
    }

    /** Absent, null and empty are the same: Harbor writes an empty text where it knows nothing. */
    public Optional<String> optionalText(String name) {
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
        for (int at = 0, next; at < text.length(); at += Character.charCount(next)) {
            next = text.codePointAt(at);
            if (isUnprintable(next)) {
                throw malformed(
                        Code.INVALID,
                        "control characters and halves of surrogate pairs can't be stored; leave them out");
            }
        }
        return text;
    }

    private static boolean isUnprintable(int codePoint) {
        return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE;
    }

    public long wholeNumber(String name) {
        var child = child(name);
        child.mustBe(child.node.isIntegralNumber() && child.node.canConvertToLong(), "a whole number");
        return child.node.longValue();
    }

    /** A time as in RFC 3339, from 1970 to 2100. */
    public Instant time(String name) {
        var text = text(name);
        return child(name).valid(() -> sane(rfc3339(text)));
    }

    private static Instant rfc3339(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("a time as in RFC 3339 is expected here, 2026-11-23T04:00:00Z", e);
        }
    }

    /** A time in Unix seconds, from 1970 to 2100; milliseconds, taken for seconds, lie far beyond. */
    public Instant unixTime(String name) {
        // What no Instant can hold is no better than what no sender can mean.
        var seconds = Math.clamp(wholeNumber(name), -1, LATEST.getEpochSecond() + 1);
        return child(name).valid(() -> sane(Instant.ofEpochSecond(seconds)));
    }

    private static Instant sane(Instant time) {
        if (time.isBefore(Instant.EPOCH) || time.isAfter(LATEST)) {
            throw new IllegalArgumentException("a time from 1970 to 2100 is expected here, occur_at in Unix seconds");
        }
        return time;
    }

    /** What {@code parser} makes of this place; it throws {@link IllegalArgumentException} for what it does not like. */
    public <T> T valid(Supplier<T> parser) {
        try {
            return parser.get();
        } catch (IllegalArgumentException e) {
            throw malformed(Code.INVALID, String.valueOf(e.getMessage()));
        }
    }

    public void mustBe(boolean right, String expected) {
        if (isAbsent()) {
            throw malformed(Code.MISSING, expected + " is expected here, found nothing");
        }
        if (!right) {
            throw malformed(Code.WRONG_TYPE, expected + " is expected here, found " + kind());
        }
    }

    public Malformed malformed(Code code, String message) {
        return new Malformed(code, path, message);
    }

    /** Neither there nor null. */
    public boolean isAbsent() {
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
