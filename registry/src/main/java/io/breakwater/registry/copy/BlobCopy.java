package io.breakwater.registry.copy;

import io.breakwater.registry.ArtifactFault;
import io.breakwater.registry.BlobReader;
import io.breakwater.registry.Explanation;
import io.breakwater.registry.Registry;
import io.breakwater.registry.RegistryFault;
import io.breakwater.registry.UploadSession;
import io.breakwater.registry.copy.Knowledge.SelfMount;
import io.breakwater.registry.copy.Shared.Place;
import io.breakwater.registry.manifest.Descriptor;
import java.util.Optional;
import java.util.Set;

/**
 * Sees to it that the target has the blobs of one copy, with the fewest requests: none where it is known to have one, one
 * where it can be mounted, two where it has to be sent (distribution-spec, "Mounting a blob from another repository" and
 * "POST then PUT"). Used by several threads.
 *
 * <p>Whether an unknown blob is there is asked by mounting it from the repository into itself: if it is there that succeeds,
 * otherwise the answer is the upload that is needed next. A HEAD would be a request more for each blob that has to be sent.
 */
final class BlobCopy {
    /** Bytes. Below, a registry that ignores such mounts costs less than to find that out. */
    static final long SMALL = 1 << 20;
    /** How often a blob is sent before its copy fails. */
    private static final int MOST_SENDINGS = 3;
    /** After these the registry may have the blob, or may take it if it is sent again at once. */
    private static final Set<String> BROKEN_OFF = Set.of(
            RegistryFault.CONNECTION_LOST,
            RegistryFault.TIMEOUT,
            "BLOB_UPLOAD_UNKNOWN",
            "HTTP_401",
            "HTTP_408",
            "HTTP_500",
            "HTTP_502",
            "HTTP_503",
            "UNAVAILABLE",
            "HTTP_504",
            // What the registry asks to be left alone for has passed when the next request goes out.
            RegistryFault.TOOMANYREQUESTS);

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
        while (true) {
            var from = trust == Trust.NONE ? Optional.<String>empty() : elsewhere(blob);
            if (from.isPresent() && isMounted(blob, from.get())) {
                return;
            }
            if (shared.transfers().runOrWait(blob.digest(), () -> ask(blob, trust))) {
                return;
            }
        }
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
        if (isThere(blob)) {
            listener.on(new CopyEvent.BlobSkipped(blob));
        } else if (trust != Trust.ASKED) {
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

    /** Tries it, once for each target, with a blob that is surely there; false if none is known. */
    private boolean honoursSelfMount() {
        var known = shared.knowledge().anyBlob();
        if (known.isEmpty()) {
            return false;
        }
        var repository = known.get().getKey();
        var honoured = target.mountBlob(repository, known.get().getValue(), repository);
        shared.knowledge().learn(honoured ? SelfMount.HONOURED : SelfMount.IGNORED);
        return honoured;
    }

    /**
     * Sends a blob, and again if the target or the way to it failed in the middle: then it may have been committed all the
     * same, which is asked first.
     *
     * @param open an upload that has begun already
     */
    private void send(Descriptor blob, Optional<UploadSession> open) {
        var session = open;
        for (int sending = 1; ; sending++) {
            try {
                sendOnce(blob, session);
                return;
            } catch (BrokenOff broken) {
                if (sending == MOST_SENDINGS) {
                    throw broken.fault;
                }
                if (target.hasBlob(order.targetRepository(), blob.digest())) {
                    seen(blob, new CopyEvent.BlobSent(blob));
                    return;
                }
                session = Optional.empty();
            }
        }
    }

    private void sendOnce(Descriptor blob, Optional<UploadSession> open) {
        var content = content(blob);
        if (content.isEmpty()) {
            open.ifPresent(target::cancelBlob);
            skipForeign(blob);
            return;
        }
        try (var reader = content.get()) {
            listener.on(new CopyEvent.BlobStarted(blob));
            var session = open.orElseGet(() -> target.startBlob(order.targetRepository(), blob.digest()));
            put(session, blob, reader);
            seen(blob, new CopyEvent.BlobSent(blob));
        }
    }

    private Optional<BlobReader> content(Descriptor blob) {
        return blob.data()
                .map(data -> BlobReader.of(blob, data.bytes()))
                .or(() -> source.getBlob(order.sourceRepository(), blob));
    }

    private void put(UploadSession session, Descriptor blob, BlobReader reader) {
        try {
            target.putBlob(session, blob, reader, bytes -> listener.on(new CopyEvent.BytesSent(blob, bytes)));
        } catch (RegistryFault fault) {
            throw reader.failure().isEmpty() && BROKEN_OFF.contains(fault.code()) ? new BrokenOff(fault) : fault;
        }
    }

    /** The target, or the way to it, failed while it was being sent a blob. */
    private static final class BrokenOff extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient RegistryFault fault;

        BrokenOff(RegistryFault fault) {
            super(fault);
            this.fault = fault;
        }
    }

    private void seen(Descriptor blob, CopyEvent event) {
        shared.knowledge().sawBlob(order.targetRepository(), blob.digest());
        listener.on(event);
    }

    /** A foreign layer need not be in a registry, and we never go where a manifest says that it is (CVE-2020-15157). */
    private void skipForeign(Descriptor blob) {
        if (!blob.foreign()) {
            throw new ArtifactFault(
                    ArtifactFault.BLOB_UNKNOWN,
                    new Explanation(
                            "Cannot copy " + order.sourceRepository() + "@" + order.root() + " from " + source.host()
                                    + ": its blob " + blob.digest() + " is not there.",
                            "Push it anew."),
                    Set.of(blob.digest()));
        }
        listener.on(new CopyEvent.BlobSkipped(blob));
    }
}
