package io.breakwater.ingest.follower.core;

import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.Side;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * What the follower has told of late, so that a webhook that comes after it is known for what it is. A webhook has no row id, so
 * it counts as told if it says the same thing of the same image in the same second or its neighbours. One that names another
 * digest, or of a deletion a tag, says more than was told and is not known. Any number of threads.
 *
 * <p>Nothing is lost where two happenings look the same: one whose webhook is taken for another's has a row of its own, and no
 * webhook in the topic, so the follower tells it.
 */
public final class Told {
    /** A few MiB; the oldest are forgotten first. */
    static final int MOST = 10_000;

    private final Map<Word, Coordinates> words = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Word, Coordinates> eldest) {
            return size() > MOST;
        }
    };

    /**
     * What was said.
     *
     * @param second by Harbor's clock
     */
    private record Word(Class<?> kind, ImageName image, Digest digest, long second) {
        Word inSecond(long other) {
            return new Word(kind, image, digest, other);
        }
    }

    /** Takes note of an event of the follower's own. */
    public void hear(RegistryEvent event, Coordinates at) {
        word(event).ifPresent(word -> {
            synchronized (words) {
                words.put(word, at);
            }
        });
    }

    /** Where it stands that the follower has told what {@code webhook} tells; empty if that is not known. */
    public Optional<Coordinates> find(RegistryEvent webhook) {
        return webhook.origin().side() == Side.PRIMARY ? word(webhook).flatMap(this::find) : Optional.empty();
    }

    private Optional<Coordinates> find(Word word) {
        var apart = Sieve.APART.toSeconds();
        synchronized (words) {
            return LongStream.rangeClosed(word.second() - apart, word.second() + apart)
                    .mapToObj(second -> Optional.ofNullable(words.get(word.inSecond(second))))
                    .flatMap(Optional::stream)
                    .findFirst();
        }
    }

    /** How many are remembered. */
    public int size() {
        synchronized (words) {
            return words.size();
        }
    }

    private static Optional<Word> word(RegistryEvent event) {
        var second = event.origin().occurredAt().getEpochSecond();
        return switch (event) {
            case RegistryEvent.Pushed pushed ->
                Optional.of(new Word(RegistryEvent.Pushed.class, pushed.image(), pushed.digest(), second));
            case RegistryEvent.Deleted deleted ->
                Optional.of(new Word(RegistryEvent.Deleted.class, deleted.image(), deleted.digest(), second));
            case RegistryEvent.Other _ -> Optional.empty();
        };
    }
}
