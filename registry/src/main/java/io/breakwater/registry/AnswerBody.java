package io.breakwater.registry;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
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

    /** Collects up to {@code longest} bytes of a success. */
    static BodyHandler<AnswerBody> collected(int longest) {
        return info -> new Collector(isSuccess(info.statusCode()) ? longest : LONGEST_ERROR);
    }

    /** Leaves the body of a success where it is, to be read as it comes in. */
    static BodyHandler<AnswerBody> streamed() {
        return info -> isSuccess(info.statusCode())
                ? BodySubscribers.mapping(
                        BodySubscribers.ofInputStream(), stream -> new AnswerBody(new byte[0], false, stream))
                : new Collector(LONGEST_ERROR);
    }

    private static boolean isSuccess(int status) {
        return status / 100 == 2;
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

    /** Collects a bounded number of bytes, then lets go of the connection. */
    private static final class Collector implements BodySubscriber<AnswerBody> {
        private final int longest;
        private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
        private final CompletableFuture<AnswerBody> body = new CompletableFuture<>();
        private Flow.@Nullable Subscription subscription;

        Collector(int longest) {
            this.longest = longest;
        }

        @Override
        public CompletionStage<AnswerBody> getBody() {
            return body;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            this.subscription = subscription;
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            for (var buffer : buffers) {
                var bytes = new byte[Math.min(buffer.remaining(), longest - collected.size())];
                buffer.get(bytes);
                collected.writeBytes(bytes);
                if (buffer.hasRemaining()) {
                    complete(true);
                    return;
                }
            }
        }

        private void complete(boolean cut) {
            if (cut && subscription != null) {
                subscription.cancel();
            }
            body.complete(new AnswerBody(collected.toByteArray(), cut, InputStream.nullInputStream()));
        }

        @Override
        public void onError(Throwable cause) {
            body.completeExceptionally(cause);
        }

        @Override
        public void onComplete() {
            complete(false);
        }
    }
}
