package io.breakwater.registry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Optional;

/** What registries say beside manifests: tokens, errors, tags. Read leniently, but bounded. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(32)
                            .maxNumberLength(32)
                            .maxStringLength(64 << 10)
                            .maxTokenCount(1_000_000)
                            .build())
                    .build())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private Json() {}

    static ObjectReader readerFor(Class<?> type) {
        return MAPPER.readerFor(type);
    }

    /** Empty if the bytes are no such document. */
    static <T> Optional<T> read(ObjectReader reader, Class<T> type, byte[] bytes) {
        try {
            return Optional.ofNullable(type.cast(reader.readValue(bytes, type)));
        } catch (IOException notJson) {
            return Optional.empty();
        }
    }
}
