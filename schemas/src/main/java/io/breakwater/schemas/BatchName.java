package io.breakwater.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * The replay, sync or requeue that a request belongs to. Its name is made by whoever publishes it, so it is checked: letters,
 * digits, {@code .}, {@code _} and {@code -}, 200 at most.
 */
public record BatchName(String value) {
    /** The header of a request, and the detail of an operation, that hold it. */
    public static final String KEY = "batch";

    private static final int LONGEST = 200;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1," + LONGEST + "}");

    /** @throws IllegalArgumentException if it is no such name */
    public BatchName {
        if (!NAME.matcher(value).matches()) {
            throw new IllegalArgumentException("no name of a batch: " + Quote.of(value));
        }
    }

    /** Empty if {@code text} is no such name. */
    public static Optional<BatchName> parse(String text) {
        return NAME.matcher(text).matches() ? Optional.of(new BatchName(text)) : Optional.empty();
    }

    /** The batch that a request's headers name; empty if they name none, or not by such a name. */
    public static Optional<BatchName> of(Headers headers) {
        return Optional.ofNullable(headers.lastHeader(KEY))
                .map(Header::value)
                .filter(bytes -> bytes.length <= LONGEST)
                .flatMap(bytes -> parse(new String(bytes, UTF_8)));
    }
}
