package io.breakwater.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Locale;

/** One connection with at most one request on its way. */
final class HttpCaller {
    private static final String LENGTH = "\r\ncontent-length:";

    private final SocketChannel channel;
    private final ByteBuffer answer = ByteBuffer.allocate(16 << 10);
    private long due;

    HttpCaller(SocketChannel channel) {
        this.channel = channel;
    }

    /** @param nanos when it was due, by {@link System#nanoTime} */
    void send(byte[] request, long nanos) throws IOException {
        due = nanos;
        var bytes = ByteBuffer.wrap(request);
        // Two kilobytes find room in the socket's buffer, which is empty: its last request has been answered.
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** When the request was due. */
    long due() {
        return due;
    }

    /** Reads what is there. @return whether the answer is complete; then the next request may go */
    boolean isAnswered() throws IOException {
        if (channel.read(answer) < 0) {
            throw new IOException("the server has closed a connection");
        }
        var text = new String(answer.array(), 0, answer.position(), ISO_8859_1);
        var head = text.indexOf("\r\n\r\n");
        if (head < 0 || text.length() < head + 4 + length(text.substring(0, head))) {
            return false;
        }
        if (!text.startsWith("HTTP/1.1 202 ")) {
            throw new IllegalStateException("not accepted: " + text);
        }
        answer.clear();
        return true;
    }

    private static int length(String head) {
        var lower = head.toLowerCase(Locale.ROOT);
        var at = lower.indexOf(LENGTH);
        if (at < 0) {
            return 0;
        }
        var end = lower.indexOf('\r', at + LENGTH.length());
        return Integer.parseInt(lower.substring(at + LENGTH.length(), end < 0 ? lower.length() : end)
                .strip());
    }
}
