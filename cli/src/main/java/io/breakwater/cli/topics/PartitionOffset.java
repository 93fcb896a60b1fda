package io.breakwater.cli.topics;

import java.util.regex.Pattern;

/** A place in a topic as people type it: {@code 3:90211}. */
public record PartitionOffset(int partition, long offset) {
    private static final Pattern PLACE = Pattern.compile("(\\d{1,9}):(\\d{1,18})");

    /** @throws IllegalArgumentException if {@code text} is none */
    public static PartitionOffset parse(String text) {
        var match = PLACE.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException("'" + text + "': write PARTITION:OFFSET, such as 3:90211");
        }
        return new PartitionOffset(Integer.parseInt(match.group(1)), Long.parseLong(match.group(2)));
    }
}
