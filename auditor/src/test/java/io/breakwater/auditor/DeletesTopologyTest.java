package io.breakwater.auditor;

import static io.breakwater.auditor.Records.APP;
import static io.breakwater.auditor.Records.NOON;
import static io.breakwater.auditor.Records.V1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.auditor.core.Farewell;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.ReplicationRequest;
import io.breakwater.schemas.Topic;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is deleted at the primary is asked to be deleted at the standby, later and never in a burst (invariant 9). */
class DeletesTopologyTest {
    private static final Duration DELAY = Duration.ofHours(24);
    private static final Duration CHECK = Duration.ofSeconds(1);
    private static final Optional<DeleteRule> MIRROR = Optional.of(new DeleteRule(DELAY, 3));
    private static final JsonSerde<RegistryEvent> EVENTS = JsonSerde.of(RegistryEvent.class);

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @SuppressWarnings("NullAway.Init") // set by start, which each test begins with
    private TopologyTestDriver driver;

    @SuppressWarnings("NullAway.Init")
    private TestOutputTopic<String, ReplicationRequest> requests;

    private Instant now = NOON;

    private void start(Optional<DeleteRule> deletes) {
        var config = new AuditorConfig(
                Map.of("bootstrap.servers", "unused:1"), "deletes-test", folder, Duration.ofMinutes(5), CHECK, deletes);
        var brake = DriftTopology.brake(config.rules());
        driver = new TopologyTestDriver(
                DriftTopology.build(config.rules(), new DriftMeters(registry, brake), brake),
                StreamsSettings.of(config),
                now);
        requests = driver.createOutputTopic(
                Topic.REPLICATION_REQUESTS.topicName(),
                new StringDeserializer(),
                JsonSerde.of(ReplicationRequest.class).deserializer());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void aDeleteIsAskedForOnceAfterItsDelay() {
        start(MIRROR);
        delete(APP);

        pass(DELAY.minusMillis(1));
        assertTrue(requests.isEmpty());
        pass(Duration.ofMillis(1));

        var asked = requests.readRecord();
        assertEquals(APP.key(), asked.key());
        var delete = (ReplicationRequest.Delete) asked.value();
        assertEquals(V1, delete.digest());
        assertEquals(NOON.plus(DELAY), delete.notBefore());
        assertEquals("auditor", delete.provenance().requestedBy());
        assertEquals(
                "io.breakwater.replication.delete-requested.v1",
                new String(asked.headers().lastHeader("ce_type").value(), UTF_8));
        pass(DELAY);
        assertTrue(requests.isEmpty());
        assertTrue(isEmpty(Farewells.FAREWELLS));
        assertTrue(isEmpty(Farewells.CALENDAR));
    }

    @Test
    void anImageThatIsPushedAgainStays() {
        start(MIRROR);
        delete(APP);
        tell(Records.pushed(APP, V1, now));

        pass(DELAY.plus(CHECK));

        assertTrue(requests.isEmpty());
        assertTrue(isEmpty(Farewells.CALENDAR));
    }

    @Test
    void ofABurstNoneIsAskedFor() {
        start(MIRROR);
        for (var tag = 0; tag < 4; tag++) {
            delete(ImageName.parse("library/app:v" + tag));
        }

        pass(DELAY.plus(CHECK));

        assertTrue(requests.isEmpty());
        assertEquals(4, waiting("true"));
        assertEquals(0, waiting("false"));
    }

    /** Neither a restart nor fewer of them: somebody has to say so. */
    @Test
    void whatIsLeftOfABurstIsHeldOverARestart() {
        start(MIRROR);
        for (var tag = 0; tag < 4; tag++) {
            delete(ImageName.parse("library/app:v" + tag));
        }
        pass(DELAY.plus(CHECK));
        tell(Records.pushed(ImageName.parse("library/app:v0"), V1, now));
        restart(MIRROR);

        pass(Duration.ofHours(2));

        assertTrue(requests.isEmpty());
        assertEquals(3, waiting("true"));
    }

    @Test
    void onceNothingIsLeftOfABurstTheNextDeleteGoes() {
        start(MIRROR);
        for (var tag = 0; tag < 4; tag++) {
            delete(ImageName.parse("library/app:v" + tag));
        }
        pass(DELAY.plus(CHECK));
        for (var tag = 0; tag < 4; tag++) {
            tell(Records.pushed(ImageName.parse("library/app:v" + tag), V1, now));
        }
        pass(CHECK);

        delete(APP);
        pass(DELAY.plus(CHECK));

        assertEquals(1, requests.readValuesToList().size());
    }

    @Test
    void aRuleThatComesBackKnowsNothingOfWhatWasDeletedUnderTheOldOne() {
        start(MIRROR);
        delete(APP);
        restart(Optional.empty());
        tell(Records.pushed(APP, V1, now));
        restart(MIRROR);

        pass(DELAY.plus(CHECK));

        assertTrue(requests.isEmpty());
    }

    /** A limit that is raised lets go what an earlier process held. */
    @Test
    void aRaisedLimitLetsThemGo() {
        start(MIRROR);
        for (var tag = 0; tag < 4; tag++) {
            delete(ImageName.parse("library/app:v" + tag));
        }
        pass(DELAY.plus(CHECK));
        restart(Optional.of(new DeleteRule(DELAY, 4)));

        pass(CHECK.multipliedBy(31));

        assertEquals(4, requests.readValuesToList().size());
    }

    @Test
    void asManyAsAreAllowedInAnHourGoAndMoreNot() {
        start(MIRROR);
        delete(APP);
        pass(Duration.ofMinutes(40));
        for (var tag = 2; tag < 5; tag++) {
            delete(ImageName.parse("library/app:v" + tag));
        }

        pass(DELAY.minus(Duration.ofMinutes(40)).minusSeconds(1));
        assertTrue(requests.isEmpty(), "four are due within an hour");
        pass(DELAY);
        assertTrue(requests.isEmpty(), "and nobody has said that they may go");
    }

    @Test
    void deletesThatAreFarApartGoOneByOne() {
        start(MIRROR);
        for (var tag = 0; tag < 6; tag++) {
            delete(ImageName.parse("library/app:v" + tag));
            pass(Duration.ofMinutes(31));
        }

        pass(DELAY);

        assertEquals(6, requests.readValuesToList().size());
    }

    @Test
    void withoutTheRuleNothingIsAskedForOrKept() {
        start(Optional.empty());
        delete(APP);

        pass(DELAY.plus(CHECK));

        assertTrue(requests.isEmpty());
        assertTrue(isEmpty(Farewells.FAREWELLS));
    }

    @Test
    void aRuleThatIsTakenAwayTakesWhatIsDueWithIt() {
        start(MIRROR);
        delete(APP);
        pass(DELAY.minusSeconds(1));
        restart(Optional.empty());
        pass(Duration.ofMinutes(1));
        assertTrue(isEmpty(Farewells.FAREWELLS));

        restart(MIRROR);
        pass(Duration.ofMinutes(1));

        assertTrue(requests.isEmpty());
    }

    /** With what the stores held: the driver deletes its own. */
    private void restart(Optional<DeleteRule> deletes) {
        var farewells = this.<Farewell>content(Farewells.FAREWELLS);
        var calendar = this.<String>content(Farewells.CALENDAR);
        var held = this.<Long>content(Farewells.HELD);
        driver.close();
        registry.clear();
        start(deletes);
        this.<Farewell>store(Farewells.FAREWELLS).putAll(farewells);
        this.<String>store(Farewells.CALENDAR).putAll(calendar);
        this.<Long>store(Farewells.HELD).putAll(held);
    }

    private <T> List<KeyValue<String, T>> content(String name) {
        var content = new ArrayList<KeyValue<String, T>>();
        try (var entries = this.<T>store(name).all()) {
            entries.forEachRemaining(content::add);
        }
        return content;
    }

    private <T> KeyValueStore<String, T> store(String name) {
        return Objects.requireNonNull(driver.<String, T>getKeyValueStore(name));
    }

    private void delete(ImageName image) {
        tell(Records.deleted(image, V1, now));
    }

    private void tell(RegistryEvent event) {
        driver.createInputTopic(Topic.REGISTRY_EVENTS.topicName(), new StringSerializer(), new ByteArraySerializer())
                .pipeInput(event.key(), EVENTS.write(event), now);
    }

    /** In steps of a minute at most: the driver fires a punctuator once per step, however long the step. */
    private void pass(Duration time) {
        var end = now.plus(time);
        while (now.isBefore(end)) {
            var rest = Duration.between(now, end);
            var step = rest.compareTo(Duration.ofMinutes(1)) > 0 ? Duration.ofMinutes(1) : rest;
            driver.advanceWallClockTime(step);
            now = now.plus(step);
        }
    }

    private double waiting(String held) {
        return registry.get(AuditorMeter.DELETES.meterName())
                .tag("held", held)
                .gauge()
                .value();
    }

    private boolean isEmpty(String store) {
        return content(store).isEmpty();
    }
}
