package io.breakwater.auditor;

import static io.breakwater.auditor.Records.APP;
import static io.breakwater.auditor.Records.NOON;
import static io.breakwater.auditor.Records.V1;
import static io.breakwater.auditor.Records.V2;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.auditor.core.Fact;
import io.breakwater.auditor.core.ImageState;
import io.breakwater.auditor.core.Intake;
import io.breakwater.auditor.core.Judge;
import io.breakwater.auditor.core.Ruling;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.DriftChange;
import io.breakwater.schemas.DriftVerdict;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.LedgerRecord;
import io.breakwater.schemas.Outcome;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.Topic;
import io.breakwater.schemas.Verdict;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriftTopologyTest {
    private static final Duration GRACE = Duration.ofMinutes(5);
    private static final Duration CHECK = Duration.ofSeconds(1);
    private static final JsonSerde<RegistryEvent> EVENTS = JsonSerde.of(RegistryEvent.class);
    private static final JsonSerde<LedgerRecord> LEDGER = JsonSerde.of(LedgerRecord.class);

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path state;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @SuppressWarnings("NullAway.Init") // set before each test, as all below
    private TopologyTestDriver driver;

    @SuppressWarnings("NullAway.Init")
    private TestInputTopic<String, byte[]> events;

    @SuppressWarnings("NullAway.Init")
    private TestInputTopic<String, byte[]> ledger;

    @SuppressWarnings("NullAway.Init")
    private TestOutputTopic<String, DriftVerdict> verdicts;

    @SuppressWarnings("NullAway.Init")
    private TestOutputTopic<String, DriftChange> changes;

    private Instant now = NOON;

    @BeforeEach
    void start() {
        var config = new AuditorConfig(Map.of("bootstrap.servers", "unused:1"), "auditor-test", state, GRACE, CHECK);
        var brake = DriftTopology.brake(config.rules());
        driver = new TopologyTestDriver(
                DriftTopology.build(config.rules(), new DriftMeters(registry, brake), brake),
                StreamsSettings.of(config),
                NOON);
        events = input(Topic.REGISTRY_EVENTS);
        ledger = input(Topic.REPLICATION_LEDGER);
        verdicts = driver.createOutputTopic(
                Topic.AUDIT_DRIFT.topicName(),
                new StringDeserializer(),
                JsonSerde.of(DriftVerdict.class).deserializer());
        changes = driver.createOutputTopic(
                Topic.AUDIT_DRIFT_CHANGES.topicName(),
                new StringDeserializer(),
                JsonSerde.of(DriftChange.class).deserializer());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    /** A renamed node or store shows here. Renaming a store loses its state: its changelog topic is named after it. */
    @Test
    void theTopologyIsAsTheGoldenFileSays() throws IOException {
        var description = DriftTopology.build(new DriftRules(GRACE, CHECK)).describe();

        assertEquals(resource("topology.txt"), description.toString());
    }

    @Test
    void anEventAndItsLedgerRecordBecomeAVerdictAndTwoChanges() {
        push(APP, V1);
        replicated(0);

        assertEquals(
                List.of(Verdict.PENDING, Verdict.IN_SYNC),
                verdicts.readValuesToList().stream().map(DriftVerdict::verdict).toList());
        assertEquals(
                List.of(Optional.empty(), Optional.of(Verdict.PENDING)),
                changes.readValuesToList().stream().map(DriftChange::from).toList());
    }

    @Test
    void theVerdictCarriesTheCoordinatesOfItsEvidence() {
        push(APP, V1);
        replicated(0);

        var verdict = verdicts.readKeyValuesToMap().get(APP.key());

        assertNotNull(verdict);
        assertEquals(Optional.of(Records.ledger(0)), verdict.primary().seenIn());
        assertEquals(Optional.of(Records.ledger(0)), verdict.standby().seenIn());
    }

    @Test
    void timeAloneTurnsPendingIntoMissing() {
        push(APP, V1);

        pass(GRACE.minus(CHECK));
        assertEquals(Verdict.PENDING, last().verdict());
        pass(CHECK);

        assertEquals(Verdict.MISSING, last().verdict());
        assertTrue(last().explanation().orElseThrow().contains(" is not at the standby although it was pushed at 2"));
    }

    @Test
    void anAnswerInTimeTakesTheDeadlineAway() {
        push(APP, V1);
        replicated(0);
        verdicts.readValuesToList();

        pass(GRACE.plus(CHECK));

        assertTrue(verdicts.isEmpty());
    }

    @Test
    void aNameThatIsGoneGetsATombstoneAndLeavesNoState() {
        push(APP, V1);
        replicated(0);
        events.pipeInput(APP.key(), EVENTS.write(Records.deleted(APP, V1, now)));
        tell(Records.looked(
                Records.event(1), Outcome.DELETED, Optional.empty(), Optional.empty(), Optional.empty(), now));

        assertNull(verdicts.readKeyValuesToList().getLast().value);
        pass(Duration.ofHours(1));

        assertTrue(isEmpty(Images.STATES));
        assertTrue(isEmpty(Images.CALENDAR));
    }

    @Test
    void manyDeadlinesAtOnceAreWorkedOffInSweeps() {
        var images = Bench.MOST_PER_SWEEP + 1;
        for (var number = 0; number < images; number++) {
            push(ImageName.parse("library/app:v" + number), V1);
        }

        driver.advanceWallClockTime(GRACE);
        assertEquals(Bench.MOST_PER_SWEEP, images(Verdict.MISSING));
        driver.advanceWallClockTime(CHECK);

        assertEquals(images, images(Verdict.MISSING));
        assertEquals(0, images(Verdict.PENDING));
    }

    @Test
    void deadlinesRestWhileTheRecordsReadAreOlderThanGrace() {
        push(APP, V1);
        pass(GRACE.minus(CHECK));

        events.pipeInput("library/app", EVENTS.write(Records.other(NOON)), NOON.minusSeconds(2));
        pass(CHECK);
        assertEquals(Verdict.PENDING, last().verdict());
        pass(CHECK);

        assertEquals(Verdict.MISSING, last().verdict());
    }

    /** As after a stop: a push has waited for longer than the grace period, another follows, the answers come last. */
    @Test
    void anAnswerThatIsStillUnreadIsNotDrift() {
        push(APP, V1);
        pass(GRACE.minus(CHECK));
        events.pipeInput("library/app", EVENTS.write(Records.other(NOON)), NOON.minusSeconds(2));
        pass(CHECK);

        events.pipeInput(APP.key(), EVENTS.write(Records.pushed(APP, V2, NOON)), NOON.minusSeconds(1));
        answer(0, V1, NOON.minusSeconds(1));
        answer(2, V2, NOON.minusSeconds(1));
        pass(CHECK);

        assertEquals(
                List.of(Verdict.PENDING, Verdict.IN_SYNC),
                changes.readValuesToList().stream()
                        .map(change -> change.to().verdict())
                        .toList());
    }

    @Test
    void driftFoundWhileBehindIsToldByTheNextSweep() {
        push(APP, V1);
        pass(GRACE.minus(CHECK));
        events.pipeInput("library/app", EVENTS.write(Records.other(NOON)), NOON.minusSeconds(2));
        pass(CHECK);
        events.pipeInput(APP.key(), EVENTS.write(Records.pushed(APP, V2, NOON)), NOON.minusSeconds(1));
        assertEquals(Verdict.PENDING, last().verdict());

        pass(CHECK);
        assertEquals(Verdict.PENDING, last().verdict());
        pass(CHECK);

        assertEquals(Verdict.MISSING, last().verdict());
    }

    /** The records that arrive first after a start may be fresh, and tell nothing of how old the others are. */
    @Test
    void freshRecordRightAfterAStartProvesNoDrift() {
        var early = NOON.minus(GRACE.multipliedBy(2));
        var stopped = Intake.take(
                ImageState.unknown(APP), new Fact.Event(Records.pushed(APP, V1, early)), Records.event(0), early);
        var waiting = (Ruling.Stands) Judge.weigh(stopped, early, GRACE);
        Objects.requireNonNull(driver.<String, ImageState>getKeyValueStore(Images.STATES))
                .put(APP.key(), waiting.next());
        events.pipeInput("library/app", EVENTS.write(Records.other(NOON)), NOON);

        push(APP, V2);
        answer(0, V1, NOON);
        answer(1, V2, NOON);

        assertEquals(
                List.of(Verdict.IN_SYNC),
                changes.readValuesToList().stream()
                        .map(change -> change.to().verdict())
                        .toList());
    }

    @Test
    void whatCantBeReadIsCountedAndSkipped() {
        events.pipeInput(APP.key(), "{\"type\":\"pushed\"}".getBytes(UTF_8));
        events.pipeInput(APP.key(), "not json".getBytes(UTF_8));
        events.pipeInput(APP.key(), null);
        events.pipeInput(null, EVENTS.write(Records.pushed(APP, V1, now)));
        events.pipeInput("library/other:v1", EVENTS.write(Records.pushed(APP, V1, now)));
        ledger.pipeInput(APP.key(), "{}".getBytes(UTF_8));
        push(APP, V1);

        assertEquals(5, unreadable(Topic.REGISTRY_EVENTS));
        assertEquals(1, unreadable(Topic.REPLICATION_LEDGER));
        assertEquals(Optional.of(Records.event(5)), last().primary().seenIn());
    }

    @Test
    void eventsThatConcernNoImageAreNeitherJudgedNorUnreadable() {
        events.pipeInput("library/app", EVENTS.write(Records.other(now)));

        assertTrue(verdicts.isEmpty());
        assertTrue(isEmpty(Images.STATES));
        assertEquals(0, unreadable(Topic.REGISTRY_EVENTS));
    }

    @Test
    void imagesAndChangesAreCountedByVerdict() {
        push(APP, V1);
        push(ImageName.parse("library/app:v2"), V1);
        replicated(0);

        assertEquals(1, images(Verdict.IN_SYNC));
        assertEquals(1, images(Verdict.PENDING));
        assertEquals(2, changesTo(Verdict.PENDING));
        assertEquals(1, changesTo(Verdict.IN_SYNC));
    }

    @Test
    void verdictsCarryCloudEventsHeaders() {
        push(APP, V1);

        var headers = verdicts.readRecord().headers();

        assertEquals("io.breakwater.drift.verdict.v1", text(headers.lastHeader("ce_type")));
        assertEquals("/auditor", text(headers.lastHeader("ce_source")));
        assertEquals(APP.key(), text(headers.lastHeader("ce_subject")));
    }

    @Test
    void tombstonesCarryTheHeadersOfWhatTheyRemove() {
        push(APP, V1);
        replicated(0);
        events.pipeInput(APP.key(), EVENTS.write(Records.deleted(APP, V1, now)));
        tell(Records.looked(
                Records.event(1), Outcome.DELETED, Optional.empty(), Optional.empty(), Optional.empty(), now));

        var tombstone = verdicts.readRecordsToList().getLast();

        assertNull(tombstone.value());
        assertEquals("io.breakwater.drift.verdict.v1", text(tombstone.headers().lastHeader("ce_type")));
        assertEquals(APP.key(), text(tombstone.headers().lastHeader("ce_subject")));
    }

    private TestInputTopic<String, byte[]> input(Topic topic) {
        return driver.createInputTopic(topic.topicName(), new StringSerializer(), new ByteArraySerializer());
    }

    private void push(ImageName image, Digest digest) {
        events.pipeInput(image.key(), EVENTS.write(Records.pushed(image, digest, now)), now);
    }

    private void replicated(long offset) {
        tell(Records.looked(
                Records.event(offset), Outcome.REPLICATED, Optional.of(V1), Optional.of(V1), Optional.empty(), now));
    }

    private void answer(long offset, Digest digest, Instant written) {
        var entry = Records.looked(
                Records.event(offset),
                Outcome.REPLICATED,
                Optional.of(digest),
                Optional.of(digest),
                Optional.empty(),
                written);
        ledger.pipeInput(APP.key(), LEDGER.write(entry), written);
    }

    private void tell(LedgerRecord entry) {
        ledger.pipeInput(APP.key(), LEDGER.write(entry), now);
    }

    /** The driver fires a punctuator once per step, however long the step. */
    private void pass(Duration time) {
        for (var end = now.plus(time); now.isBefore(end); now = now.plus(CHECK)) {
            driver.advanceWallClockTime(CHECK);
        }
    }

    private Optional<DriftVerdict> latest = Optional.empty();

    private DriftVerdict last() {
        verdicts.readValuesToList().forEach(verdict -> latest = Optional.of(verdict));
        return latest.orElseThrow();
    }

    private boolean isEmpty(String store) {
        try (var entries =
                Objects.requireNonNull(driver.getKeyValueStore(store)).all()) {
            return !entries.hasNext();
        }
    }

    private double images(Verdict verdict) {
        return registry.get(AuditorMeter.IMAGES.meterName())
                .tag("verdict", verdict.name())
                .gauge()
                .value();
    }

    private double changesTo(Verdict verdict) {
        return registry.get(AuditorMeter.CHANGES.meterName())
                .tag("verdict", verdict.name())
                .counter()
                .count();
    }

    private double unreadable(Topic topic) {
        return registry.find(AuditorMeter.UNREADABLE.meterName()).tag("topic", topic.topicName()).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private static String text(Header header) {
        return new String(header.value(), UTF_8);
    }

    private static String resource(String name) throws IOException {
        try (var stream = Objects.requireNonNull(DriftTopologyTest.class.getResourceAsStream(name), name)) {
            return new String(stream.readAllBytes(), UTF_8);
        }
    }
}
