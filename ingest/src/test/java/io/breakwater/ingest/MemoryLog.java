package io.breakwater.ingest;

import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.Topic;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A log in memory that can be held up and broken, where a broker can't be made to do so at will. */
final class MemoryLog implements EventLog {
    // All guarded by this.
    private final List<RegistryEvent> events = new ArrayList<>();
    private final Queue<Runnable> held = new ArrayDeque<>();
    private final Set<String> tooLarge = new HashSet<>();
    private final Set<String> notNow = new HashSet<>();
    private boolean holding;
    private boolean broken;
    private Optional<Error> bug = Optional.empty();
    private int refused;

    /** Where the event is that was published as number {@code offset}. */
    static Coordinates at(long offset) {
        return new Coordinates(Topic.REGISTRY_EVENTS.topicName(), 0, offset);
    }

    @Override
    public synchronized CompletableFuture<Receipt> publish(RegistryEvent event) {
        if (bug.isPresent()) {
            throw bug.get();
        }
        if (broken || notNow.remove(event.origin().eventId())) {
            refused++;
            return CompletableFuture.failedFuture(new LogFault.Unavailable("broken by the test"));
        }
        if (tooLarge.contains(event.origin().eventId())) {
            refused++;
            return CompletableFuture.failedFuture(new LogFault.TooLarge("so says the test"));
        }
        var receipt = new Receipt.InLog(at(events.size()));
        events.add(event);
        var published = new CompletableFuture<Receipt>();
        if (holding) {
            held.add(() -> published.complete(receipt));
        } else {
            published.complete(receipt);
        }
        return published;
    }

    /** From now on nothing is acknowledged. */
    synchronized void hold() {
        holding = true;
    }

    synchronized void release() {
        holding = false;
        held.forEach(Runnable::run);
        held.clear();
    }

    synchronized int held() {
        return held.size();
    }

    synchronized void breakDown() {
        broken = true;
    }

    /** From now on it throws, which no log should. */
    synchronized void breakDown(Error why) {
        bug = Optional.of(why);
    }

    synchronized void recover() {
        broken = false;
        bug = Optional.empty();
    }

    /** From now on one event is refused for good. */
    synchronized void neverTakes(String eventId) {
        tooLarge.add(eventId);
    }

    /** One event is refused the next time that it comes. */
    synchronized void doesNotTakeOnce(String eventId) {
        notNow.add(eventId);
    }

    /** How often it has refused an event. */
    synchronized int refused() {
        return refused;
    }

    synchronized List<RegistryEvent> events() {
        return List.copyOf(events);
    }

    @Override
    public synchronized boolean isReady() {
        return !broken;
    }

    @Override
    public void close() {}
}
