package io.breakwater.cli.batch;

import picocli.CommandLine.Option;

/** {@code --wait}. */
public final class WaitOption {
    @Option(
            names = "--wait",
            description = {
                "Wait until all of it is worked off, and say what came of it; exit 1 if something failed, was refused or"
                        + " was cancelled.",
                "Ctrl-C ends the wait, not the work."
            })
    private boolean wait;

    public boolean isGiven() {
        return wait;
    }
}
