package io.breakwater.schemas;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One thing that an operator did ({@code operations.audit}).
 *
 * @param operation {@code replay}, {@code requeue}, {@code resolve}, {@code discard}, …
 * @param details what exactly, in the operation's own words; never a secret
 */
public record OperationRecord(
        String operationId, String operation, String operator, String reason, Instant at, Map<String, String> details) {
    /** The operation that cancels a batch, which its details name (decision 0012). */
    public static final String CANCEL = "cancel";

    public OperationRecord {
        details = Map.copyOf(details);
    }

    /** The batch that this cancels, if it cancels one. */
    public Optional<BatchName> cancelledBatch() {
        return operation.equals(CANCEL)
                ? Optional.ofNullable(details.get(BatchName.KEY)).flatMap(BatchName::parse)
                : Optional.empty();
    }
}
