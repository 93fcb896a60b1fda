package io.breakwater.testkit.proxy;

/** A request on its way, of which {@link Seen} is what one saw at a time. Each member has one writer. */
final class Exchange {
    private final Head head;
    private final int connection;
    private volatile Fault fault = Fault.none();
    private volatile int status;
    private volatile long requestBytes;
    private volatile long answerBytes;

    Exchange(Head head, int connection) {
        this.head = head;
        this.connection = connection;
    }

    Seen seen() {
        return new Seen(head.method(), head.target(), head.headers(), connection, status, requestBytes, answerBytes);
    }

    Head head() {
        return head;
    }

    Fault fault() {
        return fault;
    }

    void fault(Fault chosen) {
        fault = chosen;
    }

    void status(int number) {
        status = number;
    }

    void requestBytes(long bytes) {
        requestBytes = bytes;
    }

    void answerBytes(long bytes) {
        answerBytes = bytes;
    }
}
