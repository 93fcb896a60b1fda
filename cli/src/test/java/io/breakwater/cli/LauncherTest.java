package io.breakwater.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.breakwater.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a checkout of its own, with programs in place of the JDK and Maven that write down how they were called. */
class LauncherTest {
    private static final Path LAUNCHER =
            Path.of("..", "breakwater").toAbsolutePath().normalize();
    private static final int HANGS_AFTER_SECONDS = 60;

    @TempDir
    private Path folder;

    private Path checkout = Path.of("");
    private Path source = Path.of("");
    private Path jdk = Path.of("");
    private final Map<String, String> environment = new LinkedHashMap<>();

    /** How a run of the launcher ended. */
    private record Run(int exitCode, String out, String err) {}

    @BeforeEach
    void layOut() throws IOException {
        checkout = Files.createDirectories(folder.resolve("check out"));
        Files.copy(LAUNCHER, checkout.resolve("breakwater"));
        source = write("check out/cli/src/main/java/App.java", "class App {}");
        write("check out/pom.xml", "<project/>");
        write("check out/cli/pom.xml", "<project/>");
        write("check out/.mvn/jvm.config", "");
        jdk = jdk("jdk", "25.0.1");
        program("tools/mvn", """
                hang=; [ ! -e "$LOG.hang" ] || hang=yes
                echo "$JAVA_HOME $*" >> "$LOG"
                [ -z "$hang" ] || exec sleep 600
                [ ! -e "$LOG.broken" ] || { echo '[ERROR] App.java:[1,1] class expected'; echo '[ERROR] -> [Help 1]'; exit 1; }
                mkdir -p cli/target && touch cli/target/breakwater.jar
                """);
        environment.put("PATH", folder.resolve("tools") + ":/usr/bin:/bin");
        environment.put("HOME", folder.toString());
        environment.put("LOG", folder.resolve("maven.log").toString());
        environment.put("JAVA_HOME", jdk.toString());
    }

    @Test
    void firstStartBuildsWithTheJdkThatItFound() throws Exception {
        var run = run("version");
        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.err().startsWith("Building Breakwater"), run.err());
        var build = builds().getFirst();
        assertTrue(build.startsWith(jdk + " -q "), build);
        assertTrue(build.endsWith(" -pl cli -am package"), build);
    }

    @Test
    void secondStartBuildsNothingAndSaysNothing() throws Exception {
        run("version");
        var run = run("version");
        assertEquals("", run.err());
        assertEquals(1, builds().size());
    }

    @Test
    void changedSourceIsBuilt() throws Exception {
        run("version");
        Files.writeString(source, "class App { }");
        run("version");
        assertEquals(2, builds().size());
    }

    @Test
    void deletedSourceIsBuilt() throws Exception {
        var other = write("check out/cli/src/main/java/Other.java", "class Other {}");
        run("version");
        Files.delete(other);
        run("version");
        assertEquals(2, builds().size());
    }

    @Test
    void olderFileMovedOverASourceIsBuilt() throws Exception {
        var older = write("older", "class App { int x; }");
        run("version");
        Files.move(older, source, StandardCopyOption.REPLACE_EXISTING);
        run("version");
        assertEquals(2, builds().size());
    }

    @Test
    void failedBuildShowsItsErrorsAndIsTriedAgain() throws Exception {
        write("maven.log.broken", "");
        var run = run("version");
        assertEquals(1, run.exitCode());
        assertTrue(run.err().contains("App.java:[1,1] class expected"), run.err());
        assertFalse(run.err().contains("Help 1"), run.err());
        Files.delete(folder.resolve("maven.log.broken"));
        assertEquals(0, run("version").exitCode());
    }

    @Test
    void lockOfABuildThatWasKilledIsFree() throws Exception {
        write("maven.log.hang", "");
        var killed = start(checkout, checkout.resolve("breakwater").toString(), "version");
        Await.until("the build runs", () -> Files.exists(folder.resolve("maven.log")));
        killed.descendants().forEach(ProcessHandle::destroyForcibly);
        killed.destroyForcibly().waitFor();
        Files.delete(folder.resolve("maven.log.hang"));
        assertEquals(0, run("version").exitCode());
    }

    @Test
    void buildThatOutlivesItsStartStillHoldsTheLock() throws Exception {
        write("maven.log.hang", "");
        var killed = start(checkout, checkout.resolve("breakwater").toString(), "version");
        Await.until("the build runs", () -> Files.exists(folder.resolve("maven.log")));
        var build = killed.descendants().toList();
        killed.destroyForcibly().waitFor();
        Files.delete(folder.resolve("maven.log.hang"));

        var next = start(checkout, checkout.resolve("breakwater").toString(), "version");
        try (var err = next.errorReader(UTF_8)) {
            assertEquals("Another start is building Breakwater; waiting…", err.readLine());
            build.forEach(ProcessHandle::destroyForcibly);
            err.lines().forEach(_ -> {});
        }
        assertEquals(0, next.waitFor());
    }

    /** Nobody can make a file in {@code /proc}, not even root. */
    @Test
    void folderThatCannotBeWrittenToIsSaidAtOnce() throws Exception {
        var unwritable = Path.of("/proc");
        assumeTrue(Files.isDirectory(unwritable), "elsewhere root can write to every folder");
        Files.createSymbolicLink(checkout.resolve("target"), unwritable);
        var process = start(checkout, checkout.resolve("breakwater").toString(), "version");
        if (!process.waitFor(HANGS_AFTER_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            fail("it waits for a lock that nobody holds");
        }
        var run = finish(process);
        assertEquals(1, run.exitCode());
        assertTrue(run.err().contains("/target cannot be written to"), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
    }

    @Test
    void twoStartsBuildOnce() throws Exception {
        var first = start(checkout, checkout.resolve("breakwater").toString(), "version");
        var second = start(checkout, checkout.resolve("breakwater").toString(), "version");
        assertEquals(0, first.waitFor());
        assertEquals(0, second.waitFor());
        assertEquals(1, builds().size());
    }

    @Test
    void worksThroughASymbolicLinkFromElsewhere() throws Exception {
        var link = Files.createSymbolicLink(folder.resolve("bw"), Path.of("check out", "breakwater"));
        var run = finish(start(folder, link.toString(), "version", "two words"));
        assertEquals(0, run.exitCode(), run.err());
        assertTrue(run.out().contains("io.breakwater.cli.Main|version|two words|"), run.out());
    }

    @Test
    void jdkOnPathIsTakenWhenJavaHomeIsOlder() throws Exception {
        var newer = jdk("newer", "26");
        Files.createSymbolicLink(folder.resolve("tools/java"), newer.resolve("bin/java"));
        environment.put("JAVA_HOME", jdk("older", "17.0.15").toString());
        run("version");
        assertTrue(builds().getFirst().startsWith(newer + " "), builds().getFirst());
    }

    @Test
    void shortCommandsStartFastAndRolesRunAtFullSpeed() throws Exception {
        assertTrue(run("drift").out().contains("-XX:TieredStopAtLevel=1|"));
        assertFalse(run("copy", "a", "b").out().contains("TieredStopAtLevel"));
        var role = run("up").out();
        assertFalse(role.contains("TieredStopAtLevel"), role);
        assertTrue(role.contains("-XX:+ExitOnOutOfMemoryError|"), role);
    }

    @Test
    void furtherJvmOptionsComeFromTheEnvironment() throws Exception {
        environment.put("BREAKWATER_JAVA_OPTS", "-Xmx1g -Dx=y");
        assertTrue(run("version").out().contains("|-Xmx1g|-Dx=y|"));
    }

    @Test
    void exitCodeIsTheCommandsOwn() throws Exception {
        environment.put("EXIT", "3");
        assertEquals(3, run("drift").exitCode());
    }

    @Test
    void missingMavenIsSaidInOneSentence() throws Exception {
        Files.delete(folder.resolve("tools/mvn"));
        for (var tool : List.of("dirname", "find", "head", "sort", "cmp", "readlink", "mkdir", "bash", "env")) {
            Files.createSymbolicLink(folder.resolve("tools").resolve(tool), Path.of("/usr/bin", tool));
        }
        environment.put("PATH", folder.resolve("tools").toString());
        var run = run("version");
        assertEquals(2, run.exitCode());
        assertTrue(run.err().startsWith("breakwater: building needs Maven"), run.err());
        assertEquals(1, run.err().lines().count());
    }

    @Test
    void testVerbRunsEveryCheckWithTheArgumentsGiven() throws Exception {
        program("tools/docker-registry", "");
        program("tools/skopeo", "");
        assertEquals(0, run("test", "-pl", "cli").exitCode());
        var caches = "-Dbreakwater.start-caches=" + checkout.resolve("target/start-caches");
        assertEquals(List.of(jdk + " -B -ntp -T 2 verify " + caches + " -pl cli"), builds());
    }

    private Run run(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(checkout.resolve("breakwater").toString()));
        command.addAll(List.of(arguments));
        return finish(start(checkout, command.toArray(String[]::new)));
    }

    private Process start(Path workingDirectory, String... command) throws IOException {
        var builder = new ProcessBuilder(command).directory(workingDirectory.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static Run finish(Process process) throws IOException, InterruptedException {
        var out = new String(process.getInputStream().readAllBytes(), UTF_8);
        var err = new String(process.getErrorStream().readAllBytes(), UTF_8);
        return new Run(process.waitFor(), out, err);
    }

    private List<String> builds() throws IOException {
        return Files.readAllLines(folder.resolve("maven.log"));
    }

    private Path jdk(String name, String version) throws IOException {
        write(name + "/release", "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        program(name + "/bin/java", "printf '%s|' \"$@\"; exit ${EXIT:-0}");
        program(name + "/bin/javac", "");
        return folder.resolve(name);
    }

    private void program(String name, String script) throws IOException {
        assertTrue(write(name, "#!/bin/bash\n" + script).toFile().setExecutable(true));
    }

    private Path write(String name, String text) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
