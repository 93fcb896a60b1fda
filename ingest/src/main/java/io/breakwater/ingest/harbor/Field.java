package io.breakwater.ingest.harbor;

import com.fasterxml.jackson.databind.JsonNode;
import io.breakwater.schemas.Quote;
import java.util.Optional;

/** A place in a body that somebody else wrote: knows its path, so that every complaint can name it. */
record Field(String path, JsonNode node) {
    /** A body has not the shape that it should have. */
    static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final String place;

        Malformed(String place, String message) {
            super(message, null, false, false);
            this.place = place;
        }

        String place() {
            return place;
        }
    }

    Field object(String name) {
        var child = child(name);
        if (!child.node.isObject()) {
            throw child.complaint("an object is expected here");
        }
        return child;
    }

    /** The only element. Harbor puts exactly one resource into an event; taking the first of several would lose the others. */
    Field onlyElement(String name) {
        var child = child(name);
        if (!child.node.isArray() || child.node.size() != 1) {
            throw child.complaint("an array with exactly one element is expected here");
        }
        var element = new Field(child.path + "[0]", child.node.get(0));
        if (!element.node.isObject()) {
            throw element.complaint("an object is expected here");
        }
        return element;
    }

    String text(String name, int longest) {
        return optionalText(name, longest)
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> child(name).complaint("a text is expected here"));
    }

    /** Absent, null and empty are the same: Harbor writes an empty text where it knows nothing. */
    Optional<String> optionalText(String name, int longest) {
        var child = child(name);
        if (child.node.isMissingNode() || child.node.isNull()) {
            return Optional.empty();
        }
        if (!child.node.isTextual()) {
            throw child.complaint("a text is expected here");
        }
        var text = child.node.textValue();
        if (text.length() > longest) {
            throw child.complaint("longer than " + longest + " characters");
        }
        return Optional.of(text).filter(any -> !any.isEmpty());
    }

    long number(String name, long lowest, long highest) {
        var child = child(name);
        if (!child.node.isIntegralNumber() || !child.node.canConvertToLong()) {
            throw child.complaint("a whole number is expected here");
        }
        var number = child.node.longValue();
        if (number < lowest || number > highest) {
            throw child.complaint(number + " is not between " + lowest + " and " + highest);
        }
        return number;
    }

    Field child(String name) {
        return new Field(path + "." + name, node.path(name));
    }

    Malformed complaint(String message) {
        return new Malformed(path, message);
    }

    /** As {@link #complaint}, for what a parser of ours says about the text. */
    Malformed complaint(IllegalArgumentException e) {
        return new Malformed(path, String.valueOf(e.getMessage()));
    }

    @Override
    public String toString() {
        return path + "=" + Quote.of(node.toString());
    }
}
