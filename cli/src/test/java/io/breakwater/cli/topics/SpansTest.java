package io.breakwater.cli.topics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.breakwater.cli.topics.Spans.Span;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpansTest {
    @Test
    void textIsReadAsItWasWritten() {
        var spans = Spans.of(Map.of(0, new Span(120, 950), 3, new Span(0, 0)));
        assertEquals("0:120-950,3:0-0", spans.text());
        assertEquals(spans, Spans.parse(spans.text()));
        assertEquals(Spans.of(Map.of()), Spans.parse(""));
    }

    @Test
    void otherTextIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Spans.parse("0:120"));
        assertThrows(IllegalArgumentException.class, () -> Spans.parse("0:a-b"));
    }

    @Test
    void whatFollowsTheBeginningsIsAll() {
        var spans = Spans.of(Map.of(0, new Span(5, 10), 1, new Span(3, 3)));
        assertEquals(spans, spans.beginnings().until(spans));
    }

    @Test
    void whatCameLaterBeginsWhereTheseEnd() {
        var before = Spans.of(Map.of(0, new Span(5, 10)));
        var later = Spans.of(Map.of(0, new Span(7, 12), 1, new Span(0, 3)));
        assertEquals(Spans.of(Map.of(0, new Span(10, 12), 1, new Span(0, 3))), before.until(later));
    }
}
