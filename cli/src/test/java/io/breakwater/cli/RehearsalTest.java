package io.breakwater.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RehearsalTest {
    @Test
    void everyCopyOfItEndsWell() throws Exception {
        Rehearsal.main(new String[0]);

        assertEquals("true", System.getProperty("sun.net.httpserver.nodelay"));
    }

    @Test
    void commandThatFailsEndsItAndSaysWhy() {
        var failure = assertThrows(
                IllegalStateException.class,
                () -> Rehearsal.rehearse("copy", "127.0.0.1:1/a/b:c", "127.0.0.1:1/copy/b"));
        var said = String.valueOf(failure.getMessage());
        assertTrue(said.contains(" ended with 1: breakwater: "), said);
    }
}
