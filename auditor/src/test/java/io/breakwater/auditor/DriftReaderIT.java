package io.breakwater.auditor;

import static io.breakwater.auditor.Records.NOON;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.schemas.DriftVerdict;
import io.breakwater.schemas.DriftVerdict.Evidence;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.Topic;
import io.breakwater.schemas.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DriftReaderIT {
    private static final JsonSerde<DriftVerdict> VERDICTS = JsonSerde.of(DriftVerdict.class);

    @Test
    void theLatestVerdictOfEachImageIsReadInOrderOfKeys() {
        try (var cluster = new Cluster()) {
            cluster.createTopics();
            for (var name : List.of("c:v1", "a:v1", "b:v1", "d:v1")) {
                write(cluster, verdict(name, Verdict.PENDING));
            }
            write(cluster, verdict("b:v1", Verdict.MISSING));
            cluster.send(Topic.AUDIT_DRIFT, "c:v1", null);

            var read = cluster.verdicts();

            assertEquals(
                    List.of(
                            verdict("a:v1", Verdict.PENDING),
                            verdict("b:v1", Verdict.MISSING),
                            verdict("d:v1", Verdict.PENDING)),
                    read);
        }
    }

    @Test
    void aTopicWithNothingButTombstonesHasNoVerdicts() {
        try (var cluster = new Cluster()) {
            cluster.createTopics();
            cluster.send(Topic.AUDIT_DRIFT, "a:v1", null);

            assertEquals(List.of(), cluster.verdicts());
        }
    }

    @Test
    void aMissingTopicIsNamed() {
        try (var cluster = new Cluster()) {
            var fault = message(assertThrows(AuditorFault.class, cluster::verdicts));

            assertTrue(fault.startsWith("There is no topic audit.drift"), fault);
        }
    }

    @Test
    void aVerdictThatCantBeReadIsNotPassedOver() {
        try (var cluster = new Cluster()) {
            cluster.createTopics();
            cluster.send(Topic.AUDIT_DRIFT, "a:v1", new byte[] {'?'});

            var fault = message(assertThrows(AuditorFault.class, cluster::verdicts));

            assertTrue(fault.startsWith("Cannot read the verdict at audit.drift/"), fault);
        }
    }

    @Test
    void anUnreachableBrokerIsNamed() throws IOException {
        var nobody = Cluster.unusedAddress();

        var fault = message(assertThrows(
                AuditorFault.class,
                () -> DriftReader.read(Map.of("bootstrap.servers", nobody), Duration.ofSeconds(2))));

        assertTrue(fault.startsWith("Cannot read audit.drift at " + nobody), fault);
    }

    private static void write(Cluster cluster, DriftVerdict verdict) {
        cluster.send(Topic.AUDIT_DRIFT, verdict.image().key(), VERDICTS.write(verdict));
    }

    private static DriftVerdict verdict(String image, Verdict verdict) {
        return new DriftVerdict(
                ImageName.parse(image), verdict, NOON, NOON, Evidence.NONE, Evidence.NONE, Optional.of("since"));
    }

    private static String message(Exception e) {
        return String.valueOf(e.getMessage());
    }
}
