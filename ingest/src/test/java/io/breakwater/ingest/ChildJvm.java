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
        return of(before, List.of(), main, folder.toString());
    }

    /** @param options of the JVM */
    static ProcessBuilder of(List<String> before, List<String> options, Class<?> main, String... arguments) {
        var command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(
                List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    }
}
