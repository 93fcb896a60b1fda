package io.breakwater.testkit.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.testkit.image.RawPusher;
import io.breakwater.testkit.image.TestImages;
import io.breakwater.testkit.skopeo.Skopeo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryProcessIT {
    @TempDir
    Path folder;

    @Test
    void itKeepsPortAndImagesOverAStop() {
        var image = TestImages.oci(1, 1, 100);
        try (var registry = RegistryProcess.start(folder);
                var pusher = new RawPusher(registry.url())) {
            pusher.push("library/app", image, "v1");
            var host = registry.host();
            var firstPid = registry.pid();
            registry.stop();
            assertFalse(ProcessHandle.of(firstPid).map(ProcessHandle::isAlive).orElse(false));

            registry.startAgain();

            assertEquals(host, registry.host());
            assertEquals(image.root().digest(), new Skopeo().digest(host, "library/app", "v1"));
            assertTrue(Files.isDirectory(registry.storage().resolve("docker/registry/v2/repositories/library/app")));
        }
    }

    /** As it leaves one that it was writing when it was stopped. */
    @Test
    void whatWasTornByAStopCanBePushedAgain() throws IOException {
        var image = TestImages.oci(1, 1, 100);
        try (var registry = RegistryProcess.start(folder);
                var pusher = new RawPusher(registry.url())) {
            pusher.push("library/app", image, "v1");
            registry.stop();
            var layers = registry.storage().resolve("docker/registry/v2/repositories/library/app/_layers");
            try (var links = Files.find(layers, 3, (path, _) -> path.endsWith("link"))) {
                Files.writeString(links.findFirst().orElseThrow(), "");
            }

            registry.startAgain();

            pusher.push("library/app", image, "v2");
            assertEquals(image.root().digest(), new Skopeo().digest(registry.host(), "library/app", "v2"));
        }
    }

    @Test
    void aTakenPortIsToldInTheRegistrysWords() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var error = assertThrows(
                    IllegalStateException.class, () -> RegistryProcess.start(folder, taken.getLocalPort()));

            assertTrue(String.valueOf(error.getMessage()).contains("address already in use"), error.getMessage());
        }
    }
}
