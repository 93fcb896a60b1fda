package io.breakwater.schemas;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import java.io.IOException;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * A record type as the JSON value of a Kafka record. A {@code null} stays a {@code null}: the tombstone of a compacted
 * topic.
 */
public final class JsonSerde<T> implements Serde<T> {
    private final Class<T> type;
    private final ObjectWriter writer;

    private JsonSerde(Class<T> type) {
        this.type = type;
        // writerFor: a sealed type writes its "type" member only if it is written as that type.
        this.writer = Json.mapper().writerFor(type);
    }

    /** @param type one of the records or sealed interfaces of this package, or a state record of a topology */
    public static <T> JsonSerde<T> of(Class<T> type) {
        return new JsonSerde<>(type);
    }

    /** The bytes of one value. */
    public byte[] write(T value) {
        try {
            return writer.writeValueAsBytes(value);
        } catch (IOException e) {
            throw new SerializationException("cannot write a " + type.getSimpleName(), e);
        }
    }

    /** @throws SerializationException naming the type and the place, if {@code bytes} are not such a value */
    public T read(byte[] bytes) {
        try {
            @Nullable T value = Json.mapper().readValue(bytes, type);
            if (value == null) {
                throw new SerializationException("null is not a " + type.getSimpleName());
            }
            return value;
        } catch (IOException | IllegalArgumentException e) {
            throw new SerializationException("not a " + type.getSimpleName() + complaint(e), e);
        }
    }

    @Override
    @SuppressWarnings("NullAway") // Kafka hands and takes null for tombstones; its interface does not say so.
    public Serializer<T> serializer() {
        return (_, value) -> value == null ? null : write(value);
    }

    @Override
    @SuppressWarnings("NullAway") // as above
    public Deserializer<T> deserializer() {
        return (_, bytes) -> bytes == null ? null : read(bytes);
    }

    /** {@code " at /origin/digest: what is wrong"}; what is wrong may quote the sender and is made fit for a log. */
    private static String complaint(Exception e) {
        return switch (e) {
            case JsonMappingException mapping ->
                " at " + pointer(mapping) + ": " + Quote.line(mapping.getOriginalMessage());
            case JsonProcessingException syntax ->
                " at " + syntax.getLocation().offsetDescription() + ": " + Quote.line(syntax.getOriginalMessage());
            default -> ": " + Quote.line(String.valueOf(e.getMessage()));
        };
    }

    /** The place as a JSON pointer, {@code /} for the whole value. */
    private static String pointer(JsonMappingException e) {
        var steps = e.getPath().stream()
                .map(step -> step.getFieldName() == null ? Integer.toString(step.getIndex()) : step.getFieldName())
                .map(Quote::line);
        // Jackson gives the place of the value whose kind is wrong or missing, not that of the member that says it.
        var kind = e instanceof InvalidTypeIdException ? Stream.of("type") : Stream.<String>empty();
        return Stream.concat(steps, kind).collect(joining("/", "/", ""));
    }
}
