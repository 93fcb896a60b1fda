package io.breakwater.auditor;

import io.breakwater.auditor.core.Fact;
import io.breakwater.schemas.JsonSerde;
import java.util.function.Function;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * What became of a record's bytes. Unreadable ones go on as a value of their own, so that the processor, which knows
 * where the record stands, can report them; the topology never stops for them.
 */
sealed interface Reading {
    record Understood(Fact fact) implements Reading {}

    /** @param problem in words, without the record's own text */
    record Unreadable(String problem) implements Reading {}

    /** Reads values of {@code type} as facts. Never throws for what a record holds. */
    static <T> Deserializer<Reading> of(Class<T> type, Function<T, Fact> fact) {
        var serde = JsonSerde.of(type);
        return (_, bytes) -> read(serde, bytes, fact);
    }

    private static <T> Reading read(JsonSerde<T> serde, byte @Nullable [] bytes, Function<T, Fact> fact) {
        if (bytes == null) {
            return new Unreadable("it has no value");
        }
        try {
            return new Understood(fact.apply(serde.read(bytes)));
        } catch (SerializationException e) {
            return new Unreadable(String.valueOf(e.getMessage()));
        }
    }
}
