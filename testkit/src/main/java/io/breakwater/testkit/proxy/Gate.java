package io.breakwater.testkit.proxy;

/** Lets bytes pass, or not. Thread-safe. */
final class Gate {
    private volatile boolean isShut;

    synchronized void set(boolean shut) {
        isShut = shut;
        notifyAll();
    }

    void pass() throws InterruptedException {
        if (isShut) {
            awaitOpen();
        }
    }

    private synchronized void awaitOpen() throws InterruptedException {
        while (isShut) {
            wait();
        }
    }
}
