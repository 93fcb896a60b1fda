package io.breakwater.registry;

import io.breakwater.registry.manifest.Descriptor;
import io.breakwater.registry.reference.Digest;
import io.breakwater.registry.reference.Reference;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Blobs of one registry, streamed. */
record Blobs(Caller caller) {
    /** {@code 0-1023}, and what some write before it. */
    private static final Pattern RECEIVED = Pattern.compile("(?:bytes=)?0-([0-9]{1,18})");

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    boolean has(String repository, Digest digest) {
        var tried = "look for blob " + name(repository, digest);
        var call = Call.head(What.BLOB, tried, caller.blob(repository, digest), caller.scope(repository));
        var answer = caller.call(call);
        if (Absence.isTold(caller, call, answer)) {
            return false;
        }
        requireSuccess(call, answer);
        return true;
    }

    Optional<BlobReader> get(String repository, Descriptor blob) {
        var call = pull(repository, blob.digest());
        var answer = caller.call(call);
        if (Absence.isTold(caller, call, answer)) {
            return Optional.empty();
        }
        requireSuccess(call, answer);
        var where = answer.uri().getAuthority();
        var length = answer.headers().firstValueAsLong("Content-Length");
        if (length.isPresent() && length.getAsLong() != blob.size()) {
            answer.body().close();
            throw new ArtifactFault(
                    ArtifactFault.SIZE_MISMATCH,
                    Faults.message(
                            call.tried(),
                            where,
                            "it has " + length.getAsLong() + " bytes, the manifest says " + blob.size(),
                            "Check the registry's storage; push the artifact anew."));
        }
        var body = new ResumingStream(watched(answer), offset -> getFrom(repository, blob, offset));
        return Optional.of(new BlobReader(blob, body, call.tried(), where));
    }

    private Call pull(String repository, Digest digest) {
        var tried = "pull blob " + name(repository, digest);
        return Call.get(What.BLOB, tried, caller.blob(repository, digest), caller.scope(repository))
                .reading(AnswerBody.streamed());
    }

    private WatchedStream watched(Answer answer) {
        return new WatchedStream(
                answer.body().stream(), caller.client().config().idleTimeout(), this::read);
    }

    private void read(long bytes) {
        caller.counter().countBlobBytes(bytes);
        caller.client().total().countBlobBytes(bytes);
        caller.spend(bytes);
    }

    /** A registry may answer with the whole blob; then what is known of it already is read and left. */
    private InputStream getFrom(String repository, Descriptor blob, long offset) {
        var call = pull(repository, blob.digest()).with("Range", "bytes=" + offset + "-");
        var answer = caller.call(call);
        if (answer.status() != 200 && !isRest(answer, blob, offset)) {
            answer.body().close();
            throw answer.isSuccess() ? wrongRange(call, answer) : Faults.of(call.what(), call.tried(), answer);
        }
        var body = watched(answer);
        try {
            if (answer.status() == 200) {
                body.skipNBytes(offset);
            }
            return body;
        } catch (IOException e) {
            body.close();
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("interrupted while reading a blob on");
            }
            throw Faults.of(call.tried(), answer.uri().getAuthority(), e);
        } catch (RuntimeException e) {
            body.close();
            throw e;
        }
    }

    /** RFC 9110, 14.4: {@code bytes 500-999/1000}. */
    private static boolean isRest(Answer answer, Descriptor blob, long offset) {
        var range = answer.header("Content-Range").orElse("");
        return answer.status() == 206
                && (range.equals("bytes " + offset + "-" + (blob.size() - 1) + "/" + blob.size())
                        || range.equals("bytes " + offset + "-" + (blob.size() - 1) + "/*"));
    }

    private static RegistryFault wrongRange(Call call, Answer answer) {
        return new RegistryFault(
                RegistryFault.CONNECTION_LOST,
                Faults.message(
                        call.tried(),
                        answer.uri().getAuthority(),
                        "it broke off, and the rest is not given out",
                        "It starts anew when it is tried again."));
    }

    /** Empty if the blob is mounted; otherwise the upload that began in its place. */
    Optional<UploadSession> mountOrStart(String repository, Digest digest, String from) {
        Reference.checkRepository(from);
        var tried = "mount blob " + digest + " from " + from + " into " + repository;
        var query = "?mount=" + encoded(digest) + "&from=" + from.replace("/", "%2F");
        var own = TokenScope.pullAndPush(repository);
        var scope = from.equals(repository) ? own : own.and(TokenScope.pull(from));
        var call = Call.post(What.UPLOAD_START, tried, uploads(repository, query), scope);
        try {
            var answer = caller.call(call);
            return switch (answer.status()) {
                case 201 -> Optional.empty();
                case 202 -> Optional.of(session(call, repository, answer));
                default -> throw Faults.of(call.what(), tried, answer);
            };
        } catch (ArtifactFault | CredentialFault declined) {
            // Harbor answers 401 or 404 where it could say that it does not mount; then the blob is sent.
            return Optional.of(start(repository, digest));
        }
    }

    UploadSession start(String repository, Digest digest) {
        var tried = "start the upload of blob " + name(repository, digest);
        var query = digest.algorithm().equals("sha256") ? "" : "?digest-algorithm=" + digest.algorithm();
        var call = Call.post(What.UPLOAD_START, tried, uploads(repository, query), TokenScope.pullAndPush(repository));
        var answer = caller.call(call);
        requireSuccess(call, answer);
        return session(call, repository, answer);
    }

    private UploadSession session(Call call, String repository, Answer answer) {
        // What is no number asks for nothing: most blobs are sent in one piece anyway.
        var shortest = answer.header("OCI-Chunk-Min-Length")
                .filter(NUMBER.asMatchPredicate())
                .map(Long::parseLong)
                .orElse(0L);
        return new UploadSession(repository, caller.client().location(call, answer), shortest);
    }

    /**
     * Sends all bytes that the registry has not got in one PUT of known length, which every registry takes and Google's
     * demand.
     */
    void put(UploadSession session, Descriptor blob, InputStream content, LongConsumer progress) {
        var tried = "push blob " + name(session.repository(), blob.digest());
        var reader = content instanceof BlobReader own && own.blob().equals(blob)
                ? own
                : new BlobReader(blob, content, tried, "the given bytes");
        var scope = TokenScope.pullAndPush(session.repository());
        try {
            var body = body(session, reader, blob.size() - session.offset(), progress);
            var call = Call.put(What.UPLOAD, tried, commit(session, blob.digest()), scope, body);
            var answer = send(ranged(call, session, body), session, body);
            requireSuccess(call, answer);
            requireSame(call, answer, blob.digest());
        } catch (RegistryException e) {
            if (reader.failure().isPresent()) {
                cancel(session);
            }
            throw e;
        }
    }

    /**
     * Sends the next bytes of a blob, but not its last (distribution-spec, "Pushing a blob in chunks").
     *
     * @return the upload as it is after them
     */
    UploadSession patch(UploadSession session, BlobReader reader, long bytes, LongConsumer progress) {
        var tried = "push a part of blob "
                + name(session.repository(), reader.blob().digest());
        var scope = TokenScope.pullAndPush(session.repository());
        try {
            var body = body(session, reader, bytes, progress);
            // What ends a connection after so many bytes, or so long a time, then lets every chunk through.
            var call = Call.patch(What.UPLOAD, tried, uri(session), scope, body).with("Connection", "close");
            var answer = send(ranged(call, session, body), session, body);
            requireSuccess(call, answer);
            return session.at(caller.client().location(call, answer), session.offset() + bytes);
        } catch (RegistryException e) {
            if (reader.failure().isPresent()) {
                cancel(session);
            }
            throw e;
        }
    }

    private UploadBody body(UploadSession session, BlobReader reader, long bytes, LongConsumer progress) {
        reader.moveTo(session.offset());
        var config = caller.client().config();
        LongConsumer paid = count -> {
            progress.accept(count);
            caller.spend(count);
        };
        return new UploadBody(reader, bytes, paid, config.idleTimeout(), config.commitTimeout());
    }

    /** Without {@code bytes}, as the distribution-spec has it; a blob that is sent whole names no range. */
    private static Call ranged(Call call, UploadSession session, UploadBody body) {
        var typed = call.with("Content-Type", "application/octet-stream");
        var end = session.offset() + body.getContentLength();
        return call.method().equals("PUT") && (session.offset() == 0 || end == session.offset())
                ? typed
                : typed.with("Content-Range", session.offset() + "-" + (end - 1));
    }

    /**
     * How far an upload is (distribution-spec, "Resuming an upload").
     *
     * @return the upload from where it goes on; empty if the registry has lost it, has nothing of it, or will not say
     */
    Optional<UploadSession> status(UploadSession session) {
        var scope = TokenScope.pullAndPush(session.repository());
        var call = Call.get(What.UPLOAD, "ask for an upload to " + session.repository(), uri(session), scope);
        var answer = session.location() instanceof HostPolicy.Ruling.Trusted
                ? caller.call(call)
                : callOnce(
                        call,
                        session,
                        () -> Deadline.in(caller.client().config().timeout()));
        if (!answer.isSuccess()) {
            throw Faults.of(call.what(), call.tried(), answer);
        }
        var range = RECEIVED.matcher(answer.header("Range").orElse(""));
        if (!range.matches()) {
            return Optional.empty();
        }
        // "0-0" is said of one byte and of none.
        var last = Long.parseLong(range.group(1));
        var next = answer.header("Location").isPresent() ? caller.client().location(call, answer) : session.location();
        return last == 0 ? Optional.empty() : Optional.of(session.at(next, last + 1));
    }

    private Answer send(Call call, UploadSession session, UploadBody body) {
        var answer = callOnce(call, session, body::start);
        if (answer.isSuccess() && !body.isSent()) {
            throw Faults.of(
                    call.tried(),
                    call.uri().getAuthority(),
                    new SocketException("the connection was closed before all was sent"));
        }
        return answer;
    }

    private Answer callOnce(Call call, UploadSession session, Supplier<? extends Deadline> clock) {
        try {
            return caller.client().callOnce(call, session.location(), clock, caller);
        } catch (IOException e) {
            throw Faults.of(call.tried(), call.uri().getAuthority(), e);
        }
    }

    private static void requireSame(Call call, Answer answer, Digest digest) {
        answer.header("Docker-Content-Digest")
                .filter(Digest::isDigest)
                .map(Digest::parse)
                .filter(stored -> stored.algorithm().equals(digest.algorithm()) && !stored.equals(digest))
                .ifPresent(stored -> {
                    throw new ArtifactFault(
                            ArtifactFault.DIGEST_MISMATCH,
                            Faults.message(
                                    call.tried(),
                                    call.uri().getAuthority(),
                                    "the registry has stored " + stored,
                                    "Check the registry, and what lies between it and here."));
                });
    }

    /** Lets go of a session that will not be used; a registry that does not care drops it by itself. */
    void cancel(UploadSession session) {
        if (session.location() instanceof HostPolicy.Ruling.Trusted(var uri)) {
            var scope = TokenScope.pullAndPush(session.repository());
            var call = Call.delete(What.UPLOAD, "cancel an upload to " + session.repository(), uri, scope);
            try {
                caller.call(call);
            } catch (RegistryException ignored) {
                // It was a courtesy.
            }
        }
    }

    private static URI uri(UploadSession session) {
        return switch (session.location()) {
            case HostPolicy.Ruling.Trusted(var own) -> own;
            case HostPolicy.Ruling.Foreign(var foreign) -> foreign;
            case HostPolicy.Ruling.Refused _ -> throw new IllegalStateException("a refused host has no session");
        };
    }

    private static URI commit(UploadSession session, Digest digest) {
        var uri = uri(session);
        return URI.create(uri + (uri.getRawQuery() == null ? "?" : "&") + "digest=" + encoded(digest));
    }

    private URI uploads(String repository, String query) {
        return caller.uri(repository, "blobs/uploads/" + query);
    }

    private static String encoded(Digest digest) {
        return digest.algorithm() + "%3A" + digest.hex();
    }

    private static String name(String repository, Digest digest) {
        return repository + "@" + digest;
    }

    private static void requireSuccess(Call call, Answer answer) {
        if (!answer.isSuccess()) {
            throw Faults.of(call.what(), call.tried(), answer);
        }
    }
}
