package io.breakwater.replicator;

import io.breakwater.registry.Registry;
import io.breakwater.registry.RegistryException;
import io.breakwater.registry.manifest.Descriptor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Looks at the tags of a repository all the while, and takes note of each that moves back (invariant 4). */
final class TagWatch implements AutoCloseable {
    private final Registry registry;
    private final String repository;
    private final Map<String, List<String>> pushes;
    private final List<String> movesBack = new CopyOnWriteArrayList<>();
    private final Thread thread = Thread.ofVirtual().name("tag-watch").unstarted(this::watch);
    private volatile boolean stopped;
    private final AtomicInteger looks = new AtomicInteger();

    private TagWatch(Registry registry, String repository, Map<String, List<String>> pushes) {
        this.registry = registry;
        this.repository = repository;
        this.pushes = pushes;
    }

    /** @param pushes of each tag, the digests in their order; grows */
    static TagWatch start(String host, String repository, Map<String, List<String>> pushes) {
        var watch = new TagWatch(new Registry(Settings.plain(host)), repository, pushes);
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
            pushes.forEach((tag, digests) -> look(tag).ifPresent(digest -> {
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

    private Optional<String> look(String tag) {
        try {
            return registry.headManifest(repository, tag)
                    .map(Descriptor::digest)
                    .map(Object::toString);
        } catch (RegistryException away) {
            return Optional.empty();
        }
    }

    private static void pause() {
        try {
            // The registry can only be asked, and shares its processors with who is tested.
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stopped = true;
        thread.interrupt();
        registry.close();
    }
}
