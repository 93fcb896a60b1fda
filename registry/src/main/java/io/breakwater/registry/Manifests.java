package io.breakwater.registry;

import io.breakwater.registry.manifest.Descriptor;
import io.breakwater.registry.manifest.MalformedManifest;
import io.breakwater.registry.manifest.Manifest;
import io.breakwater.registry.manifest.MediaType;
import io.breakwater.registry.reference.Digest;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/** Manifests of one registry, as raw bytes. */
record Manifests(Caller caller) {
    /** Without the index types some registries convert an index, or pick one of its images. */
    private static final String ACCEPT = String.join(
            ", ",
            MediaType.OCI_MANIFEST.value(),
            MediaType.OCI_INDEX.value(),
            MediaType.DOCKER_MANIFEST.value(),
            MediaType.DOCKER_LIST.value(),
            "*/*;q=0.1");

    Optional<Descriptor> head(String repository, String tagOrDigest) {
        var name = Caller.name(repository, tagOrDigest);
        var uri = caller.manifest(repository, tagOrDigest);
        var call = Call.head(What.MANIFEST, "look for manifest " + name, uri, caller.scope(repository))
                .with("Accept", ACCEPT);
        var answer = caller.call(call);
        if (Absence.isTold(caller, call, answer)) {
            return Optional.empty();
        }
        requireSuccess(call, answer);
        var seen = descriptor(answer);
        var wanted = wanted(tagOrDigest);
        if (seen.isEmpty() || isOfAnotherAlgorithm(wanted, seen.get().digest())) {
            return get(repository, tagOrDigest).map(read -> read.descriptor().withDigest(wanted.orElse(read.digest())));
        }
        wanted.filter(digest -> !digest.equals(seen.get().digest())).ifPresent(_ -> {
            throw mismatch(call, answer, "it tells of " + seen.get().digest());
        });
        return seen;
    }

    private static Optional<Digest> wanted(String tagOrDigest) {
        return Optional.of(tagOrDigest).filter(Digest::isDigest).map(Digest::parse);
    }

    /**
     * A registry that is asked for a SHA-512 digest may tell the SHA-256 one (distribution-spec, "Pulling manifests"). Only the
     * bytes show whether both are of the same manifest.
     */
    private static boolean isOfAnotherAlgorithm(Optional<Digest> wanted, Digest told) {
        return wanted.map(digest -> !digest.algorithm().equals(told.algorithm()))
                .orElse(false);
    }

    /** What the headers tell; empty if they tell only half of it. */
    private static Optional<Descriptor> descriptor(Answer answer) {
        var digest = answer.header("Docker-Content-Digest").filter(Digest::isDigest);
        var mediaType = mediaType(answer);
        OptionalLong size = answer.headers().firstValueAsLong("Content-Length");
        return digest.isPresent() && mediaType.isPresent() && size.isPresent() && size.getAsLong() >= 0
                ? Optional.of(new Descriptor(mediaType.get(), Digest.parse(digest.get()), size.getAsLong()))
                : Optional.empty();
    }

    private static Optional<MediaType> mediaType(Answer answer) {
        try {
            return answer.header("Content-Type").map(MediaType::parse);
        } catch (IllegalArgumentException notOne) {
            return Optional.empty();
        }
    }

    Optional<Manifest> get(String repository, String tagOrDigest) {
        var name = Caller.name(repository, tagOrDigest);
        var uri = caller.manifest(repository, tagOrDigest);
        var call = Call.get(What.MANIFEST, "pull manifest " + name, uri, caller.scope(repository))
                .with("Accept", ACCEPT)
                .reading(AnswerBody.collected(Manifest.LONGEST));
        var answer = caller.call(call);
        if (Absence.isTold(caller, call, answer)) {
            return Optional.empty();
        }
        requireSuccess(call, answer);
        var manifest = read(call, answer);
        verify(call, answer, tagOrDigest, manifest);
        return Optional.of(manifest);
    }

    private static Manifest read(Call call, Answer answer) {
        if (answer.body().isCut()) {
            throw fault(
                    ArtifactFault.TOO_LARGE,
                    call,
                    answer,
                    "it is longer than " + Manifest.LONGEST + " bytes",
                    "Leave the artifact out, or push it anew with fewer entries.");
        }
        var mediaType = mediaType(answer);
        if (mediaType.isEmpty()) {
            throw fault(
                    ArtifactFault.UNEXPECTED_ANSWER,
                    call,
                    answer,
                    "an answer without a media type",
                    "Check that there is a registry at this address.");
        }
        try {
            return Manifest.of(answer.body().bytes(), mediaType.get());
        } catch (MalformedManifest e) {
            throw fault(
                    ArtifactFault.MANIFEST_INVALID,
                    call,
                    answer,
                    String.valueOf(e.getMessage()),
                    "Push the artifact anew with a current client.");
        }
    }

    /** By digest, the bytes must have it; by tag, they must have the digest that the registry gives with them. */
    private static void verify(Call call, Answer answer, String tagOrDigest, Manifest manifest) {
        var promised = wanted(tagOrDigest)
                .or(() -> answer.header("Docker-Content-Digest")
                        .filter(Digest::isDigest)
                        .map(Digest::parse));
        promised.filter(digest -> !manifest.is(digest)).ifPresent(digest -> {
            throw mismatch(call, answer, "the bytes have digest " + manifest.digest() + ", not " + digest);
        });
    }

    /** @return false if {@code gate} said no when the request was about to leave */
    boolean put(String repository, String tagOrDigest, Manifest manifest, BooleanSupplier gate) {
        var tried = "push manifest " + Caller.name(repository, tagOrDigest);
        var uri = caller.manifest(repository, tagOrDigest);
        var scope = TokenScope.pullAndPush(repository);
        var call = Call.put(What.MANIFEST, tried, uri, scope, new ByteArrayEntity(manifest.bytes(), null))
                .with("Content-Type", manifest.mediaType().value())
                .whileOpen(gate);
        Answer answer;
        try {
            answer = caller.call(call);
        } catch (Client.GateClosed closed) {
            return false;
        }
        requireSuccess(call, answer);
        requireStored(call, answer, repository, tagOrDigest, manifest);
        return true;
    }

    /** What it stored under one digest and tells another of is looked up: nobody would find it by the digest it should have. */
    private void requireStored(Call call, Answer answer, String repository, String tagOrDigest, Manifest manifest) {
        var wanted = wanted(tagOrDigest);
        var stored = answer.header("Docker-Content-Digest")
                .filter(Digest::isDigest)
                .map(Digest::parse)
                .filter(told -> !isOfAnotherAlgorithm(wanted, told))
                .or(() -> head(repository, tagOrDigest).map(Descriptor::digest));
        if (!stored.map(manifest::is).orElse(false)) {
            throw mismatch(
                    call,
                    answer,
                    "the registry has stored " + stored.map(Digest::toString).orElse("nothing") + " for "
                            + manifest.digest());
        }
    }

    private static void requireSuccess(Call call, Answer answer) {
        if (!answer.isSuccess()) {
            throw Faults.of(call.what(), call.tried(), answer);
        }
    }

    private static ArtifactFault mismatch(Call call, Answer answer, String saw) {
        return fault(
                ArtifactFault.DIGEST_MISMATCH,
                call,
                answer,
                saw,
                "Check the registry's storage, and what lies between it and here.");
    }

    private static ArtifactFault fault(String code, Call call, Answer answer, String saw, String mend) {
        return new ArtifactFault(code, Faults.message(call.tried(), answer.uri().getAuthority(), saw, mend));
    }
}
