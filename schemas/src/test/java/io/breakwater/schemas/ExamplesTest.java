package io.breakwater.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExamplesTest {
    @ParameterizedTest
    @EnumSource
    void everyRecordClassHasAnExample(Topic topic) {
        assertEquals(
                Set.copyOf(Schemas.kinds(topic)),
                Examples.of(topic).stream().map(Object::getClass).collect(toSet()));
    }

    @ParameterizedTest
    @EnumSource
    void whatTodaysCodeWritesIsValidAndReadsBackEqual(Topic topic) {
        for (var example : Examples.of(topic)) {
            assertValidAndReadable(topic, topic.valueType(), example);
        }
    }

    private static <T> void assertValidAndReadable(Topic topic, Class<T> type, Object example) {
        var serde = JsonSerde.of(type);
        var json = serde.write(type.cast(example));
        assertEquals(List.of(), Schemas.errors(topic, new String(json, UTF_8)));
        assertEquals(example, serde.read(json));
    }
}
