package io.breakwater.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Has processes stand still and go on. */
public final class Signals {
    private Signals() {}

    /** SIGSTOP: everything in it stands still, and its connections stay open. */
    public static void stop(long pid) {
        send("-STOP", pid);
    }

    /** SIGCONT: it goes on where it stood. */
    public static void goOn(long pid) {
        send("-CONT", pid);
    }

    private static void send(String signal, long pid) {
        try {
            var kill = new ProcessBuilder("kill", signal, Long.toString(pid)).start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("kill " + signal + " " + pid + " has failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sending " + signal, e);
        }
    }
}
