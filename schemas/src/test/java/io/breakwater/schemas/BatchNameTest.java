package io.breakwater.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class BatchNameTest {
    private static final String OURS = "replay-20261124-095518-3f2a";

    @Test
    void headerNamesTheBatchOfARequest() {
        assertEquals(Optional.of(new BatchName(OURS)), header(OURS.getBytes(UTF_8)));
        assertEquals(Optional.empty(), BatchName.of(new RecordHeaders()));
    }

    @Test
    void whatIsNoNameNamesNone() {
        assertEquals(Optional.empty(), header(new byte[0]));
        assertEquals(Optional.empty(), header(new byte[] {'a', -1}));
        assertEquals(Optional.empty(), header("a\nb".getBytes(UTF_8)));
        assertEquals(
                Optional.of(new BatchName("a".repeat(200))),
                header("a".repeat(200).getBytes(UTF_8)));
        assertEquals(Optional.empty(), header("a".repeat(201).getBytes(UTF_8)));
        assertEquals(Optional.empty(), BatchName.of(new RecordHeaders().add(BatchName.KEY, null)));
    }

    @Test
    void onlyACancelNamesABatchThatIsCancelled() {
        assertEquals(Optional.of(new BatchName(OURS)), cancelled("cancel", Map.of("batch", OURS)));
        assertEquals(Optional.empty(), cancelled("replay-ended", Map.of("batch", OURS)));
        assertEquals(Optional.empty(), cancelled("cancel", Map.of()));
        assertEquals(Optional.empty(), cancelled("cancel", Map.of("batch", "no name")));
    }

    private static Optional<BatchName> header(byte[] value) {
        return BatchName.of(new RecordHeaders().add(BatchName.KEY, value));
    }

    private static Optional<BatchName> cancelled(String operation, Map<String, String> details) {
        return new OperationRecord("id", operation, "mira", "test", Instant.EPOCH, details).cancelledBatch();
    }
}
