package io.breakwater.registry;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/** The body of an answer: collected up to a limit, or a stream that is still coming in. */
final class AnswerBody {
    /** Bytes of an error's body that are read; the rest is left. */
    private static final int LONGEST_ERROR = 64 << 10;

    private final byte[] bytes;
    private final boolean cut;
    private final InputStream stream;

    private AnswerBody(byte[] bytes, boolean cut, InputStream stream) {
        this.bytes = bytes;
        this.cut = cut;
        this.stream = stream;
    }

    /** What is to become of a body that comes in. */
    @FunctionalInterface
    interface Reading {
        /**
         * @param abandon lets go of the connection, which is of no use to others when a body was not read to its end
         * @throws IOException if the body breaks off
         */
        AnswerBody read(int status, @Nullable HttpEntity body, Runnable abandon) throws IOException;
    }

    /** Collects up to {@code longest} bytes of a success. */
    static Reading collected(int longest) {
        return (status, body, abandon) -> collect(body, isSuccess(status) ? longest : LONGEST_ERROR, abandon);
    }

    /** Leaves the body of a success where it is, to be read as it comes in. */
    static Reading streamed() {
        return (status, body, abandon) ->
                isSuccess(status) ? stream(body, abandon) : collect(body, LONGEST_ERROR, abandon);
    }

    private static boolean isSuccess(int status) {
        return status / 100 == 2;
    }

    private static AnswerBody collect(@Nullable HttpEntity body, int longest, Runnable abandon) throws IOException {
        var content = body == null ? null : body.getContent();
        if (content == null) {
            return of(new byte[0]);
        }
        var bytes = content.readNBytes(longest);
        var cut = bytes.length == longest && content.read() >= 0;
        if (cut) {
            abandon.run();
        }
        return new AnswerBody(bytes, cut, InputStream.nullInputStream());
    }

    private static AnswerBody stream(@Nullable HttpEntity body, Runnable abandon) throws IOException {
        var content = body == null ? null : body.getContent();
        return content == null ? of(new byte[0]) : new AnswerBody(new byte[0], false, new Abandoned(content, abandon));
    }

    /** A body that is there already, and whole. Keeps {@code bytes}, which nobody may change any more. */
    static AnswerBody of(byte[] bytes) {
        return new AnswerBody(bytes, false, InputStream.nullInputStream());
    }

    /** What was collected. */
    byte[] bytes() {
        return bytes;
    }

    /** Whether there was more than what was collected. */
    boolean isCut() {
        return cut;
    }

    /** What is still coming in; empty for a collected body. */
    InputStream stream() {
        return stream;
    }

    /** The same body, of which {@code end} is told when it is closed. */
    AnswerBody closing(Runnable end) {
        return new AnswerBody(bytes, cut, new FilterInputStream(stream) {
            @Override
            public void close() throws IOException {
                try {
                    super.close();
                } finally {
                    end.run();
                }
            }
        });
    }

    void close() {
        try {
            stream.close();
        } catch (IOException ignored) {
            // The connection is given up with the stream; nothing else was wanted of it.
        }
    }

    /** Closing it reads no further, as the client's own stream would; after the end nothing is left to let go of. */
    private static final class Abandoned extends FilterInputStream {
        private final Runnable abandon;

        Abandoned(InputStream content, Runnable abandon) {
            super(content);
            this.abandon = abandon;
        }

        @Override
        public void close() {
            abandon.run();
        }
    }
}
