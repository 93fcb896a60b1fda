package io.breakwater.cli.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionOffsetTest {
    @Test
    void placeIsAPartitionAndAnOffset() {
        assertEquals(new PartitionOffset(3, 90_211), PartitionOffset.parse("3:90211"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "3", "3:", "a:b", "-1:4", "3:4:5"})
    void otherTextIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> PartitionOffset.parse(text));
    }
}
