package io.breakwater.replicator;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who is at work in which repository of the standby: copies go on at once, a delete has it alone, since it may take away
 * what a copy has just found there. Copies go first: a delete has waited for hours already, and a copy may take as long as
 * its largest layer. So whoever wants to delete is told to come again and holds nobody up meanwhile.
 *
 * <p>Thread-safe; the lock is never held over I/O. Each process knows only its own work.
 */
final class Repositories {
    private final Map<String, Integer> copies = new HashMap<>();
    private final Set<String> deletes = new HashSet<>();

    /** Leave to work in a repository, until closed. */
    @FunctionalInterface
    interface Leave extends AutoCloseable {
        @Override
        void close();
    }

    /** Leave to copy there; waits for a delete to end, which takes some requests. */
    synchronized Leave share(String repository) throws InterruptedException {
        while (deletes.contains(repository)) {
            wait();
        }
        copies.merge(repository, 1, Integer::sum);
        return () -> endCopy(repository);
    }

    /** Leave to delete there; empty while anybody else is at work there. */
    synchronized Optional<Leave> alone(String repository) {
        if (copies.containsKey(repository) || !deletes.add(repository)) {
            return Optional.empty();
        }
        return Optional.of(() -> endDelete(repository));
    }

    /** Whether somebody copies there. */
    synchronized boolean isCopiedInto(String repository) {
        return copies.containsKey(repository);
    }

    private synchronized void endCopy(String repository) {
        copies.merge(repository, -1, Integer::sum);
        copies.remove(repository, 0);
    }

    private synchronized void endDelete(String repository) {
        deletes.remove(repository);
        notifyAll();
    }
}
