package io.breakwater.cli;

/** What the command says to whoever started it (design, "Command line"). */
final class ExitCode {
    static final int DONE = 0;
    static final int FAILED = 1;
    /** Bad usage or configuration. */
    static final int USAGE = 2;

    static final int DRIFT = 3;

    private ExitCode() {}
}
