package io.breakwater.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReferrersSupportTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final ReferrersSupport support = new ReferrersSupport(nanos::get);

    @Test
    void whatWasLearnedIsForgottenAfterItsAge() {
        support.learn("a", true);
        support.learn("b", false);
        nanos.addAndGet(ReferrersSupport.AGE.toNanos());
        assertEquals(Optional.of(true), support.of("a"));
        assertEquals(Optional.of(false), support.of("b"));

        nanos.addAndGet(1);

        assertEquals(Optional.empty(), support.of("a"));
        assertEquals(Optional.empty(), support.of("never"));
    }

    @Test
    void oldestIsForgottenWhenThereAreTooMany() {
        for (int i = 0; i <= ReferrersSupport.MOST; i++) {
            support.learn("r" + i, true);
        }

        assertEquals(Optional.empty(), support.of("r0"));
        assertEquals(Optional.of(true), support.of("r1"));
    }
}
