package io.breakwater.testkit.proxy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Socket;

/** Ends of connections, where a failure means that they have ended already. */
final class Sockets {
    private Sockets() {}

    static void close(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            // It is to be gone, and it is.
        }
    }

    /** Closes it so that the other end sees a reset. */
    static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // It is closed already.
        }
        close(socket);
    }

    static InterruptedIOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        var interrupted = new InterruptedIOException("interrupted");
        interrupted.initCause(e);
        return interrupted;
    }
}
