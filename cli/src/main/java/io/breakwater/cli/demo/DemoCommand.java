package io.breakwater.cli.demo;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.breakwater.cli.OutputOption;
import io.breakwater.schemas.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code breakwater demo}. */
@Command(
        name = "demo",
        description = "Show the whole flow on real parts: a broker, two registries, real pushes, a killed replicator.")
public final class DemoCommand implements Callable<Integer> {
    @Mixin
    private final OutputOption output = new OutputOption();

    @Option(names = "--keep", description = "Leave everything running at the end, until Ctrl-C.")
    private boolean keep;

    /** Whether Ctrl-C or SIGTERM has come. */
    private volatile boolean signalled;

    @Override
    public Integer call() throws Exception {
        // The story is told by us; of the parts only what goes wrong is of interest.
        ((Logger) LoggerFactory.getLogger("io.breakwater")).setLevel(Level.WARN);
        var cleaned = cleanUpOnSignal();
        try {
            return tell(folder());
        } finally {
            cleaned.countDown();
        }
    }

    private int tell(Path folder) throws Exception {
        var story = new Story(output.isJson() ? output.err() : output.out());
        var whole = false;
        var worthLeaving = true;
        try (var stage = Stage.in(folder)) {
            story.say("Breakwater demo: a push reaches the standby, whatever dies on the way.");
            whole = tell(new Demo(story, stage, folder, keep));
            worthLeaving = !whole;
        } catch (Exception e) {
            if (!signalled) {
                throw e;
            }
            worthLeaving = false;
        } finally {
            if (worthLeaving) {
                story.chapter("Its logs and data are left in " + folder);
            } else {
                delete(folder);
            }
        }
        return whole ? 0 : 1;
    }

    /** @return whether all of it is true */
    private boolean tell(Demo demo) throws Exception {
        try {
            var report = demo.play();
            print(report);
            if (keep) {
                awaitSignal();
            }
            return report.isWhole();
        } catch (Exception e) {
            if (signalled) {
                // The parts are to be stopped in peace.
                Thread.interrupted();
            } else {
                print(demo.report(Optional.of(Objects.requireNonNullElse(e.getMessage(), e.toString()))));
            }
            throw e;
        }
    }

    private static void awaitSignal() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException _) {
            // It has come; the parts are to be stopped in peace, so the thread does not stay interrupted.
        }
    }

    private void print(DemoReport report) throws JsonProcessingException {
        if (output.isJson()) {
            output.out().println(Json.mapper().writeValueAsString(report));
            output.out().flush();
        }
    }

    /** Ctrl-C ends the story where it is, and still stops every part and removes the folder. */
    private CountDownLatch cleanUpOnSignal() {
        var cleaned = new CountDownLatch(1);
        var teller = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            signalled = true;
            teller.interrupt();
            try {
                var _ = cleaned.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        return cleaned;
    }

    /** In the checkout, since it takes most of a gigabyte and {@code /tmp} is memory on many machines. */
    private static Path folder() throws IOException {
        var home = System.getProperty("breakwater.home");
        if (home == null) {
            return Files.createTempDirectory("breakwater-demo-");
        }
        return Files.createTempDirectory(Files.createDirectories(Path.of(home, "data")), "demo-");
    }

    private static void delete(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
