package io.breakwater.ingest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a test does in a process of its own: with a limit of its own, or to be killed. */
final class ChildJvm {
    private ChildJvm() {}

    /**
     * Not started yet; its errors are the test's.
     *
     * @param before what runs the command instead of the system itself, perhaps nothing
     */
    static ProcessBuilder of(List<String> before, Class<?> main, Path folder) {
        var command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                folder.toString()));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    }
}
