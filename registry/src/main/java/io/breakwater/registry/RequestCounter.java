package io.breakwater.registry;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts every HTTP request that is sent for some work: to registry, token service and redirect hosts, repeats included. And
 * every byte of a blob that is read for it, as often as it is read.
 */
public final class RequestCounter {
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicLong blobBytes = new AtomicLong();

    void count() {
        requests.incrementAndGet();
    }

    void countBlobBytes(long bytes) {
        blobBytes.addAndGet(bytes);
    }

    public int requests() {
        return requests.get();
    }

    public long blobBytes() {
        return blobBytes.get();
    }
}
