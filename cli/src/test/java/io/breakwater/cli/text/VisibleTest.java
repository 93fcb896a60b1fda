package io.breakwater.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VisibleTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0000", "\u0007", "\u001b", "\u007f", "\u0085", "\u009b", "\u200b", "\u202e", "\u2066", "\u2028",
                "\ufeff"
            })
    void controlsAndDirectionsAreNotShown(String character) {
        assertEquals("a?b", Visible.line("a" + character + "b"));
        assertEquals("a?b", Visible.lines("a" + character + "b"));
    }

    @Test
    void whatIsEscapedCanBeToldFromItsEscape() {
        assertEquals("a\\u001b[2Jb\\u000a\\u0009c\\u202e日本", Visible.escaped("a\u001b[2Jb\n\tc\u202e日本"));
        assertEquals("a\\u001b[2Jb\n\tc\\u202e日本", Visible.escapedLines("a\u001b[2Jb\n\tc\u202e日本"));
    }

    @Test
    void wordsOfAnyLanguageAreShown() {
        assertEquals("Grüße, 日本, …", Visible.line("Grüße, 日本, …"));
    }

    @Test
    void lineEndIsKeptOnlyWhereLinesMayBe() {
        assertEquals("a?b", Visible.line("a\nb"));
        assertEquals("a\nb?", Visible.lines("a\nb\r"));
    }
}
