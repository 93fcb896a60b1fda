package io.breakwater.registry.copy;

import io.breakwater.registry.Registry;
import io.breakwater.registry.UploadSession;
import io.breakwater.registry.copy.Knowledge.SelfMount;
import io.breakwater.registry.copy.Shared.Place;
import io.breakwater.registry.copy.Shared.Question;
import io.breakwater.registry.manifest.Descriptor;
import io.breakwater.registry.reference.Digest;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Sees to it that the target has the blobs of one copy, with the fewest requests: none where it is known to have one, one
 * where it can be mounted, two where it has to be sent (distribution-spec, "Mounting a blob from another repository" and
 * "POST then PUT"). Used by several threads.
 *
 * <p>Whether an unknown blob is there is asked by mounting it from the repository into itself: if it is there that succeeds,
 * otherwise the answer is the upload that is needed next. A HEAD would be a request more for each blob that has to be sent.
 * But a registry that ignores such mounts would be sent again what it has, so large blobs wait until it is known of it.
 */
final class BlobCopy {
    /** Bytes. Below, a registry that ignores such mounts costs less than to find that out. */
    static final long SMALL = 1 << 20;

    private final Registry source;
    private final Registry target;
    private final Shared shared;
    private final CopyOrder order;
    private final CopyListener listener;

    BlobCopy(Registry source, Registry target, Shared shared, CopyOrder order, CopyListener listener) {
        this.source = source;
        this.target = target;
        this.shared = shared;
        this.order = order;
        this.listener = listener;
    }

    /** What the target's word is worth on a blob that is not known to be there. */
    enum Trust {
        /** It is asked. */
        ASKED,
        /** It has said that the blob is not in this repository; from another it may be mounted. */
        ELSEWHERE,
        /** It has said what was not so: the blob is sent. */
        NONE
    }

    /** Bytes of those that nobody knows to be at the target: the most that has to be sent, as the manifests claim. */
    long mostBytes(List<Descriptor> blobs) {
        return blobs.stream()
                .filter(blob -> !isThere(blob) && elsewhere(blob).isEmpty())
                .mapToLong(Descriptor::size)
                .sum();
    }

    /**
     * The blobs in the order in which they are to be provided: those of one turn at once. Where large ones would be asked
     * for, since nothing is known of the target yet, a small one goes ahead: with that the target is put to the test.
     */
    List<List<Descriptor>> turns(List<Descriptor> blobs) {
        var scout = isToBeTested(blobs) ? scout(blobs, blob -> !isThere(blob)) : Optional.<Descriptor>empty();
        return scout.map(ahead -> List.of(
                        List.of(ahead),
                        blobs.stream()
                                .filter(blob -> !blob.digest().equals(ahead.digest()))
                                .toList()))
                .orElse(List.of(blobs));
    }

    private boolean isToBeTested(List<Descriptor> blobs) {
        return shared.knowledge().selfMount() == SelfMount.UNKNOWN
                && shared.knowledge().anyBlob().isEmpty()
                && blobs.stream()
                        .anyMatch(blob -> blob.size() >= SMALL
                                && !isThere(blob)
                                && elsewhere(blob).isEmpty());
    }

    /** The smallest of the small blobs: it may be sent in vain, and the large ones wait for it. */
    static Optional<Descriptor> scout(List<Descriptor> blobs, Predicate<Descriptor> condition) {
        return blobs.stream()
                // A foreign one may be nowhere, and then teaches nothing.
                .filter(blob -> blob.size() < SMALL && !blob.foreign())
                .filter(condition)
                .min(Comparator.comparingLong(Descriptor::size));
    }

    /** Returns when the target has the blob. */
    void provide(Descriptor blob, Trust trust) {
        var place = new Place(order.targetRepository(), blob.digest());
        while (!isThere(blob)) {
            if (shared.places().runOrWait(place, () -> obtain(blob, trust))) {
                return;
            }
        }
        listener.on(new CopyEvent.BlobSkipped(blob));
    }

    private void obtain(Descriptor blob, Trust trust) {
        // Who saw that it is not there may come when another has brought it and is gone.
        while (!isThere(blob)) {
            var from = trust == Trust.NONE ? Optional.<String>empty() : elsewhere(blob);
            if (from.isPresent() && isMounted(blob, from.get())) {
                return;
            }
            if (shared.transfers().runOrWait(blob.digest(), () -> ask(blob, trust))) {
                return;
            }
        }
        listener.on(new CopyEvent.BlobSkipped(blob));
    }

    private boolean isThere(Descriptor blob) {
        return shared.knowledge().hasBlob(order.targetRepository(), blob.digest());
    }

    /** Another repository of the target that should have the blob. */
    private Optional<String> elsewhere(Descriptor blob) {
        var here = source.host().equals(target.host())
                ? Optional.of(order.sourceRepository())
                : shared.knowledge().elsewhere(order.targetRepository(), blob.digest());
        return here.filter(repository -> !repository.equals(order.targetRepository()));
    }

    /** If the other repository has not got it, it is sent at once, through the upload that the registry began instead. */
    private boolean isMounted(Descriptor blob, String from) {
        var session = target.mountOrStartBlob(order.targetRepository(), blob.digest(), from);
        if (session.isEmpty()) {
            seen(blob, new CopyEvent.BlobMounted(blob));
            return true;
        }
        shared.knowledge().lostBlob(from, blob.digest());
        if (shared.transfers().runOrWait(blob.digest(), () -> send(blob, session))) {
            return true;
        }
        target.cancelBlob(session.get());
        return false;
    }

    private void ask(Descriptor blob, Trust trust) {
        if (trust != Trust.ASKED) {
            send(blob, Optional.empty());
        } else if (mayMountIntoItself(blob)) {
            mountIntoItself(blob);
        } else if (target.hasBlob(order.targetRepository(), blob.digest())) {
            seen(blob, new CopyEvent.BlobSkipped(blob));
        } else {
            send(blob, Optional.empty());
        }
    }

    private void mountIntoItself(Descriptor blob) {
        var repository = order.targetRepository();
        var session = target.mountOrStartBlob(repository, blob.digest(), repository);
        if (session.isPresent()) {
            send(blob, session);
        } else {
            shared.knowledge().learn(SelfMount.HONOURED);
            seen(blob, new CopyEvent.BlobSkipped(blob));
        }
    }

    private boolean mayMountIntoItself(Descriptor blob) {
        return switch (shared.knowledge().selfMount()) {
            case HONOURED -> true;
            case IGNORED -> false;
            case UNKNOWN -> blob.size() < SMALL || honoursSelfMount();
        };
    }

    /** Found out once for each target, by one copy while the others wait; false if it cannot be found out yet. */
    private boolean honoursSelfMount() {
        shared.questions().runAlone(Question.SELF_MOUNT, () -> {
            if (shared.knowledge().selfMount() == SelfMount.UNKNOWN) {
                shared.knowledge().anyBlob().ifPresent(this::trySelfMount);
            }
        });
        return shared.knowledge().selfMount() == SelfMount.HONOURED;
    }

    /** @param known a repository, and a blob that is surely there */
    private void trySelfMount(Map.Entry<String, Digest> known) {
        var honoured = target.mountBlob(known.getKey(), known.getValue(), known.getKey());
        shared.knowledge().learn(honoured ? SelfMount.HONOURED : SelfMount.IGNORED);
    }

    /** @param open an upload that has begun already */
    private void send(Descriptor blob, Optional<UploadSession> open) {
        switch (new BlobPush(source, target, order, listener, blob).send(open)) {
            case SENT -> seen(blob, new CopyEvent.BlobSent(blob));
            case FOREIGN -> listener.on(new CopyEvent.BlobSkipped(blob));
        }
    }

    private void seen(Descriptor blob, CopyEvent event) {
        shared.knowledge().sawBlob(order.targetRepository(), blob.digest());
        listener.on(event);
    }
}
