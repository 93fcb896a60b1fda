package io.breakwater.testkit.proxy;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** What comes from the server of one connection, passed on to the client or kept back. Of one thread. */
final class Answers {
    private final Pump pump;
    private final Unanswered unanswered;

    Answers(Pump pump, Unanswered unanswered) {
        this.pump = pump;
        this.unanswered = unanswered;
    }

    /** What becomes of the client. */
    enum Then {
        GO_ON,
        CLOSE,
        RESET,
        /** It is left to wait. */
        SILENCE
    }

    /** Returns when there will be no more; never {@link Then#GO_ON}. */
    Then passAll() {
        try {
            var then = Then.GO_ON;
            while (then == Then.GO_ON) {
                then = pass();
            }
            pump.flush();
            return then;
        } catch (IOException e) {
            // The answer is not whole, and its client shall not think so.
            return Then.RESET;
        } finally {
            unanswered.giveUp();
        }
    }

    private Then pass() throws IOException {
        var head = pump.head();
        if (head.isEmpty()) {
            return Then.CLOSE;
        }
        var exchange = unanswered.oldest();
        if (exchange.isEmpty() || head.get().status() / 100 == 1) {
            // Nobody asked, or the answer is still to come.
            pump.flush();
            return exchange.isEmpty() ? Then.CLOSE : Then.GO_ON;
        }
        var then = pass(exchange.get(), head.get());
        unanswered.answered();
        return then == Then.GO_ON && !head.get().keepsOpen() ? Then.CLOSE : then;
    }

    private Then pass(Exchange exchange, Head head) throws IOException {
        var body = head.answerBody(exchange.head().method());
        if (exchange.fault() instanceof Fault.DropAnswer(var cut)) {
            pump.swallow(body, bytes -> {});
            return cut ? Then.RESET : Then.SILENCE;
        }
        exchange.status(head.status());
        var then = pass(exchange, body);
        pump.flush();
        return then;
    }

    private Then pass(Exchange exchange, Framing body) throws IOException {
        switch (exchange.fault()) {
            case Fault.CutAnswer(var bytes, var reset) -> {
                pump.body(body, bytes, exchange::answerBytes);
                if (!body.isDone()) {
                    return reset ? Then.RESET : Then.CLOSE;
                }
            }
            case Fault.FlipByte(var position) -> {
                pump.body(body, position + 1, exchange::answerBytes);
                if (body.payload() == position + 1) {
                    pump.flip();
                }
            }
            case Fault.LateAnswer(var by) -> sleep(by.toNanos());
            case Fault.None _, Fault.Answer _, Fault.Script _, Fault.CutRequest _ -> {
                // It passes.
            }
            case Fault.BlackHole _, Fault.DropAnswer _ -> throw new IllegalStateException("never passed on");
        }
        pump.body(body, Long.MAX_VALUE, exchange::answerBytes);
        return Then.GO_ON;
    }

    private static void sleep(long nanos) throws IOException {
        try {
            // The fault itself: an answer that is late.
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException e) {
            throw Sockets.interrupted(e);
        }
    }
}
