package io.breakwater.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedSecretTest {
    @Test
    void itMatchesItself() {
        assertTrue(new SharedSecret("Bearer s3cret").matches("Bearer s3cret"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer s3cre", "Bearer s3cret ", "Bearer s3cret2", "bearer s3cret", "s3cret", "***"})
    void nothingElseMatches(String shown) {
        assertFalse(new SharedSecret("Bearer s3cret").matches(shown));
    }

    @Test
    void itMatchesTheBytesThatWereSentWhateverTheServerTakesThemFor() {
        var asRead = new String("Bearer schlüssel".getBytes(UTF_8), ISO_8859_1);

        assertTrue(new SharedSecret("Bearer schlüssel").matches(asRead));
    }

    @Test
    void itIsNeverWritten() {
        assertEquals("***", new SharedSecret("Bearer s3cret").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "Bearer s3cret\n", " Bearer s3cret", "Bearer\ts3cret", "Bearer\r\nX: y"})
    void whatNoHeaderCarriesIsRefusedWithoutBeingQuoted(String value) {
        var e = assertThrows(IllegalArgumentException.class, () -> new SharedSecret(value));

        assertFalse(String.valueOf(e.getMessage()).contains("s3cret"));
    }
}
