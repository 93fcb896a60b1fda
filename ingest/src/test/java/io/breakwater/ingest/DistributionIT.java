package io.breakwater.ingest;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.schemas.RegistryEvent;
import io.breakwater.testkit.Await;
import io.breakwater.testkit.image.RawPusher;
import io.breakwater.testkit.image.TestImages;
import io.breakwater.testkit.registry.RegistryProcess;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real registry, which says by itself what is pushed to it and deleted. */
class DistributionIT {
    private static final String SECRET = "Bearer c0rrect-horse";

    @TempDir
    private Path folder;

    private final MemoryLog log = new MemoryLog();
    private final Ingest ingest = Ingest.start(
            new IngestConfig("127.0.0.1", 0, List.of(new SharedSecret(SECRET)), Map.of(), TestLimits.PATIENT),
            log,
            new SimpleMeterRegistry());
    private RegistryProcess registry;
    private RawPusher pusher;

    @BeforeEach
    void start() {
        var url = URI.create("http://127.0.0.1:" + ingest.port() + "/webhooks/distribution");
        registry = RegistryProcess.startNotifying(folder, new RegistryProcess.Endpoint(url, SECRET));
        pusher = new RawPusher(registry.url());
    }

    @AfterEach
    void stop() {
        pusher.close();
        registry.close();
        ingest.close();
    }

    @Test
    void everyManifestThatIsPutIsAnEventAndNoLayerIs() {
        var image = TestImages.ociIndex(7, 2);

        pusher.push("library/app", image, "v1");

        var children = image.children().stream().map(child -> "library/app@" + child.digest());
        var expected =
                Stream.concat(children, Stream.of("library/app:v1")).sorted().toList();
        Await.until("an event for each manifest", () -> keys().size() >= expected.size());
        assertEquals(expected, keys());
        assertTrue(log.events().stream().allMatch(RegistryEvent.Pushed.class::isInstance));
    }

    @Test
    void aDeletionIsAnEvent() {
        var image = TestImages.oci(7, 1, 100);
        pusher.push("library/app", image, "v1");
        var digest = image.root().digest();

        pusher.deleteManifest("library/app", digest);

        // The registry says of its own accord that the tag has gone with the manifest.
        var expected = Set.of("Pushed library/app:v1", "Deleted library/app@" + digest, "Other library/app:v1");
        Await.until("the push, the deletion and the end of the tag", () -> told().size() >= expected.size());
        assertEquals(expected, told());
    }

    @Test
    void whatWasRefusedInAnOutageComesAgain() {
        log.breakDown();
        pusher.push("library/app", TestImages.oci(7, 1, 100), "v1");
        Await.until("the event to be refused", () -> log.refused() > 0);
        assertEquals(List.of(), keys());

        log.recover();

        Await.until("the event", () -> keys().contains("library/app:v1"));
    }

    /** Each once, as {@link #keys()}, with what has happened to it. */
    private Set<String> told() {
        return log.events().stream()
                .map(event -> event.getClass().getSimpleName() + " " + event.key())
                .collect(toSet());
    }

    /** Each once: what is not answered in three seconds the registry sends again. */
    private List<String> keys() {
        return log.events().stream().map(RegistryEvent::key).distinct().sorted().toList();
    }
}
