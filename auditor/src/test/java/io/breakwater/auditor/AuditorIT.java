package io.breakwater.auditor;

import static io.breakwater.auditor.Records.V1;
import static io.breakwater.auditor.Records.V2;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.breakwater.schemas.Digest;
import io.breakwater.schemas.DriftVerdict;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.Outcome;
import io.breakwater.schemas.Topic;
import io.breakwater.schemas.Verdict;
import io.breakwater.testkit.Await;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The auditor on a real broker. */
class AuditorIT {
    private static final ImageName COPIED = ImageName.parse("library/copied:v1");
    private static final ImageName LOST = ImageName.parse("library/lost:v1");
    private static final ImageName KEPT = ImageName.parse("library/kept:v1");
    private static final ImageName FOREIGN = ImageName.parse("library/foreign:v1");
    private static final Map<String, Verdict> VERDICTS =
            Map.of(COPIED.key(), Verdict.IN_SYNC, LOST.key(), Verdict.MISSING, KEPT.key(), Verdict.EXTRA);

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;

    private final Cluster cluster = new Cluster();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void eventsAndLedgerRecordsBecomeVerdicts() {
        cluster.createTopics();

        try (var auditor = start()) {
            tellOfFourImages();

            awaitVerdicts(VERDICTS);
            assertTrue(auditor.ready());
            assertEquals(Optional.empty(), auditor.failure());
            assertEquals(1, images(Verdict.MISSING));
        }
    }

    @Test
    void aRestartKeepsWhatIsKnown() {
        cluster.createTopics();
        try (var _ = start()) {
            tellOfFourImages();
            awaitVerdicts(VERDICTS);
        }
        var before = cluster.verdicts();
        var changes = cluster.changes();

        try (var auditor = start()) {
            replicated(LOST, cluster.tell(Records.pushed(LOST, V2, Instant.now())), V2);
            awaitVerdicts(with(LOST, Verdict.IN_SYNC));

            assertTrue(auditor.ready());
        }

        assertEquals(without(LOST, before), without(LOST, cluster.verdicts()));
        assertTrue(cluster.changes() > changes);
    }

    @Test
    void aLostStateDirectoryComesBackFromKafka() {
        cluster.createTopics();
        try (var _ = start()) {
            tellOfFourImages();
            awaitVerdicts(VERDICTS);
        }
        var before = cluster.verdicts();
        var changes = cluster.changes();
        delete(folder.resolve("state"));

        try (var _ = start()) {
            Await.until("the numbers of images are back", () -> images(Verdict.MISSING) == 1);
            // A record of another image shows that the topology reads again.
            replicated(FOREIGN, cluster.tell(Records.pushed(FOREIGN, V1, Instant.now())), V1);
            awaitVerdicts(with(FOREIGN, Verdict.IN_SYNC));
        }

        assertEquals(before, without(FOREIGN, cluster.verdicts()));
        assertTrue(cluster.changes() - changes <= 2, "only the other image's verdict has changed");
    }

    @Test
    void aBrokerThatDiesAndComesBackEndsNothing() {
        assumeTrue(cluster.canBeKilled(), "this kind of broker cannot be killed");
        cluster.createTopics();
        try (var auditor = start()) {
            tellOfFourImages();
            awaitVerdicts(VERDICTS);

            cluster.killAndStartAgain();
            replicated(LOST, cluster.tell(Records.pushed(LOST, V2, Instant.now())), V2);

            awaitVerdicts(with(LOST, Verdict.IN_SYNC));
            assertEquals(Optional.empty(), auditor.failure());
        }
    }

    @Test
    void aRecordThatCantBeReadDoesNotStopTheAuditor() {
        cluster.createTopics();
        cluster.send(Topic.REGISTRY_EVENTS, COPIED.key(), new byte[] {1, 2, 3});

        try (var auditor = start()) {
            replicated(COPIED, cluster.tell(Records.pushed(COPIED, V1, Instant.now())), V1);

            awaitVerdicts(Map.of(COPIED.key(), Verdict.IN_SYNC));
            assertEquals(Optional.empty(), auditor.failure());
        }
    }

    @Test
    void closingTakesTheGaugesOut() {
        cluster.createTopics();

        start().close();

        assertTrue(meters.find(AuditorMeter.IMAGES.meterName()).gauges().isEmpty());
    }

    @Test
    void unequalPartitionsAreRefusedByName() {
        cluster.create(Topic.REGISTRY_EVENTS, 2);
        cluster.create(Topic.REPLICATION_LEDGER, 3);
        cluster.create(Topic.AUDIT_DRIFT, 2);
        cluster.create(Topic.AUDIT_DRIFT_CHANGES, 2);

        var refusal = message(assertThrows(AuditorFault.class, this::start));

        assertTrue(refusal.contains("registry.events has 2 partitions"), refusal);
        assertTrue(refusal.contains("replication.ledger has 3"), refusal);
    }

    @Test
    void aMissingTopicIsRefusedByName() {
        cluster.create(Topic.REGISTRY_EVENTS, 2);
        cluster.create(Topic.REPLICATION_LEDGER, 2);
        cluster.create(Topic.REPLICATION_REQUESTS, 2);
        cluster.create(Topic.AUDIT_DRIFT, 2);

        var refusal = message(assertThrows(AuditorFault.class, this::start));

        assertTrue(refusal.contains("no topic audit.drift.changes"), refusal);
        assertFalse(Files.exists(folder.resolve("state")), "nothing was started");
    }

    @Test
    void brokersThatDoNotAnswerAreNamed() throws IOException {
        var nobody = Cluster.unusedAddress();

        var refusal = message(assertThrows(AuditorFault.class, () -> start(Map.of("bootstrap.servers", nobody))));

        assertTrue(refusal.startsWith("Cannot start the auditor: Kafka at " + nobody), refusal);
    }

    private Auditor start() {
        return start(cluster.kafka());
    }

    private Auditor start(Map<String, Object> kafka) {
        return Auditor.start(
                new AuditorConfig(
                        kafka,
                        AuditorConfig.DEFAULT_APPLICATION_ID,
                        folder.resolve("state"),
                        Duration.ofSeconds(2),
                        Duration.ofMillis(100)),
                meters);
    }

    private void tellOfFourImages() {
        replicated(COPIED, cluster.tell(Records.pushed(COPIED, V1, Instant.now())), V1);
        cluster.tell(Records.pushed(LOST, V1, Instant.now()));
        replicated(KEPT, cluster.tell(Records.pushed(KEPT, V1, Instant.now())), V1);
        filtered(KEPT, cluster.tell(Records.deleted(KEPT, V1, Instant.now())));
        filtered(FOREIGN, cluster.tell(Records.pushed(FOREIGN, V1, Instant.now())));
    }

    private void replicated(ImageName image, long offset, Digest digest) {
        cluster.tell(Records.of(
                image,
                Records.looked(
                        Records.event(offset),
                        Outcome.REPLICATED,
                        Optional.of(digest),
                        Optional.of(digest),
                        Optional.empty(),
                        Instant.now())));
    }

    private void filtered(ImageName image, long offset) {
        cluster.tell(Records.of(
                image, Records.unseen(Records.event(offset), Outcome.FILTERED, Optional.empty(), Instant.now())));
    }

    private void awaitVerdicts(Map<String, Verdict> wanted) {
        Await.until("verdicts are " + new TreeMap<>(wanted), () -> wanted.equals(byImage()));
    }

    private Map<String, Verdict> byImage() {
        var verdicts = new TreeMap<String, Verdict>();
        cluster.verdicts().forEach(verdict -> verdicts.put(verdict.image().key(), verdict.verdict()));
        return verdicts;
    }

    private static Map<String, Verdict> with(ImageName image, Verdict verdict) {
        var verdicts = new TreeMap<>(VERDICTS);
        verdicts.put(image.key(), verdict);
        return verdicts;
    }

    private static List<DriftVerdict> without(ImageName image, List<DriftVerdict> verdicts) {
        return verdicts.stream()
                .filter(verdict -> !verdict.image().equals(image))
                .toList();
    }

    private double images(Verdict verdict) {
        return meters.get(AuditorMeter.IMAGES.meterName())
                .tag("verdict", verdict.name())
                .gauge()
                .value();
    }

    private static String message(Exception e) {
        return String.valueOf(e.getMessage());
    }

    private static void delete(Path tree) {
        try (var paths = Files.walk(tree)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
