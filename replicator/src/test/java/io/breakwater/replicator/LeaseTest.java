package io.breakwater.replicator;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A session of 60 ns, so that the lease lasts for 30. */
class LeaseTest {
    private final AtomicLong now = new AtomicLong(-1_000);
    private final AtomicLong answers = new AtomicLong();
    private final Lease lease = new Lease(Duration.ofNanos(60), answers::get, now::get);

    @Test
    void theLeaseIsNotHeldBeforeTheBrokerHasAnswered() {
        assertFalse(lease.isHeld());
        turn();
        assertFalse(lease.isHeld());
    }

    @Test
    void theFirstTwoAnswersMayBeOfAnyAge() {
        answers.incrementAndGet();
        turn();
        answers.incrementAndGet();
        turn();

        assertFalse(lease.isHeld());
    }

    @Test
    void anAnswerProvesThatTheBrokerHasBelievedInUsSinceTheOneBeforeTheLast() {
        held();
        now.addAndGet(9);

        assertTrue(lease.isHeld());
    }

    @Test
    void theLeaseIsLostHalfASessionAfterThat() {
        held();
        now.addAndGet(10);

        assertFalse(lease.isHeld());
    }

    /** The broker is out of reach and the registries are not. */
    @Test
    void turnsWithoutAnAnswerRenewNothing() {
        held();
        for (var count = 0; count < 10; count++) {
            now.addAndGet(5);
            turn();
        }

        assertFalse(lease.isHeld());
    }

    /** SIGSTOP, then SIGCONT: the poll thread goes on, and finds the answer to a heartbeat of before. */
    @Test
    void anAnswerThatLayInASocketWhileWeWereStoppedRenewsNothing() {
        held();
        now.addAndGet(1_000);
        turn();
        answers.incrementAndGet();
        turn();

        assertFalse(lease.isHeld());
    }

    /** The same, and the heartbeat after it was refused: that is counted, and not told yet. All in one turn, or in two. */
    @Test
    void aRefusalThatWasNotToldYetRenewsNothing() {
        held();
        now.addAndGet(1_000);
        turn();
        answers.addAndGet(2);
        turn();
        now.addAndGet(1);
        turn();

        assertFalse(lease.isHeld());
    }

    /** Errors of a broker that is no coordinator are answers, and the next one may be a refusal that was not told yet. */
    @Test
    void afterASilenceAnswersAreTrustedOnceTheyHaveComeForHalfASession() {
        held();
        now.addAndGet(1_000);
        turn();
        answers.addAndGet(3);
        turn();
        assertFalse(lease.isHeld());

        for (var count = 0; count < 29; count++) {
            now.addAndGet(1);
            answers.incrementAndGet();
            turn();
            assertFalse(lease.isHeld());
        }
        now.addAndGet(1);
        answers.incrementAndGet();
        turn();

        assertTrue(lease.isHeld());
    }

    /** The poll runs the callbacks: what was taken from us is known only after it. */
    @Test
    void answersRenewTheLeaseAfterThePollAndNotBefore() {
        held();
        now.addAndGet(11);
        answers.addAndGet(3);
        lease.beforePoll();
        assertFalse(lease.isHeld());

        lease.afterPoll();

        assertTrue(lease.isHeld());
    }

    /** A turn that took long, with many answers in it. */
    @Test
    void ofManyAnswersInOneTurnTheLastButOneWasAskedForWithinIt() {
        held();
        now.addAndGet(29);
        answers.addAndGet(7);
        turn();

        assertTrue(lease.isHeld());
        now.addAndGet(1);
        assertFalse(lease.isHeld());
    }

    /** Answers ten apart, each seen in the turn in which it came: the broker has believed in us since 20 ago. */
    private void held() {
        turn();
        answers.incrementAndGet();
        turn();
        for (var count = 0; count < 2; count++) {
            now.addAndGet(10);
            turn();
            answers.incrementAndGet();
            turn();
        }
    }

    private void turn() {
        lease.beforePoll();
        lease.afterPoll();
    }
}
