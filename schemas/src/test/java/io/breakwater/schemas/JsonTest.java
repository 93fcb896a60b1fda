package io.breakwater.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JsonTest {
    private static final int MIB = 1 << 20;

    static List<String> accepted() {
        return List.of(
                "[".repeat(32) + "]".repeat(32),
                "{\"a\":".repeat(32) + "1" + "}".repeat(32),
                "{\"" + "n".repeat(256) + "\":1}",
                "1".repeat(32),
                " {} \n",
                "\"" + "x".repeat(4 * MIB) + "\"");
    }

    static List<String> refused() {
        return List.of(
                "",
                "[".repeat(33) + "]".repeat(33),
                "{\"a\":".repeat(33) + "1" + "}".repeat(33),
                "[".repeat(MIB),
                "{\"" + "n".repeat(257) + "\":1}",
                "1".repeat(33),
                "1".repeat(MIB),
                "1e" + "9".repeat(40),
                "\"" + "x".repeat(4 * MIB + 1) + "\"",
                "{\"a\":1,\"a\":2}",
                "{\"a\":{\"b\":1,\"b\":1}}",
                "{} {}",
                "{}]",
                "{} x",
                "\"\u0000\"",
                "{\"a\":1}\u0000",
                "NaN",
                "'a'",
                "{a:1}",
                "[1,]",
                "// comment\n{}",
                "{\"a\":");
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void whatIsWithinTheLimitsIsRead(String json) {
        assertDoesNotThrow(() -> Json.mapper().readTree(json.getBytes(UTF_8)));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatIsTooLargeOrAmbiguousIsRefused(String json) {
        assertThrows(JsonProcessingException.class, () -> read(json));
    }

    @Test
    void aDocumentIsRefusedAboveEightMebibytes() {
        var longest = "[" + "0,".repeat(4 * MIB - 2) + "0]";

        assertDoesNotThrow(() -> read(longest));
        assertThrows(JsonProcessingException.class, () -> read(longest + " ".repeat(16)));
    }

    @Test
    void anEscapedNulIsATextLikeAnyOther() throws IOException {
        assertEquals("a\u0000b", Json.mapper().readTree("\"a\\u0000b\"").asText());
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() {
        var bytes = new byte[] {'"', (byte) 0xff, (byte) 0xfe, '"'};

        assertThrows(JsonProcessingException.class, () -> Json.mapper().readValue(bytes, String.class));
    }

    private static Object read(String json) throws IOException {
        return Json.mapper().readValue(json.getBytes(UTF_8), Object.class);
    }
}
