package io.breakwater.registry;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts every HTTP request that is sent for some work: to registry, token service and redirect hosts, repeats included. */
public final class RequestCounter {
    private final AtomicInteger requests = new AtomicInteger();

    void count() {
        requests.incrementAndGet();
    }

    public int requests() {
        return requests.get();
    }
}
