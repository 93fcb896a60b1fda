package io.breakwater.registry;

import java.util.concurrent.atomic.AtomicInteger;

/** Keeps a registry's {@link Condition}. Safe for use by many threads. */
final class Health {
    private final AtomicInteger failuresInARow = new AtomicInteger();
    private volatile boolean refusesLogin;

    void failed() {
        failuresInARow.incrementAndGet();
    }

    void refusedLogin() {
        refusesLogin = true;
    }

    void acceptedLogin() {
        refusesLogin = false;
    }

    void answered(int status) {
        if (status >= 500 || status == 429) {
            failed();
        } else {
            failuresInARow.set(0);
        }
    }

    Condition condition() {
        return new Condition(failuresInARow.get(), refusesLogin);
    }
}
