package io.breakwater.replicator;

import io.breakwater.testkit.registry.RegistryStorage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Looks at the tags of a repository all the while, and takes note of each that moves back (invariant 4). It looks into the
 * registry's folder: that sees a tag in outages too, often, and takes no processor time from the registry that is tested.
 */
final class TagWatch implements AutoCloseable {
    private final RegistryStorage storage;
    private final String repository;
    private final Map<String, List<String>> pushes;
    private final List<String> movesBack = new CopyOnWriteArrayList<>();
    private final Thread thread = Thread.ofVirtual().name("tag-watch").unstarted(this::watch);
    private volatile boolean stopped;
    private final AtomicInteger looks = new AtomicInteger();

    private TagWatch(RegistryStorage storage, String repository, Map<String, List<String>> pushes) {
        this.storage = storage;
        this.repository = repository;
        this.pushes = pushes;
    }

    /** @param pushes of each tag, the digests in their order; grows */
    static TagWatch start(RegistryStorage storage, String repository, Map<String, List<String>> pushes) {
        var watch = new TagWatch(storage, repository, pushes);
        watch.thread.start();
        return watch;
    }

    List<String> movesBack() {
        return List.copyOf(movesBack);
    }

    /** How often it has seen a tag; absent once it has ended by itself, which would leave the rest unseen. */
    Optional<Integer> looks() {
        return thread.isAlive() ? Optional.of(looks.get()) : Optional.empty();
    }

    private void watch() {
        var newest = new HashMap<String, Integer>();
        while (!stopped) {
            pushes.forEach((tag, digests) -> look(tag, digests).ifPresent(digest -> {
                var now = digests.lastIndexOf(digest);
                var before = newest.getOrDefault(tag, 0);
                if (now < before) {
                    movesBack.add(tag + " from push " + before + " to push " + now);
                }
                newest.put(tag, now);
                looks.incrementAndGet();
            }));
            pause();
        }
    }

    /** Empty while it is being written: the registry does that in place. */
    private Optional<String> look(String tag, List<String> digests) {
        return storage.digest(repository, tag)
                .filter(digest -> !digest.isEmpty())
                .filter(digest -> digests.contains(digest) || isStill(tag, digest));
    }

    private boolean isStill(String tag, String digest) {
        pause();
        return storage.digest(repository, tag).filter(digest::equals).isPresent();
    }

    private static void pause() {
        try {
            // Nobody says when a tag is written.
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        // Not by an interrupt, which would close the file that it reads.
        stopped = true;
    }
}
