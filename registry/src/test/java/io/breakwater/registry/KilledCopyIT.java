package io.breakwater.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.testkit.Await;
import io.breakwater.testkit.image.RawPusher;
import io.breakwater.testkit.proxy.FaultProxy;
import io.breakwater.testkit.registry.RegistryProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copier that is killed in the middle leaves nothing broken under a tag (invariant 3), and the next one ends its work. */
class KilledCopyIT {
    private static final int COUNT = 46;
    private static final int KILLS = 4;

    private final Random random = new Random(7);

    @Test
    void whateverIsUnderATagIsWholeWhileCopiersDie(@TempDir Path folder) throws Exception {
        try (var source = RegistryProcess.start(folder.resolve("source"));
                var target = RegistryProcess.start(folder.resolve("target"));
                var wire = FaultProxy.to(target.url()).delay(Duration.ofMillis(10));
                var pusher = new RawPusher(source.url())) {
            var artifacts = GeneratedArtifacts.first(COUNT);
            pusher.pushAll(artifacts, artifact -> "library/" + artifact.kind());
            var poller = new Poller(target.url(), "standby/");
            try {
                for (int kill = 0; kill < KILLS; kill++) {
                    killInTheMiddle(source, wire);
                }
                var last = copier(source, wire);
                var said = new String(last.getInputStream().readAllBytes(), UTF_8);
                assertEquals(0, last.waitFor(), said);
            } finally {
                poller.end();
            }

            artifacts.forEach(
                    artifact -> GeneratedArtifacts.assertArrived(artifact, target, "standby/" + artifact.kind()));
        }
    }

    /** Some way into what it sends, which is short of its end. */
    private void killInTheMiddle(RegistryProcess source, FaultProxy wire) throws IOException, InterruptedException {
        wire.clear();
        var deadly = 20 + random.nextInt(80);
        var copier = copier(source, wire);
        Await.until(
                "the moment to kill", () -> !copier.isAlive() || wire.requests().size() >= deadly);
        assertTrue(copier.isAlive(), "it was done, or failed, before it could be killed");
        copier.destroyForcibly().waitFor();
    }

    private static Process copier(RegistryProcess source, FaultProxy wire) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var classPath = System.getProperty("java.class.path");
        return new ProcessBuilder(List.of(
                        java, "-cp", classPath, KilledCopy.class.getName(), source.host(), wire.host(), "" + COUNT))
                .redirectErrorStream(true)
                .start();
    }
}
