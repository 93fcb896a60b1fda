package io.breakwater.ingest.follower;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class TroubleTest {
    private final Trouble trouble = new Trouble();

    @Test
    void isSaidOnceHoweverOftenItIsSeen() {
        assertTrue(trouble.seen("403"));
        assertFalse(trouble.seen("403"));
        assertEquals(Optional.of("403"), trouble.present());
    }

    @Test
    void anotherTroubleIsSaidToo() {
        trouble.seen("403");

        assertTrue(trouble.seen("no answer"));
    }

    @Test
    void sameTroubleIsSaidAgainOnceItWasOver() {
        trouble.seen("403");
        trouble.over();

        assertEquals(Optional.empty(), trouble.present());
        assertTrue(trouble.seen("403"));
    }
}
