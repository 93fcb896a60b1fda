package io.breakwater.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharedSecretTest {
    private final SharedSecret secret = new SharedSecret("Bearer s3cret");

    @Test
    void theVerySameTextMatches() {
        assertTrue(secret.matches("Bearer s3cret"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer s3cre", "Bearer s3cret ", "bearer s3cret", "Bearer s3creT"})
    void anythingElseDoesNot(String shown) {
        assertFalse(secret.matches(shown));
    }

    @Test
    void itNeverShowsItself() {
        assertEquals("***", secret.toString());
    }

    @Test
    void anEmptySecretIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new SharedSecret(" "));
    }
}
