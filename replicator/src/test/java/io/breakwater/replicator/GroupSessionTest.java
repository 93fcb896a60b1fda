package io.breakwater.replicator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GroupSessionTest {
    private static final Duration WANTED = Duration.ofSeconds(6);

    @Test
    void whatIsInForceIsWhatWasSet() throws InterruptedException {
        assertEquals(WANTED, ensure(null, null));
    }

    /** A broker tells what it has applied, which may be a moment behind what was accepted. */
    @Test
    void whatWasSetCountsThoughTheBrokerStillTellsWhatWasBefore() throws InterruptedException {
        assertEquals(WANTED, GroupSession.ensure(telling(Duration.ofSeconds(45)), "g", WANTED));
    }

    /** Whoever set that meanwhile: the shorter one is the careful one. */
    @Test
    void aShorterOneThanWasSetCounts() throws InterruptedException {
        assertEquals(Duration.ofSeconds(5), GroupSession.ensure(telling(Duration.ofSeconds(5)), "g", WANTED));
    }

    private static GroupSession.Settings telling(Duration session) {
        return new GroupSession.Settings() {
            @Override
            public void set(Map<String, Long> millis) {
                // Accepted, and not applied yet.
            }

            @Override
            public long get(String name) {
                return session.toMillis();
            }
        };
    }

    @Test
    void aBrokerThatDoesNotAllowSoLittleKeepsItsOwn() throws InterruptedException {
        assertEquals(Duration.ofSeconds(45), ensure(new InvalidConfigurationException("too short"), null));
    }

    @Test
    void whoMayNotSetItTakesWhatThereIs() throws InterruptedException {
        assertEquals(Duration.ofSeconds(45), ensure(GroupAuthorizationException.forGroupId("g"), null));
    }

    @Test
    void whoMaySetItAndNotReadItHasWhatWasSet() throws InterruptedException {
        assertEquals(WANTED, ensure(null, GroupAuthorizationException.forGroupId("g")));
    }

    @Test
    void whoMayDoNeitherAssumesAShortOne() throws InterruptedException {
        assertEquals(
                GroupSession.ASSUMED,
                ensure(GroupAuthorizationException.forGroupId("g"), GroupAuthorizationException.forGroupId("g")));
    }

    @Test
    void aBrokerThatCannotBeAskedIsAFailure() {
        assertThrows(IllegalStateException.class, () -> ensure(new TimeoutException("no answer"), null));
        assertThrows(IllegalStateException.class, () -> ensure(null, new TimeoutException("no answer")));
    }

    private static Duration ensure(@Nullable RuntimeException onSet, @Nullable RuntimeException onGet)
            throws InterruptedException {
        return GroupSession.ensure(new Broker(onSet, onGet), "g", WANTED);
    }

    /** Forty-five seconds unless it takes another setting. */
    private static final class Broker implements GroupSession.Settings {
        private final @Nullable RuntimeException onSet;
        private final @Nullable RuntimeException onGet;
        private final Map<String, Long> millis = new HashMap<>(Map.of("consumer.session.timeout.ms", 45_000L));

        Broker(@Nullable RuntimeException onSet, @Nullable RuntimeException onGet) {
            this.onSet = onSet;
            this.onGet = onGet;
        }

        @Override
        public void set(Map<String, Long> settings) throws ExecutionException {
            if (onSet != null) {
                throw new ExecutionException(onSet);
            }
            millis.putAll(settings);
        }

        @Override
        public long get(String name) throws ExecutionException {
            if (onGet != null) {
                throw new ExecutionException(onGet);
            }
            return millis.getOrDefault(name, 0L);
        }
    }
}
