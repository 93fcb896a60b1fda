package io.breakwater.testkit.proxy;

import java.io.IOException;

/** Finds the end of a body in a stream of bytes (RFC 9112, 6). Of one thread. */
abstract sealed class Framing {
    private long payload;

    /**
     * Takes what belongs to the body from {@code buffer[from..to)}.
     *
     * @return how many bytes that is, with the framing of chunks
     */
    abstract int take(byte[] buffer, int from, int to) throws IOException;

    abstract boolean isDone();

    /** Bytes of the body so far, without the framing of chunks. */
    final long payload() {
        return payload;
    }

    final int pass(int bytes) {
        payload += bytes;
        return bytes;
    }

    static Framing none() {
        return new Fixed(0);
    }

    static final class Fixed extends Framing {
        private final long length;

        Fixed(long length) {
            this.length = length;
        }

        @Override
        int take(byte[] buffer, int from, int to) {
            return pass((int) Math.min(to - from, length - payload()));
        }

        @Override
        boolean isDone() {
            return payload() >= length;
        }
    }

    /** Only the end of the connection ends it. */
    static final class UntilClose extends Framing {
        @Override
        int take(byte[] buffer, int from, int to) {
            return pass(to - from);
        }

        @Override
        boolean isDone() {
            return false;
        }
    }

    /** RFC 9112, 7.1. */
    static final class Chunked extends Framing {
        private enum State {
            SIZE,
            EXTENSION,
            DATA,
            AFTER_DATA,
            TRAILER_START,
            TRAILER,
            DONE
        }

        private State state = State.SIZE;
        private long left;

        @Override
        int take(byte[] buffer, int from, int to) throws IOException {
            var at = from;
            while (at < to && state != State.DONE) {
                if (state == State.DATA) {
                    var bytes = pass((int) Math.min(to - at, left));
                    left -= bytes;
                    at += bytes;
                    if (left == 0) {
                        state = State.AFTER_DATA;
                    }
                } else {
                    state = next(buffer[at++]);
                }
            }
            return at - from;
        }

        @Override
        boolean isDone() {
            return state == State.DONE;
        }

        private State next(byte value) throws IOException {
            return switch (state) {
                case SIZE -> size(value);
                case EXTENSION -> value == '\n' ? afterSize() : State.EXTENSION;
                case AFTER_DATA -> value == '\n' ? State.SIZE : State.AFTER_DATA;
                case TRAILER_START -> value == '\n' ? State.DONE : value == '\r' ? State.TRAILER_START : State.TRAILER;
                case TRAILER -> value == '\n' ? State.TRAILER_START : State.TRAILER;
                case DATA, DONE -> throw new IllegalStateException("not framing: " + state);
            };
        }

        private State size(byte value) throws IOException {
            if (value == '\n') {
                return afterSize();
            }
            if (value == '\r' || value == ';' || value == ' ') {
                return State.EXTENSION;
            }
            var digit = Character.digit(value, 16);
            if (digit < 0 || left > Long.MAX_VALUE >> 4) {
                throw new IOException("not the size of a chunk");
            }
            left = left << 4 | digit;
            return State.SIZE;
        }

        private State afterSize() {
            return left == 0 ? State.TRAILER_START : State.DATA;
        }
    }
}
