package io.breakwater.schemas;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class QuoteTest {
    @Test
    void visibleAsciiStaysAsItIs() {
        assertEquals("'library/app:v1 ~!'", Quote.of("library/app:v1 ~!"));
    }

    @Test
    void whatCouldForgeALogLineOrHideTextIsReplaced() {
        assertEquals("'a?b?c?d?e?f?g'", Quote.of("a\nb\rc\u0000d\u001be\u202ef\u007fg"));
        assertEquals("'?????'", Quote.of("äöü\uD83D\uDE00"));
    }

    @Test
    void eightyCharactersStayAndTheNextIsCut() {
        assertEquals("'" + "x".repeat(80) + "'", Quote.of("x".repeat(80)));
        assertEquals("'" + "x".repeat(80) + "…'", Quote.of("x".repeat(81)));
    }

    @Test
    void aMessageIsCutAfterFourHundredCharactersAndKeepsOurOwnMark() {
        assertEquals("no digest: 'x…'", Quote.line("no digest: 'x…'"));
        assertEquals("x".repeat(400) + "…", Quote.line("x".repeat(1_000_000)));
    }
}
