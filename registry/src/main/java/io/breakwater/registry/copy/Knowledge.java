package io.breakwater.registry.copy;

import io.breakwater.registry.copy.Shared.Place;
import io.breakwater.registry.manifest.Manifest;
import io.breakwater.registry.reference.Digest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What copies have learned of one target, so that the next ones need not ask: hints with an age, bounded in number. A hint
 * may be wrong, since registries collect garbage and people delete; who finds it so tells, and asks again.
 *
 * <p>Safe for use by many threads; the lock is never held over a request.
 */
final class Knowledge {
    /** Google's registry collects what nothing refers to within hours. */
    static final Duration CONTENT_AGE = Duration.ofHours(6);
    /** A tag is anybody's to move, so what it was is soon worth nothing. */
    static final Duration TAG_AGE = Duration.ofMinutes(1);

    private static final int MOST_FACTS = 16_384;
    /** Bytes. */
    private static final long MANIFEST_CACHE = 16L << 20;

    private final LongSupplier nanoTime;
    private final Map<Place, Long> blobs = new Eldest<>(MOST_FACTS);
    private final Map<Digest, List<String>> repositories = new Eldest<>(MOST_FACTS);
    private final Map<Place, Long> manifests = new Eldest<>(MOST_FACTS);
    private final Map<Name, Tagged> tags = new Eldest<>(MOST_FACTS);
    private final LinkedHashMap<Digest, Manifest> cache = new LinkedHashMap<>(16, 0.75f, true);
    private long cached;
    private SelfMount selfMount = SelfMount.UNKNOWN;
    private boolean refusesDangling;
    private boolean namesSomeOnly;

    /** Whether the target answers a mount from a repository into itself truly, which tells in one request if a blob is there. */
    enum SelfMount {
        UNKNOWN,
        HONOURED,
        IGNORED
    }

    private record Name(String repository, String tag) {}

    private record Tagged(Digest digest, long since) {}

    private static final class Eldest<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1;
        private final int most;

        Eldest(int most) {
            super(16, 0.75f, true);
            this.most = most;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > most;
        }
    }

    Knowledge(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    synchronized void sawBlob(String repository, Digest blob) {
        blobs.put(new Place(repository, blob), nanoTime.getAsLong());
        var known = new ArrayList<>(repositories.getOrDefault(blob, List.of()));
        known.remove(repository);
        known.addFirst(repository);
        repositories.put(blob, List.copyOf(known.subList(0, Math.min(4, known.size()))));
    }

    synchronized boolean hasBlob(String repository, Digest blob) {
        return isYounger(blobs.get(new Place(repository, blob)), CONTENT_AGE);
    }

    /** Another repository of the target that should have the blob, so that it can be mounted from there. */
    synchronized Optional<String> elsewhere(String repository, Digest blob) {
        return repositories.getOrDefault(blob, List.of()).stream()
                .filter(other -> !other.equals(repository) && hasBlob(other, blob))
                .findFirst();
    }

    synchronized void lostBlob(String repository, Digest blob) {
        blobs.remove(new Place(repository, blob));
    }

    /** The target has a manifest, and so all that it refers to. */
    synchronized void sawManifest(String repository, Digest manifest) {
        manifests.put(new Place(repository, manifest), nanoTime.getAsLong());
    }

    synchronized boolean hasManifest(String repository, Digest manifest) {
        return isYounger(manifests.get(new Place(repository, manifest)), CONTENT_AGE);
    }

    /** Whether that is so recent that nobody need be asked. */
    synchronized boolean surelyHasManifest(String repository, Digest manifest) {
        return isYounger(manifests.get(new Place(repository, manifest)), TAG_AGE);
    }

    synchronized void sawTag(String repository, String tag, Digest root) {
        tags.put(new Name(repository, tag), new Tagged(root, nanoTime.getAsLong()));
    }

    /** What a tag was so lately that nobody need be asked. */
    synchronized Optional<Digest> tag(String repository, String tag) {
        return Optional.ofNullable(tags.get(new Name(repository, tag)))
                .filter(known -> isYounger(known.since(), TAG_AGE))
                .map(Tagged::digest);
    }

    synchronized void lostTag(String repository, String tag) {
        tags.remove(new Name(repository, tag));
    }

    synchronized void lostManifest(String repository, Digest manifest) {
        manifests.remove(new Place(repository, manifest));
    }

    synchronized void keep(Manifest manifest) {
        if (cache.put(manifest.digest(), manifest) == null) {
            cached += manifest.size();
        }
        for (var eldest = cache.entrySet().iterator(); cached > MANIFEST_CACHE && eldest.hasNext(); ) {
            cached -= eldest.next().getValue().size();
            eldest.remove();
        }
    }

    /** A manifest that was read before; its bytes are those of its digest, so it cannot be out of date. */
    synchronized Optional<Manifest> manifest(Digest digest) {
        return Optional.ofNullable(cache.get(digest));
    }

    synchronized SelfMount selfMount() {
        return selfMount;
    }

    /** Once honoured, always honoured: a probe may have met a blob that was just collected. */
    synchronized void learn(SelfMount answer) {
        selfMount = selfMount == SelfMount.HONOURED ? selfMount : answer;
    }

    /** Some blob that is surely there, to try something with. */
    synchronized Optional<Map.Entry<String, Digest>> anyBlob() {
        return blobs.entrySet().stream()
                .filter(entry -> isYounger(entry.getValue(), TAG_AGE))
                .map(entry ->
                        Map.entry(entry.getKey().repository(), entry.getKey().digest()))
                .findFirst();
    }

    /** Whether the target was seen to refuse a manifest for a blob that it lacks, so that one may be put to ask which those are. */
    synchronized boolean refusesDangling() {
        return refusesDangling && !namesSomeOnly;
    }

    /** It named only some of what it lacks, so that asking it so takes more requests than it saves. */
    synchronized void sawHalfARefusal() {
        namesSomeOnly = true;
    }

    synchronized void sawRefusal() {
        refusesDangling = true;
    }

    private boolean isYounger(@Nullable Long since, Duration age) {
        return since != null && nanoTime.getAsLong() - since < age.toNanos();
    }
}
