package io.breakwater.cli.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void columnsStandBelowEachOtherAndNoLineEndsInSpaces() {
        assertEquals(
                List.of("A   LONG", "bc  d", "e"),
                Table.of("A", "LONG").row("bc", "d").row("e", "").lines());
    }

    @Test
    void whatMovesATerminalsCursorStaysOutOfEachCell() {
        assertEquals(
                List.of("a?[31m  b??c?"),
                Table.plain().row("a\u001b[31m", "b\r\nc\u202e").lines());
    }

    @Test
    void listInTheLastColumnGoesOnBelowItselfWhereALineIsTooLong() {
        assertEquals(
                List.of("a    1 one,", "     2 two; 3", "bcd  " + "x".repeat(20)),
                Table.plain()
                        .row("a", "1 one, 2 two; 3")
                        .row("bcd", "x".repeat(20))
                        .lines(14));
    }

    @Test
    void tableWithoutRowsIsNothing() {
        assertEquals(List.of(), Table.plain().lines());
        assertEquals(List.of(), Table.plain().lines(80));
    }
}
