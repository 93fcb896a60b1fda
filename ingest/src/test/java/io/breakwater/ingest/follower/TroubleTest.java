package io.breakwater.ingest.follower;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class TroubleTest {
    private final Trouble trouble = new Trouble();

    @Test
    void isSaidOnceHoweverOftenItIsSeen() {
        assertTrue(trouble.seen(Trouble.READING, "403"));
        assertFalse(trouble.seen(Trouble.READING, "403"));
        assertEquals(List.of("the audit log can't be read: 403"), trouble.present());
    }

    @Test
    void anotherCauseIsSaidToo() {
        trouble.seen(Trouble.READING, "403");

        assertTrue(trouble.seen(Trouble.READING, "no answer"));
        assertEquals(1, trouble.present().size());
    }

    @Test
    void sameTroubleIsSaidAgainOnceItWasOver() {
        trouble.seen(Trouble.READING, "403");
        trouble.over(Trouble.READING);

        assertEquals(List.of(), trouble.present());
        assertTrue(trouble.seen(Trouble.READING, "403"));
    }

    @Test
    void twoTroublesAreSaidOnceEachAndEndEachByItself() {
        trouble.seen(Trouble.READING, "403");
        trouble.seen(Trouble.WRITING, "no brokers");

        assertFalse(trouble.seen(Trouble.READING, "403"));
        trouble.over(Trouble.READING);
        assertEquals(List.of("what the audit log tells can't be written to Kafka: no brokers"), trouble.present());
    }
}
