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
    void theFirstAnswerAloneMayBeOfAnyAge() {
        answers.incrementAndGet();
        turn();

        assertFalse(lease.isHeld());
    }

    @Test
    void anAnswerProvesThatTheBrokerHasHeardOfUsSinceTheAnswerBefore() {
        held();
        now.addAndGet(7);

        assertTrue(lease.isHeld());
    }

    @Test
    void theLeaseIsLostHalfASessionAfterTheBrokerHeardOfUs() {
        held();
        now.addAndGet(8);

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
        stoppedAndAnsweredLate();

        assertFalse(lease.isHeld());
    }

    @Test
    void theAnswerAfterThatDoes() {
        held();
        stoppedAndAnsweredLate();

        now.addAndGet(5);
        answers.incrementAndGet();
        turn();

        assertTrue(lease.isHeld());
    }

    /** The poll runs the callbacks: what the answer has taken from us is known only after it. */
    @Test
    void anAnswerRenewsTheLeaseAfterThePollAndNotBefore() {
        held();
        now.addAndGet(9);
        answers.addAndGet(2);
        lease.beforePoll();
        assertFalse(lease.isHeld());

        lease.afterPoll();

        assertTrue(lease.isHeld());
    }

    /** A turn that took long, with several answers in it. */
    @Test
    void ofSeveralAnswersInOneTurnTheLastWasAskedForWithinIt() {
        turn();
        now.addAndGet(29);
        answers.addAndGet(3);
        turn();

        assertTrue(lease.isHeld());
        now.addAndGet(1);
        assertFalse(lease.isHeld());
    }

    /** Answers ten apart, each seen at once: heard of 22 before now. */
    private void held() {
        turn();
        now.addAndGet(1);
        answers.incrementAndGet();
        turn();
        now.addAndGet(10);
        turn();
        now.addAndGet(11);
        answers.incrementAndGet();
        turn();
    }

    private void stoppedAndAnsweredLate() {
        now.addAndGet(1_000);
        turn();
        answers.incrementAndGet();
        turn();
    }

    private void turn() {
        lease.beforePoll();
        lease.afterPoll();
    }
}
