package io.breakwater.registry;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts every HTTP request that is sent for some work: to registry, token service and redirect hosts, repeats included. And
 * every byte of a blob that is read for it, as often as it is read.
 */
public final class RequestCounter {
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong blobBytes = new AtomicLong();

    void count() {
        requests.incrementAndGet();
    }

    void countBlobBytes(long bytes) {
        blobBytes.addAndGet(bytes);
    }

    /** Of one piece of work; no artifact takes more than an {@code int} of them. */
    public int requests() {
        return Math.toIntExact(requests.get());
    }

    /** Of all work, for as long as the process lives. */
    long allRequests() {
        return requests.get();
    }

    public long blobBytes() {
        return blobBytes.get();
    }
}
