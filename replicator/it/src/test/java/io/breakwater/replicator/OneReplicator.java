package io.breakwater.replicator;

import io.breakwater.registry.Registry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInstance;

/** Tests of one replicator behind a front; it serves all tests of a class, each of which has names of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OneReplicator {
    final Running running;
    final Rig rig;
    final Front front;
    final Registry primary;

    /** @param running is closed after the last test */
    OneReplicator(Running running) {
        this.running = running;
        this.rig = running.rig;
        this.front = running.front;
        this.primary = running.primary;
    }

    @AfterAll
    void stop() {
        running.close();
    }

    /** What one test holds or refuses is nothing to the next. */
    @AfterEach
    void letGo() {
        front.letGo();
    }
}
