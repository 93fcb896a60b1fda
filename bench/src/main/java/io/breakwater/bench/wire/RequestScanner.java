package io.breakwater.bench.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Finds the requests in what one HTTP/1.1 client sends over one connection (RFC 9112): heads, bodies by their length or in
 * chunks. A body that looks like a request is not taken for one. For one thread.
 */
final class RequestScanner {
    private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};

    private final Consumer<String> requests;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private State state = State.HEAD;
    private int matched;
    private long left;

    private enum State {
        HEAD,
        BODY,
        CHUNK_SIZE,
        CHUNK,
        TRAILER
    }

    /** @param requests is told each request line when its head is complete */
    RequestScanner(Consumer<String> requests) {
        this.requests = requests;
    }

    void scan(byte[] bytes, int length) {
        var at = 0;
        while (at < length) {
            at += switch (state) {
                case HEAD -> head(bytes[at]);
                case BODY, CHUNK -> skip(length - at);
                case CHUNK_SIZE -> chunkSize(bytes[at]);
                case TRAILER -> trailer(bytes[at]);
            };
        }
    }

    private int head(byte next) {
        line.write(next);
        matched = next == END_OF_HEAD[matched] ? matched + 1 : next == '\r' ? 1 : 0;
        if (matched == END_OF_HEAD.length) {
            matched = 0;
            begin(take());
        }
        return 1;
    }

    private void begin(String head) {
        var lines = head.lines().toList();
        requests.accept(lines.getFirst());
        for (var field : lines) {
            var name = field.toLowerCase(Locale.ROOT);
            if (name.startsWith("content-length:")) {
                body(Long.parseLong(name.substring("content-length:".length()).strip()));
            } else if (name.startsWith("transfer-encoding:") && name.endsWith("chunked")) {
                state = State.CHUNK_SIZE;
            }
        }
    }

    private void body(long length) {
        left = length;
        state = length == 0 ? State.HEAD : State.BODY;
    }

    private int skip(int available) {
        var count = (int) Math.min(left, available);
        left -= count;
        if (left == 0) {
            state = state == State.BODY ? State.HEAD : State.CHUNK_SIZE;
        }
        return count;
    }

    private int chunkSize(byte next) {
        if (next != '\n') {
            line.write(next);
            return 1;
        }
        var size = Long.parseLong(take().split(";", 2)[0].strip(), 16);
        // The line end after a chunk belongs to it.
        left = size + 2;
        state = size == 0 ? State.TRAILER : State.CHUNK;
        return 1;
    }

    /** Fields after the last chunk, until an empty line. */
    private int trailer(byte next) {
        if (next != '\n') {
            line.write(next);
        } else if (take().isBlank()) {
            state = State.HEAD;
        }
        return 1;
    }

    private String take() {
        var text = line.toString(ISO_8859_1);
        line.reset();
        return text;
    }
}
