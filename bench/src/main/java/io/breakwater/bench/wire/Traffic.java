package io.breakwater.bench.wire;

import java.util.Map;

/**
 * What went over a wire.
 *
 * @param requests HTTP requests whose head was complete
 * @param kinds the same requests by method and kind: {@code HEAD manifest}, {@code POST mount}, …
 * @param bytesToRegistry heads included, as {@code bytesFromRegistry}
 */
public record Traffic(
        int requests, Map<String, Integer> kinds, int connections, long bytesToRegistry, long bytesFromRegistry) {
    public Traffic {
        kinds = Map.copyOf(kinds);
    }
}
