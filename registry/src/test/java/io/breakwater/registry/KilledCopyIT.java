package io.breakwater.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.testkit.Await;
import io.breakwater.testkit.google.GoogleFace;
import io.breakwater.testkit.image.GeneratedArtifact;
import io.breakwater.testkit.image.RawPusher;
import io.breakwater.testkit.proxy.FaultProxy;
import io.breakwater.testkit.registry.RegistryProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A copier that is killed in the middle leaves nothing broken under a tag (invariant 3), and the next one ends its work.
 * Nothing ever arrives before what it names: at each push a witness looks, and a poller all the while.
 */
class KilledCopyIT {
    private static final int COUNT = 48;
    private static final int KILLS = 4;
    private static final List<GeneratedArtifact> ARTIFACTS =
            GeneratedArtifacts.sha256Alone(GeneratedArtifacts.first(COUNT));

    private final Random random = new Random(7);
    private final RegistryProcess source;
    private final RegistryProcess target;

    KilledCopyIT(@TempDir Path folder) {
        source = RegistryProcess.start(folder.resolve("source"));
        target = RegistryProcess.start(folder.resolve("target"));
    }

    @BeforeEach
    void push() {
        try (var pusher = new RawPusher(source.url())) {
            pusher.pushAll(ARTIFACTS, artifact -> "library/" + artifact.kind());
        }
    }

    @AfterEach
    void stop() {
        target.close();
        source.close();
    }

    @Test
    void whateverIsUnderATagIsWholeWhileCopiersDie() throws Exception {
        copyWhileCopiersDie(target.url(), "standby/");
    }

    /** There the poller sees what has no tag yet, too. */
    @Test
    void whateverIsListedAtGooglesIsWholeWhileCopiersDie() throws Exception {
        try (var google = GoogleFace.artifactRegistry(target).start()) {
            copyWhileCopiersDie(google.url(), "project/repo/");
        }
    }

    private void copyWhileCopiersDie(URI at, String below) throws Exception {
        try (var witness = new OrderWitness(at);
                var wire = FaultProxy.to(witness.url()).delay(Duration.ofMillis(10))) {
            var poller = new Poller(at, below);
            try {
                for (int kill = 0; kill < KILLS; kill++) {
                    killInTheMiddle(wire, below);
                }
                var last = copier(wire, below);
                var said = new String(last.getInputStream().readAllBytes(), UTF_8);
                assertEquals(0, last.waitFor(), said);
            } finally {
                poller.end();
            }
            assertEquals(List.of(), witness.early());
            assertTrue(witness.pushed() >= ARTIFACTS.size(), () -> witness.pushed() + " manifests");
        }
        ARTIFACTS.forEach(artifact -> GeneratedArtifacts.assertArrived(artifact, target, below + artifact.kind()));
    }

    /** Some way into what it sends, which is short of its end. */
    private void killInTheMiddle(FaultProxy wire, String below) throws IOException, InterruptedException {
        wire.clear();
        var deadly = 20 + random.nextInt(80);
        var copier = copier(wire, below);
        Await.until(
                "the moment to kill", () -> !copier.isAlive() || wire.requests().size() >= deadly);
        assertTrue(copier.isAlive(), "it was done, or failed, before it could be killed");
        copier.destroyForcibly().waitFor();
    }

    private Process copier(FaultProxy wire, String below) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var classPath = System.getProperty("java.class.path");
        return new ProcessBuilder(List.of(
                        java,
                        "-cp",
                        classPath,
                        KilledCopy.class.getName(),
                        source.host(),
                        wire.host(),
                        "" + COUNT,
                        below))
                .redirectErrorStream(true)
                .start();
    }
}
