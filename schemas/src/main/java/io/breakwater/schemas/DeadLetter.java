package io.breakwater.schemas;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * An event or request that can never succeed ({@code replication.dead-letters}), as it was, with the cause.
 *
 * @param cause where it stands
 * @param key its record key, absent if it had none
 * @param valueBase64 its bytes, whatever they were
 * @param headers its headers as text
 */
public record DeadLetter(
        Coordinates cause,
        Optional<String> key,
        String valueBase64,
        Map<String, String> headers,
        LedgerRecord.Reason reason,
        int attempts,
        Instant failedAt) {
    public DeadLetter {
        headers = Map.copyOf(headers);
    }

    /** The record's value as it was. */
    @JsonIgnore
    public byte[] value() {
        return Base64.getDecoder().decode(valueBase64);
    }
}
