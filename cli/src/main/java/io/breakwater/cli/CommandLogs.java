package io.breakwater.cli;

import org.slf4j.LoggerFactory;

/** How loud the libraries are in a command that somebody waits for. */
public final class CommandLogs {
    /** As logback.xml reads it, from the environment or from here. */
    private static final String LIBRARIES = "BREAKWATER_LOG_LIBRARIES";

    private CommandLogs() {}

    /**
     * To be called before anything is logged. A client that cannot reach the brokers tells of each try, which would bury the
     * one line in which the command says how it ended.
     *
     * @param verbose whether to hear the libraries all the same
     */
    public static void begin(boolean verbose) {
        if (!verbose && System.getenv(LIBRARIES) == null) {
            System.setProperty(LIBRARIES, "ERROR");
        }
        // Threads that all log for the first time find it half made, and SLF4J tells the user so.
        LoggerFactory.getILoggerFactory();
    }
}
