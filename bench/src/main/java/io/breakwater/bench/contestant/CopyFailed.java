package io.breakwater.bench.contestant;

/** A contestant could not do its job; the message says what it said. */
public final class CopyFailed extends Exception {
    private static final long serialVersionUID = 1;

    public CopyFailed(String message) {
        super(message);
    }
}
