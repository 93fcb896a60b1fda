package io.breakwater.schemas;

import java.time.Instant;
import java.util.Map;

/**
 * One thing that an operator did ({@code operations.audit}).
 *
 * @param operation {@code replay}, {@code requeue}, {@code resolve}, {@code discard}, …
 * @param details what exactly, in the operation's own words; never a secret
 */
public record OperationRecord(
        String operationId, String operation, String operator, String reason, Instant at, Map<String, String> details) {
    public OperationRecord {
        details = Map.copyOf(details);
    }
}
