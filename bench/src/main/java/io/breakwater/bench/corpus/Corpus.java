package io.breakwater.bench.corpus;

import io.breakwater.testkit.image.RawPusher;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;

/**
 * What is copied in one round.
 *
 * @param name a word for tables and options
 * @param title what it is, in words
 * @param alreadyThere the target has all of it before
 * @param roundTrip added to every request, at both registries
 */
public record Corpus(String name, String title, List<Item> items, boolean alreadyThere, Duration roundTrip) {
    public Corpus {
        items = List.copyOf(items);
    }

    /** Bytes that have to get to the target at least: each blob and each manifest once; nothing if they are there. */
    public long bytes() {
        if (alreadyThere) {
            return 0;
        }
        var sizes = new HashMap<String, Long>();
        for (var item : items) {
            item.image().blobs().forEach(blob -> sizes.put(blob.digest(), blob.size()));
            item.image().manifests().forEach(manifest -> sizes.put(manifest.digest(), (long) manifest.bytes().length));
        }
        return sizes.values().stream().mapToLong(Long::longValue).sum();
    }

    public void pushToSource(URI registry) {
        try (var pusher = new RawPusher(registry)) {
            items.forEach(item -> item.pushToSource(pusher));
        }
    }

    /** Makes a fresh target what this corpus wants it to be before a copy. */
    public void prepareTarget(URI registry) {
        if (alreadyThere) {
            try (var pusher = new RawPusher(registry)) {
                items.forEach(item -> item.pushToTarget(pusher));
            }
        }
    }
}
