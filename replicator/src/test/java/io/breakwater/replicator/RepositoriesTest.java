package io.breakwater.replicator;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class RepositoriesTest {
    private final Repositories repositories = new Repositories();

    @Test
    void copiesShareARepositoryAndNoDeleteIsLetInUntilTheLastHasLeft() throws InterruptedException {
        var one = repositories.share("app");
        var other = repositories.share("app");

        one.close();
        assertTrue(repositories.alone("app").isEmpty());
        other.close();
        assertTrue(repositories.alone("app").isPresent());
    }

    @Test
    void aDeleteHasItsRepositoryAloneAndNoOther() throws InterruptedException {
        var delete = repositories.alone("app").orElseThrow();

        assertTrue(repositories.alone("app").isEmpty());
        repositories.share("other").close();
        assertTrue(repositories.alone("other").isPresent());
        delete.close();
        assertTrue(repositories.alone("app").isPresent());
    }

    @Test
    void aCopyWaitsForADeleteToEnd() throws InterruptedException {
        var delete = repositories.alone("app").orElseThrow();
        var in = new CountDownLatch(1);
        var copy = Thread.ofPlatform().start(() -> {
            try (var _ = repositories.share("app")) {
                in.countDown();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        while (copy.getState() != Thread.State.WAITING && copy.isAlive()) {
            Thread.onSpinWait();
        }

        assertFalse(in.getCount() == 0);
        delete.close();
        in.await();
        copy.join();
    }
}
