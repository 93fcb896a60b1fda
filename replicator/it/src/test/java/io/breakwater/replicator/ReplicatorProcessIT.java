package io.breakwater.replicator;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.breakwater.testkit.Await;
import io.breakwater.testkit.jvm.StartCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplicatorProcessIT {
    private static final String NOBODY = "127.0.0.1:1";

    @TempDir
    private Path directory;

    /** Otherwise each loads its classes anew, and nothing but the length of the build would tell. */
    @Test
    void takesItsClassesFromTheStartCache() {
        assumeTrue(StartCache.folder().isPresent(), "this build has no start caches");
        assumeTrue(Files.exists(Path.of("/proc/self/maps")), "this system does not show what a process has mapped");
        // Whoever starts one while another test makes the cache has to do without.
        Await.until("a replicator that uses the cache", this::usesTheCache);
    }

    private boolean usesTheCache() {
        var log = directory.resolve("replicator.log");
        try (var process = ReplicatorProcess.start(log, "128m", NOBODY, NOBODY, NOBODY)) {
            // When it logs, it has long had the cache, or never will.
            Await.until("its JVM runs", () -> process.usesStartCache() || !process.isAlive() || hasText(log));
            return process.usesStartCache();
        }
    }

    private static boolean hasText(Path file) {
        try {
            return Files.size(file) > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
