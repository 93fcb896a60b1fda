package io.breakwater.replicator;

import io.breakwater.testkit.proxy.Fault;
import io.breakwater.testkit.proxy.FaultProxy;
import io.breakwater.testkit.proxy.Seen;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** The way to a registry on which now and then a request is cut, an answer is cut, ends early, is lost or comes late. */
final class BadLine implements AutoCloseable {
    /** One request of so many meets something. */
    private static final int ONE_OF = 100;

    private static final List<Fault> FAULTS = List.of(
            Fault.cutRequestAfter(500),
            Fault.cutAnswerAfter(100),
            Fault.truncateAnswerAfter(100),
            Fault.dropAnswer(),
            Fault.lateAnswer(Duration.ofMillis(700)));

    private final FaultProxy proxy;
    private final Random random;
    private final AtomicInteger faults = new AtomicInteger();

    private BadLine(FaultProxy proxy, Random random) {
        this.proxy = proxy;
        this.random = random;
    }

    /** @param host the registry's */
    static BadLine to(String host, Random random) {
        var line = new BadLine(FaultProxy.to(host), random);
        // The first rule that matches is taken: each later one has the next share of what the earlier ones let pass.
        FAULTS.forEach(fault -> line.proxy.always(_ -> line.strikes(), fault));
        return line;
    }

    private boolean strikes() {
        var struck = random.nextInt(ONE_OF * FAULTS.size()) == 0;
        if (struck) {
            faults.incrementAndGet();
        }
        return struck;
    }

    String host() {
        return proxy.host();
    }

    /** How many requests met something. */
    int faults() {
        return faults.get();
    }

    /** How many of those that are not forgotten match. */
    int requests(Predicate<Seen> which) {
        return proxy.requests(which).size();
    }

    /** Forgets the requests that have passed, which nobody looks at. */
    void forget() {
        proxy.clear();
    }

    @Override
    public void close() {
        proxy.close();
    }
}
