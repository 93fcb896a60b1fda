package io.breakwater.registry.copy;

import io.breakwater.registry.ArtifactFault;
import io.breakwater.registry.BlobReader;
import io.breakwater.registry.Explanation;
import io.breakwater.registry.Registry;
import io.breakwater.registry.RegistryException;
import io.breakwater.registry.RegistryFault;
import io.breakwater.registry.UploadSession;
import io.breakwater.registry.manifest.Descriptor;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/**
 * Sends one blob, however often the target or the way to it breaks, as long as it moves on. What broke off may have been
 * committed all the same, which is asked first; then it goes on from where the target has it, or begins anew (decision 0013).
 * For one thread.
 */
final class BlobPush {
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

    /** The line broke, here or behind a proxy. A registry that was given all bytes may still be busy with them. */
    private static final Set<String> ANSWER_LOST =
            Set.of(RegistryFault.CONNECTION_LOST, RegistryFault.TIMEOUT, "HTTP_408", "HTTP_502", "HTTP_504");

    /** The target has another number of bytes than it said: those of the broken connection came in meanwhile. */
    private static final Set<String> OTHER_RANGE = Set.of("RANGE_INVALID", "HTTP_416");

    /** What a registry that knows no chunks may answer to the first, if not that it is to blame itself. */
    private static final Set<String> NO_CHUNKS = Set.of("HTTP_500", "HTTP_501");

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    /** How long, and how often at least, a target is asked that does not answer: a restart takes 10 to 30 seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int FEWEST_QUESTIONS = 3;

    /** Bytes a second that every registry hashes and moves at least, while it commits a blob. */
    private static final long SLOWEST_COMMIT = 16 << 20;

    private final Registry source;
    private final Registry target;
    private final CopyOrder order;
    private final CopyListener listener;
    private final Descriptor blob;
    private final Tries tries = new Tries();

    BlobPush(Registry source, Registry target, CopyOrder order, CopyListener listener, Descriptor blob) {
        this.source = source;
        this.target = target;
        this.order = order;
        this.listener = listener;
        this.blob = blob;
    }

    enum Outcome {
        /** The target has it. */
        SENT,
        /** The source has not got it, nor need it: its manifest says that it lies elsewhere. */
        FOREIGN
    }

    /** @param open an upload that has begun already */
    Outcome send(Optional<UploadSession> open) {
        var session = open;
        while (true) {
            var content = content();
            if (content.isEmpty()) {
                session.ifPresent(target::cancelBlob);
                requireForeign();
                return Outcome.FOREIGN;
            }
            try (var reader = content.get()) {
                listener.on(new CopyEvent.BlobStarted(blob));
                if (isSent(reader, session.orElseGet(() -> target.startBlob(repository(), blob.digest())))) {
                    return Outcome.SENT;
                }
            }
            session = Optional.empty();
        }
    }

    private String repository() {
        return order.targetRepository();
    }

    private Optional<BlobReader> content() {
        return blob.data()
                .map(data -> BlobReader.of(blob, data.bytes()))
                .or(() -> source.getBlob(order.sourceRepository(), blob));
    }

    /** @return false if it has to begin anew */
    private boolean isSent(BlobReader reader, UploadSession first) {
        var session = first;
        while (true) {
            try {
                while (isForChunks(session)) {
                    session = target.patchBlob(session, reader, chunk(session), this::tell);
                    tries.chunkTaken();
                }
                target.putBlob(session, blob, reader, this::tell);
                return true;
            } catch (RegistryException broken) {
                if (reader.failure().isPresent()) {
                    throw broken;
                }
                var end = end(broken, session, reader);
                if (end instanceof End.Later(var rest)) {
                    session = rest;
                } else {
                    return end == End.Done.ARRIVED;
                }
            }
        }
    }

    private void tell(long bytes) {
        listener.on(new CopyEvent.BytesSent(blob, bytes));
    }

    private boolean isForChunks(UploadSession session) {
        return tries.chunk() > 0 && blob.size() - session.offset() > chunk(session);
    }

    private long chunk(UploadSession session) {
        return Math.max(tries.chunk(), session.shortestChunk());
    }

    /** What has become of a request that broke off, or was refused. */
    private sealed interface End {
        enum Done implements End {
            ARRIVED,
            ANEW
        }

        /** It goes on through {@code rest}. */
        record Later(UploadSession rest) implements End {}
    }

    /** @throws RegistryException {@code broken}, if that is the end of it */
    private End end(RegistryException broken, UploadSession session, BlobReader reader) {
        if (isRefusalOfAPart(broken, session)) {
            target.cancelBlob(session);
            tries.partRefused();
            return End.Done.ANEW;
        }
        if (!isBreak(broken, session)) {
            throw broken;
        }
        if (isThere()) {
            return End.Done.ARRIVED;
        }
        var passed = reader.given() - session.offset();
        var rest = tries.mayGoOn(session.offset(), passed) ? rest(session, reader) : Optional.<UploadSession>empty();
        if (isBusy(broken, reader, rest) && arrives()) {
            return End.Done.ARRIVED;
        }
        var cut = ANSWER_LOST.contains(broken.code()) ? passed : 0;
        return switch (tries.brokeOff(cut, rest.map(UploadSession::offset).orElse(0L))) {
            case GO_ON -> new End.Later(rest.orElseThrow());
            case ANEW -> End.Done.ANEW;
            case GIVE_UP -> throw broken;
        };
    }

    /** A refusal of a chunk, or of a rest, says nothing of the blob. Who took one chunk has other reasons for a 500 or 501. */
    private boolean isRefusalOfAPart(RegistryException fault, UploadSession session) {
        var begun = session.offset() > 0;
        var chunk = isForChunks(session);
        return (fault instanceof ArtifactFault && (chunk || begun) && !isOtherRange(fault, session))
                || (chunk && !begun && NO_CHUNKS.contains(fault.code()));
    }

    /** Nobody can have another number of bytes before the first was sent: then it is a refusal. */
    private static boolean isOtherRange(RegistryException fault, UploadSession session) {
        return session.offset() > 0 && OTHER_RANGE.contains(fault.code());
    }

    private static boolean isBreak(RegistryException fault, UploadSession session) {
        var begun = session.offset() > 0;
        return (fault instanceof RegistryFault && BROKEN_OFF.contains(fault.code()))
                || isOtherRange(fault, session)
                || (begun && NO_CHUNKS.contains(fault.code()))
                || (begun && fault.code().equals(RegistryFault.UNREACHABLE));
    }

    private boolean isThere() {
        return patiently(() -> target.hasBlob(repository(), blob.digest()));
    }

    /** Whether the target, which was given all bytes and has not said that it lacks some, may be committing them. */
    private boolean isBusy(RegistryException broken, BlobReader reader, Optional<UploadSession> rest) {
        return reader.given() == blob.size()
                && ANSWER_LOST.contains(broken.code())
                && rest.map(told -> told.offset() == blob.size()).orElse(true);
    }

    /** Asks until it must be done with them: to send them again would take longer. */
    private boolean arrives() {
        var patience = Duration.ofSeconds(blob.size() / SLOWEST_COMMIT);
        var waited = Duration.ZERO;
        var pause = FIRST_PAUSE;
        while (waited.compareTo(patience) < 0) {
            sleep(pause);
            if (isThere()) {
                return true;
            }
            waited = waited.plus(pause);
            pause = longer(pause);
        }
        return false;
    }

    private static Duration longer(Duration pause) {
        var twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
    }

    /** From where it can go on; empty if the target has lost it, or will not say. */
    private Optional<UploadSession> rest(UploadSession session, BlobReader reader) {
        // What was on the way when the connection broke may still be coming in.
        sleep(FIRST_PAUSE.multipliedBy(1L << (2 * tries.standing())));
        try {
            return patiently(() -> target.resumeBlob(session)).filter(rest -> reader.reaches(rest.offset()));
        } catch (RegistryException notTold) {
            return Optional.empty();
        }
    }

    /** A target that restarts needs a moment; one behind a line that is down does not answer in time, more than once. */
    private static <T> T patiently(Supplier<T> question) {
        var since = System.nanoTime();
        var pause = FIRST_PAUSE;
        for (int asked = 1; ; asked++) {
            try {
                return question.get();
            } catch (RegistryFault away) {
                var enough = asked >= FEWEST_QUESTIONS && System.nanoTime() - since >= PATIENCE.toNanos();
                if (enough || !away.isPassing()) {
                    throw away;
                }
                sleep(pause);
                pause = longer(pause);
            }
        }
    }

    private static void sleep(Duration pause) {
        try {
            // A registry that restarts, or commits, can only be asked again.
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while waiting to send a blob on");
        }
    }

    /** A foreign layer need not be in a registry, and we never go where a manifest says that it is (CVE-2020-15157). */
    private void requireForeign() {
        if (!blob.foreign()) {
            throw new ArtifactFault(
                    ArtifactFault.BLOB_UNKNOWN,
                    new Explanation(
                            "Cannot copy " + order.sourceRepository() + "@" + order.root() + " from " + source.host()
                                    + ": its blob " + blob.digest() + " is not there.",
                            "Push it anew."),
                    Set.of(blob.digest()));
        }
    }
}
