package io.breakwater.schemas;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.Optional;

/** What a survey saw ({@code registry.inventory.primary}, {@code registry.inventory.standby}). */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = InventoryRecord.Seen.class, name = "seen"),
    @JsonSubTypes.Type(value = InventoryRecord.EpochEnd.class, name = "epoch-end")
})
public sealed interface InventoryRecord {
    /** Number of the survey, growing. */
    long epoch();

    /** One name and what it meant. */
    record Seen(ImageName image, Digest digest, long epoch, Instant seenAt, Optional<Instant> pushedAt)
            implements InventoryRecord {}

    /** The survey has written all that it saw to this partition; {@code count} records in it. */
    record EpochEnd(long epoch, long count, Instant startedAt, Instant endedAt) implements InventoryRecord {}
}
