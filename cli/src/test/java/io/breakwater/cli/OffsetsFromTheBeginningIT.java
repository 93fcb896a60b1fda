package io.breakwater.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.breakwater.registry.Registry;
import io.breakwater.registry.RegistryConfig;
import io.breakwater.registry.mapping.Mapping;
import io.breakwater.registry.mapping.MappingRule;
import io.breakwater.registry.reference.HostPort;
import io.breakwater.replicator.Replicator;
import io.breakwater.replicator.ReplicatorConfig;
import io.breakwater.replicator.ReplicatorLimits;
import io.breakwater.replicator.core.Rules;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.LedgerRecord;
import io.breakwater.schemas.Outcome;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.Topic;
import io.breakwater.testkit.Await;
import io.breakwater.testkit.image.RawPusher;
import io.breakwater.testkit.image.TestImage;
import io.breakwater.testkit.image.TestImages;
import io.breakwater.testkit.registry.RegistryProcess;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The way out of a disaster: {@code offsets reset --to-earliest}, and a real replicator that begins anew. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OffsetsFromTheBeginningIT {
    private static final String IMAGE = "library/app:v1";
    private static final TestImage OLDER = TestImages.oci(1, 1, 1_000);
    private static final TestImage NEWER = TestImages.oci(2, 1, 1_000);

    private final RegistryProcess primaryProcess;
    private final RegistryProcess standbyProcess;
    private final Registry primary;
    private final Registry standby;
    private final OperatorRig rig;

    OffsetsFromTheBeginningIT(@TempDir Path folder) {
        primaryProcess = RegistryProcess.start(folder.resolve("primary"));
        standbyProcess = RegistryProcess.start(folder.resolve("standby"));
        primary = registry(primaryProcess);
        standby = registry(standbyProcess);
        rig = new OperatorRig(folder, primaryProcess.host(), standbyProcess.host());
    }

    @AfterAll
    void stop() {
        rig.close();
        standby.close();
        primary.close();
        standbyProcess.close();
        primaryProcess.close();
    }

    @Test
    void eachEventHasOneMoreRecordAndTheTagStaysAtTheNewerPush() throws InterruptedException {
        String older;
        String newer;
        try (var replicator = start()) {
            older = push(OLDER);
            awaitRecords(1, replicator);
            newer = push(NEWER);
            awaitRecords(2, replicator);
        }

        var done = rig.run("offsets", "reset", "--to-earliest", "--confirm", "--reason", "start over");

        assertEquals(0, done.code(), done::all);
        try (var replicator = start()) {
            awaitRecords(4, replicator);
        }
        assertEquals(List.of(Outcome.REPLICATED, Outcome.SUPERSEDED), outcomes(older));
        assertEquals(List.of(Outcome.REPLICATED, Outcome.ALREADY_PRESENT), outcomes(newer));
        assertEquals(
                Optional.of(NEWER.root().digest()), standbyProcess.contents().digest("example-project/app", "v1"));
        // A tag that had moved back and forth would have taken a manifest each way.
        ledger().subList(2, 4).forEach(again -> {
            assertEquals(0, again.transfer().bytesSent());
            assertEquals(Optional.of(digest(NEWER)), again.targetDigest());
        });
    }

    private Replicator start() throws InterruptedException {
        var rules = Rules.of(Mapping.of(List.of(new MappingRule("library", "example-project"))));
        return Replicator.start(
                new ReplicatorConfig(
                        rig.client(),
                        "breakwater-replicator",
                        "one",
                        primary,
                        standby,
                        rules,
                        ReplicatorLimits.DEFAULT),
                new SimpleMeterRegistry());
    }

    /** Pushes as a build would, and says so. @return where: {@code partition:offset} */
    private String push(TestImage image) {
        try (var pusher = new RawPusher(primaryProcess.url())) {
            pusher.push("library/app", image, "v1");
        }
        return rig.write(
                Topic.REGISTRY_EVENTS, 0, IMAGE, RegistryEvent.class, OperatorRig.pushed(IMAGE, digest(image)));
    }

    private void awaitRecords(int records, Replicator replicator) {
        Await.until(records + " ledger records", () -> {
            assertEquals(Optional.empty(), replicator.failure());
            return ledger().size() >= records;
        });
    }

    /** In the order in which they were written: all are in one partition. */
    private List<LedgerRecord> ledger() {
        return rig.values(Topic.REPLICATION_LEDGER, LedgerRecord.class);
    }

    /** @param event {@code partition:offset} */
    private List<Outcome> outcomes(String event) {
        return ledger().stream()
                .filter(record -> event.equals(
                        record.cause().partition() + ":" + record.cause().offset()))
                .map(LedgerRecord::outcome)
                .toList();
    }

    private static Digest digest(TestImage image) {
        return new Digest(image.root().digest());
    }

    private static Registry registry(RegistryProcess process) {
        return new Registry(RegistryConfig.of(HostPort.parse(process.host())).withPlainHttp(true));
    }
}
