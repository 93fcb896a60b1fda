package io.breakwater.cli;

/** What the command says to whoever started it (design, "Command line"). */
public final class ExitCode {
    public static final int DONE = 0;
    public static final int FAILED = 1;
    /** Bad usage or configuration. */
    public static final int USAGE = 2;

    public static final int DRIFT = 3;

    private ExitCode() {}
}
