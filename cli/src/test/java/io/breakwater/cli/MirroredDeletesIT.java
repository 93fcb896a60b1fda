package io.breakwater.cli;

import static io.breakwater.cli.CommandProcess.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.broker.FreePorts;
import io.breakwater.testkit.Await;
import io.breakwater.testkit.harbor.HarborFace;
import io.breakwater.testkit.harbor.PayloadFormat;
import io.breakwater.testkit.image.RawPusher;
import io.breakwater.testkit.image.TestImages;
import io.breakwater.testkit.registry.RegistryProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A delete at the primary on its whole way: webhook, event, delay, request, standby (decision 0008). */
class MirroredDeletesIT {
    private static final String SECRET = "hush";

    @TempDir
    private Path folder;

    private final List<Integer> ports = FreePorts.choose(2);
    private final String ingest = "http://127.0.0.1:" + ports.getFirst();
    private final String operations = "http://127.0.0.1:" + ports.getLast();
    private RegistryProcess primary;
    private RegistryProcess standby;
    private HarborFace harbor;
    private RawPusher pusher;

    @BeforeEach
    void start() {
        primary = RegistryProcess.start(folder.resolve("primary"));
        standby = RegistryProcess.start(folder.resolve("standby"));
        harbor = HarborFace.inFrontOf(primary)
                .webhook(URI.create(ingest + "/webhooks/harbor"), SECRET, PayloadFormat.CLOUDEVENTS)
                .start();
        pusher = new RawPusher(harbor.url());
    }

    @AfterEach
    void stop() {
        pusher.close();
        harbor.close();
        standby.close();
        primary.close();
    }

    @Test
    void whatIsDeletedAtThePrimaryIsDeletedAtTheStandbyAndNothingElse() throws Exception {
        var going = TestImages.oci(1, 1, 100);
        var staying = TestImages.oci(2, 1, 100);
        var process = CommandProcess.start("up", "-c", configuration().toString());
        // What it says must not fill the pipe.
        Thread.ofVirtual().start(() -> process.errorReader(UTF_8).lines().forEach(_ -> {}));
        try {
            Await.until("every role is ready", () -> isReady(process));
            pusher.push("library/app", going, "v1");
            pusher.push("library/app", staying, "v2");
            Await.until("both are at the standby", () -> isThere("v1") && isThere("v2"));

            pusher.deleteManifest("library/app", going.root().digest());

            Await.until("v1 is gone from the standby", () -> !isThere("v1"));
            assertTrue(isThere("v2"));
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    private boolean isThere(String tag) {
        return standby.contents().digest("example-project/app", tag).isPresent();
    }

    private boolean isReady(Process process) {
        if (!process.isAlive()) {
            throw new AssertionError("it has ended with " + process.exitValue());
        }
        try {
            return get(operations + "/readyz") == 200;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    private Path configuration() throws IOException {
        var file = folder.resolve("breakwater.yaml");
        return Files.writeString(file, """
                primary: {host: '%s', plain-http: true, credentials: anonymous}
                standby: {host: '%s', plain-http: true, credentials: anonymous}
                mapping:
                  - {from: library, to: example-project}
                kafka: {embedded: {heap: 256MiB}, partitions: 2}
                ingest: {listen: '%s', secret: %s}
                replicator: {deletes: {mirror-after: 1s}}
                auditor: {grace: 1s}
                ops: {listen: '%s'}
                """.formatted(
                        harbor.host(),
                        standby.host(),
                        ingest.substring("http://".length()),
                        SECRET,
                        operations.substring("http://".length())));
    }
}
