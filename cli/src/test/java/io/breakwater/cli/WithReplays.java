package io.breakwater.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.LedgerRecord;
import io.breakwater.schemas.OperationRecord;
import io.breakwater.schemas.Outcome;
import io.breakwater.schemas.ReplicationRequest;
import io.breakwater.schemas.Topic;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

/** A broker on which replays are asked for, and what is in the topics after. Each test has repositories of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WithReplays {
    final OperatorRig rig;

    WithReplays(Path folder) {
        rig = new OperatorRig(folder, "127.0.0.1:1", "127.0.0.1:2");
    }

    @AfterAll
    void stop() {
        rig.close();
    }

    /** On a thread of its own: on the common pool one that hangs would hold up those of the next tests. */
    static <T> CompletableFuture<T> meanwhile(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, task -> Thread.ofVirtual().start(task));
    }

    void settle(ConsumerRecord<byte[], byte[]> request, Outcome outcome) {
        settle(request, LedgerRecords.of(place(request), Optional.empty(), outcome));
    }

    void settle(ConsumerRecord<byte[], byte[]> request, LedgerRecord ledger) {
        rig.write(
                Topic.REPLICATION_LEDGER,
                request.partition(),
                new String(request.key(), UTF_8),
                LedgerRecord.class,
                ledger);
    }

    static Coordinates place(ConsumerRecord<byte[], byte[]> record) {
        return new Coordinates(record.topic(), record.partition(), record.offset());
    }

    JsonNode replay(String glob, String... more) {
        var arguments = new ArrayList<>(List.of("replay", "--image", glob, "--confirm", "--rate", "1000"));
        arguments.addAll(List.of(more));
        return rig.json(arguments.toArray(String[]::new));
    }

    String push(int partition, String image) {
        return rig.push(partition, image);
    }

    void settle(String place, Outcome outcome) {
        var numbers = place.split(":", -1);
        var partition = Integer.parseInt(numbers[0]);
        var cause = new Coordinates("registry.events", partition, Long.parseLong(numbers[1]));
        rig.write(
                Topic.REPLICATION_LEDGER,
                partition,
                "any/name:v1",
                LedgerRecord.class,
                LedgerRecords.of(cause, Optional.empty(), outcome));
    }

    List<ConsumerRecord<byte[], byte[]>> requests(String prefix) {
        return rig.records(Topic.REPLICATION_REQUESTS).stream()
                .filter(record -> new String(record.key(), UTF_8).startsWith(prefix))
                .toList();
    }

    /** What was asked for, with repetitions. */
    List<String> asked(String prefix) {
        return requests(prefix).stream()
                .map(record -> new String(record.key(), UTF_8))
                .toList();
    }

    static ReplicationRequest.Copy copy(ConsumerRecord<byte[], byte[]> record) {
        return (ReplicationRequest.Copy) JsonSerde.of(ReplicationRequest.class).read(record.value());
    }

    String state(String batch) {
        return listed(batch).get("state").textValue();
    }

    int published(String batch) {
        return listed(batch).get("requests").intValue();
    }

    JsonNode listed(String batch) {
        for (var one : rig.json("replay", "list")) {
            if (one.get("id").textValue().equals(batch)) {
                return one;
            }
        }
        throw new AssertionError("there is no batch " + batch);
    }

    List<String> deeds(String batch) {
        return rig.values(Topic.OPERATIONS_AUDIT, OperationRecord.class).stream()
                .filter(record -> record.operationId().equals(batch)
                        || batch.equals(record.details().get("batch")))
                .map(OperationRecord::operation)
                .toList();
    }
}
