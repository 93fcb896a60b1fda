package io.breakwater.replicator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.registry.ArtifactFault;
import io.breakwater.registry.copy.CopyReport;
import io.breakwater.registry.reference.Digest;
import io.breakwater.replicator.Settlement.GivenUp;
import io.breakwater.replicator.Settlement.Work;
import io.breakwater.replicator.core.Frontier;
import io.breakwater.replicator.core.Plan;
import io.breakwater.replicator.core.Tries;
import io.breakwater.replicator.core.Tries.Waited;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.LedgerRecord;
import io.breakwater.schemas.LedgerRecord.Transfer;
import io.breakwater.schemas.Outcome;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.ReplicationRequest;
import io.breakwater.schemas.Side;
import io.breakwater.schemas.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Several pushes of one tag that were worked on as one: what each of them is told. */
class SettlementTest {
    private static final String APP = "library/app:v1";

    private final Settlement settlement = new Settlement("one", "standby.example.io");

    @Test
    void theNewestIsReplicatedAndWhatItOvertookIsSuperseded() {
        var settled = settlement.of(work('c', 'a', 'b', 'c'), inSync('c', true));

        assertEquals(List.of(Outcome.SUPERSEDED, Outcome.SUPERSEDED, Outcome.REPLICATED), outcomes(settled));
    }

    @Test
    void aSecondPushOfTheSameIsAlreadyPresent() {
        var settled = settlement.of(work('c', 'c', 'b', 'c'), inSync('c', true));

        assertEquals(List.of(Outcome.ALREADY_PRESENT, Outcome.SUPERSEDED, Outcome.REPLICATED), outcomes(settled));
    }

    @Test
    void whatThePrimaryHoldsIsReplicatedWhateverTheOrderOfEvents() {
        var settled = settlement.of(work('b', 'a', 'b', 'a'), inSync('b', true));

        assertEquals(List.of(Outcome.SUPERSEDED, Outcome.REPLICATED, Outcome.SUPERSEDED), outcomes(settled));
    }

    @Test
    void aPushThatNoEventSpokeOfSupersedesAll() {
        var settled = settlement.of(work('d', 'a', 'b'), inSync('d', true));

        assertEquals(List.of(Outcome.SUPERSEDED, Outcome.SUPERSEDED), outcomes(settled));
    }

    @Test
    void aRepairAsksForWhateverIsThere() {
        var jobs =
                Stream.concat(Stream.of(pushed(0, 'a')), Stream.of(repair(1))).toList();

        var settled = settlement.of(work('b', jobs), inSync('b', true));

        assertEquals(List.of(Outcome.SUPERSEDED, Outcome.REPLICATED), outcomes(settled));
    }

    /** Otherwise bytes and requests would be counted as often as there were causes. */
    @Test
    void whatTheWorkTookIsWrittenDownOnce() {
        var work = work('c', 'a', 'b', 'c', 'c');
        work.trace().add(new CopyReport(digest('c'), 10, 10, 0, 0, 1, 1, 1));

        var settled = settlement.of(work, inSync('c', true));

        assertEquals(
                List.of(0, 0, 0, 1),
                settled.stream()
                        .map(one -> one.ledger().transfer())
                        .map(Transfer::requests)
                        .toList());
        assertEquals(
                List.of(0, 0, 0, 1),
                settled.stream().map(one -> one.ledger().attempts()).toList());
    }

    @Test
    void eachCauseHasItsOwnRecord() {
        var settled = settlement.of(work('c', 'a', 'b', 'c'), new ImageCopy.Result.Gone(Optional.empty()));

        assertEquals(
                List.of(0L, 1L, 2L),
                settled.stream().map(one -> one.ledger().cause().offset()).toList());
        assertTrue(settled.stream().allMatch(one -> one.ledger().outcome() == Outcome.SUPERSEDED));
    }

    @Test
    void whatAnotherPushHasOvertakenIsNotToBlameForItsFault() {
        var work = work('c', 'a', 'c');
        var fault = new ArtifactFault(ArtifactFault.DIGEST_MISMATCH, "broken");
        work.failed(new Tries(3, Waited.NONE, Waited.NONE, 0));
        work.giveUp(fault, Outcome.FAILED);

        var settled = settlement.failed(work, new GivenUp(fault, Outcome.FAILED), Optional.empty());

        assertEquals(List.of(Outcome.SUPERSEDED, Outcome.FAILED), outcomes(settled));
        assertFalse(settled.getFirst().deadLetter().isPresent());
        assertEquals(3, settled.getLast().deadLetter().orElseThrow().attempts());
    }

    /** A push whose event was lost may be broken: somebody has to be told. */
    @Test
    void aFaultOfWhatNobodyAskedForIsToldTheNewest() {
        var fault = new ArtifactFault(ArtifactFault.DIGEST_MISMATCH, "broken");

        var settled = settlement.failed(work('d', 'a', 'b'), new GivenUp(fault, Outcome.FAILED), Optional.empty());

        assertEquals(List.of(Outcome.SUPERSEDED, Outcome.FAILED), outcomes(settled));
    }

    /** Tries that count against the artifact, and the one that went well; outages are nobody's fault. */
    @Test
    void attemptsAreThoseInVainAndTheLast() {
        var work = work('c', 'c');
        work.failed(new Tries(1, new Waited(1, Duration.ZERO), Waited.NONE, 7));

        assertEquals(
                3, settlement.of(work, inSync('c', true)).getFirst().ledger().attempts());
    }

    @Test
    void whatAPushWasOvertakenByIsNamed() {
        var ledger = settlement.of(work('b', 'a'), inSync('b', true)).getFirst().ledger();

        var reason = ledger.reason().orElseThrow();
        assertEquals("NEWER_PUSH", reason.code());
        assertTrue(
                reason.message().contains("sha256:aaa") && reason.message().contains("sha256:bbb"), reason.message());
        assertEquals(Optional.of(digest('b').toString()), ledger.targetDigest().map(Object::toString));
    }

    @Test
    void aFailureTellsWhatTheStandbyHoldsInstead() {
        var fault = new ArtifactFault(ArtifactFault.DIGEST_MISMATCH, "broken");
        var work = work('b', 'b');
        work.giveUp(fault, Outcome.FAILED);

        var settled = settlement.failed(work, work.givenUp().orElseThrow(), Optional.of(digest('a')));

        var ledger = settled.getFirst().ledger();
        assertEquals(Optional.of(digest('b').toString()), ledger.sourceDigest().map(Object::toString));
        assertEquals(Optional.of(digest('a').toString()), ledger.targetDigest().map(Object::toString));
        assertEquals(0, ledger.attempts(), "none in vain was counted, and none went well");
    }

    @Test
    void aRefusedDeleteWaitsInTheDeadLettersAndOneThatIsOvertakenDoesNot() {
        var refused = settlement.of(deleting(), deletion(Outcome.REFUSED, "DELETE_BURST"));
        var overtaken = settlement.of(deleting(), deletion(Outcome.SUPERSEDED, "BACK_AT_PRIMARY"));

        assertEquals("DELETE_BURST", refused.deadLetter().orElseThrow().reason().code());
        assertEquals(Optional.empty(), overtaken.deadLetter());
        assertEquals(Outcome.SUPERSEDED, overtaken.ledger().outcome());
    }

    private static ImageDeletion.Result.Settled deletion(Outcome outcome, String code) {
        return new ImageDeletion.Result.Settled(
                outcome, Optional.of(new LedgerRecord.Reason(code, "a test")), Optional.empty());
    }

    private static Work deleting() {
        var image = ImageName.parse(APP);
        var plan = new Plan.Delete(
                image, new io.breakwater.schemas.Digest(digest('a').toString()), Instant.EPOCH, "example-project/app");
        return new Work(List.of(pushed(0, 'a')), plan);
    }

    private static Digest digest(char digit) {
        return Digest.parse("sha256:" + String.valueOf(digit).repeat(64));
    }

    private static List<Outcome> outcomes(List<Settled> settled) {
        return settled.stream().map(one -> one.ledger().outcome()).toList();
    }

    private static ImageCopy.Result inSync(char digest, boolean wrote) {
        return new ImageCopy.Result.InSync(digest(digest), wrote);
    }

    private static Work work(char atPrimary, char... asked) {
        return work(
                atPrimary,
                IntStream.range(0, asked.length)
                        .mapToObj(offset -> pushed(offset, asked[offset]))
                        .toList());
    }

    private static Work work(char atPrimary, List<Job> jobs) {
        var work = new Work(jobs, (Plan.Copy) jobs.getLast().plan());
        work.trace().saw(Optional.of(digest(atPrimary)));
        return work;
    }

    private static Job pushed(long offset, char digest) {
        var asked = new io.breakwater.schemas.Digest(
                "sha256:" + String.valueOf(digest).repeat(64));
        var origin = new RegistryEvent.Origin(
                "event-" + offset,
                Side.PRIMARY,
                "/webhooks/harbor",
                Instant.EPOCH,
                Instant.EPOCH,
                Optional.empty(),
                asked);
        var event = new RegistryEvent.Pushed(origin, ImageName.parse(APP), asked);
        return job(
                Topic.REGISTRY_EVENTS, offset, JsonSerde.of(RegistryEvent.class).write(event));
    }

    private static Job repair(long offset) {
        var provenance = new ReplicationRequest.Provenance("id", "auditor", "missing", Instant.EPOCH, Optional.empty());
        var request = new ReplicationRequest.Copy(ImageName.parse(APP), ReplicationRequest.Purpose.REPAIR, provenance);
        return job(
                Topic.REPLICATION_REQUESTS,
                offset,
                JsonSerde.of(ReplicationRequest.class).write(request));
    }

    private static Job job(Topic topic, long offset, byte[] value) {
        var assignment = new Assignment(new TopicPartition(topic.topicName(), 0), Frontier.at(0));
        var record = new ConsumerRecord<>(topic.topicName(), 0, offset, APP.getBytes(UTF_8), value);
        return Job.of(assignment, record, Settings.RULES);
    }
}
