package io.breakwater.cli.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs a program of this machine to its end. */
final class Program {
    private Program() {}

    /** Its output and errors together, whatever its exit code; a program that is missing is an {@link ImageFault}. */
    record Result(int exitCode, String output) {}

    static Result run(List<String> command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (IOException e) {
            throw new ImageFault("cannot run " + command.getFirst() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ImageFault("interrupted while running " + command.getFirst(), e);
        }
    }
}
