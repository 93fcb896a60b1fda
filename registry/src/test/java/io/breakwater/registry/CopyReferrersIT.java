package io.breakwater.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.registry.Images.Blob;
import io.breakwater.registry.copy.Copier;
import io.breakwater.registry.copy.CopyLimits;
import io.breakwater.registry.copy.CopyListener;
import io.breakwater.registry.copy.CopyOrder;
import io.breakwater.registry.copy.CopyResult;
import io.breakwater.registry.copy.ForeignLayers;
import io.breakwater.registry.copy.ReferrersResult;
import io.breakwater.registry.copy.TagGate;
import io.breakwater.registry.manifest.Descriptor;
import io.breakwater.registry.manifest.Manifest;
import io.breakwater.registry.manifest.MediaType;
import io.breakwater.registry.manifest.Referrer;
import io.breakwater.registry.manifest.ReferrersIndex;
import io.breakwater.registry.reference.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is about an image comes along: between real registries, which have no referrers API, so by the fallback tag. */
class CopyReferrersIT {
    private static final Blob CONFIG = Blob.of("{}");
    private static final Manifest IMAGE = Images.image(CONFIG);
    private static final Manifest SBOM = about(IMAGE, "sbom");
    private static final Manifest SIGNATURE_OF_SBOM = about(SBOM, "signature");

    private final RegistryProcess sourceProcess = new RegistryProcess();
    private final RegistryProcess targetProcess = new RegistryProcess();
    private final Registry source = new Registry(sourceProcess.config());
    private final Registry target = new Registry(targetProcess.config());
    private final Copier copier = new Copier(source, target, CopyLimits.defaults());

    CopyReferrersIT() throws IOException {}

    private static Manifest about(Manifest subject, String type) {
        return Images.manifest(
                MediaType.OCI_MANIFEST,
                "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_MANIFEST
                        + "\",\"artifactType\":\"application/x."
                        + type + "\",\"config\":" + CONFIG.entry(Images.OCI_CONFIG) + ",\"layers\":[],\"subject\":"
                        + Images.entry(subject) + "}");
    }

    @BeforeEach
    void push() {
        Images.push(source, "app", "v1", IMAGE, CONFIG);
        for (var referrer : List.of(SBOM, SIGNATURE_OF_SBOM)) {
            source.putManifest("app", referrer.digest().toString(), referrer);
            source.putManifest(
                    "app", ReferrersIndex.tag(referrer.subject().orElseThrow().digest()), ReferrersIndex.of(referrer));
        }
    }

    @AfterEach
    void close() {
        source.close();
        target.close();
        sourceProcess.close();
        targetProcess.close();
    }

    private static CopyOrder order(Manifest root, String tag) {
        return new CopyOrder("app", root.digest(), "app", Optional.of(tag), TagGate.ALWAYS, CopyListener.SILENT);
    }

    private List<CopyResult> copy(Manifest root, String tag) {
        copier.copy(order(root, tag));
        return copier.copyReferrers(order(root, tag)).copies();
    }

    private List<Digest> listed(Manifest subject) {
        return target.listReferrers("app", subject.digest()).referrers().stream()
                .map(Referrer::descriptor)
                .map(descriptor -> descriptor.digest())
                .toList();
    }

    @Test
    void whatIsAboutAnImageAndAboutThatComesAlong() {
        assertEquals(2, copy(IMAGE, "v1").size());

        assertEquals(List.of(SBOM.digest()), listed(IMAGE));
        assertEquals(List.of(SIGNATURE_OF_SBOM.digest()), listed(SBOM));
        assertTrue(target.headManifest("app", SBOM.digest().toString()).isPresent());
    }

    @Test
    void entriesThatTheTargetHasAlreadyAreKept() {
        var own = about(IMAGE, "own");
        Images.push(target, "app", "v1", IMAGE, CONFIG);
        target.putManifest("app", own.digest().toString(), own);
        target.putManifest("app", ReferrersIndex.tag(IMAGE.digest()), ReferrersIndex.of(own));

        copy(IMAGE, "v1");

        assertEquals(List.of(own.digest(), SBOM.digest()), listed(IMAGE));
    }

    /** It has pushes of its own, and whoever copies those may be ahead. */
    @Test
    void signatureTagThatMovesMeanwhileIsNotWritten() {
        var tag = cosignTag();
        source.putManifest("app", tag, SBOM);
        copier.copy(order(IMAGE, "v1"));

        copier.copyReferrers(order(IMAGE, "v1").gated(() -> {
            source.putManifest("app", tag, SIGNATURE_OF_SBOM);
            return true;
        }));

        assertTrue(target.headManifest("app", tag).isEmpty());
    }

    /** The gate asks the registry that is about to take the tag. */
    @Test
    @Timeout(60)
    void registryThatBearsOneRequestAtATimeMayBeBothEnds() {
        var tag = cosignTag();
        source.putManifest("app", tag, SBOM);
        try (var both = new Registry(sourceProcess.config().withPace(new Pace(1, 0, 0, List.of())))) {
            var within = new Copier(both, both, CopyLimits.defaults());
            var order = new CopyOrder(
                    "app", IMAGE.digest(), "copy", Optional.of("v1"), TagGate.ALWAYS, CopyListener.SILENT);
            within.copy(order);

            within.copyReferrers(order);
        }

        assertEquals(
                Optional.of(SBOM.digest()), source.headManifest("copy", tag).map(Descriptor::digest));
    }

    private static String cosignTag() {
        return IMAGE.digest().algorithm() + "-" + IMAGE.digest().hex() + ".sig";
    }

    /** The first of it would look like all of it. */
    @Test
    void nothingOfAListThatIsTooLongIsCopied() throws IOException {
        var entries = IntStream.rangeClosed(1, 1_000)
                .mapToObj(number -> Digest.ofSha256(new byte[] {(byte) number, (byte) (number >> 8)}))
                .map(digest -> Images.entry(MediaType.OCI_MANIFEST.value(), digest, 1));
        var list = Stream.concat(Stream.of(Images.entry(SBOM)), entries)
                .collect(Collectors.joining(",", "{\"schemaVersion\":2,\"manifests\":[", "]}"));
        var reply = Face.body(200, list, "Content-Type", MediaType.OCI_INDEX.value());
        try (var face = Face.of(sourceProcess).on("GET", "/v2/app/referrers/", reply);
                var from = new Registry(face.config())) {
            var between = new Copier(from, target, CopyLimits.defaults());
            between.copy(order(IMAGE, "v1"));

            var fault = assertThrows(ArtifactFault.class, () -> between.copyReferrers(order(IMAGE, "v1")));

            assertEquals(ArtifactFault.TOO_LARGE, fault.code());
            assertTrue(target.headManifest("app", SBOM.digest().toString()).isEmpty());
        }
    }

    @Test
    void secondTimeWritesNothing() {
        copy(IMAGE, "v1");

        var again = copy(IMAGE, "v1");

        again.forEach(result -> assertInstanceOf(CopyResult.AlreadyPresent.class, result));
    }

    @Test
    void signaturesOfAnIndexesChildrenAndCosignsTagsComeAlong() {
        var index = Images.index(IMAGE);
        source.putManifest("app", "multi", index);
        var signature = Images.image(CONFIG, CONFIG);
        var tag = "sha256-" + index.digest().hex() + ".sig";
        Images.push(source, "app", tag, signature, CONFIG);

        copy(index, "multi");

        assertEquals(List.of(SBOM.digest()), listed(IMAGE));
        assertEquals(
                signature.digest(),
                target.headManifest("app", tag).orElseThrow().digest());
    }

    private Manifest nested(String tag) {
        var inner = Images.index(IMAGE);
        var outer = Images.index(Images.index(inner), inner);
        source.putManifest("app", inner.digest().toString(), inner);
        source.putManifest("app", Images.index(inner).digest().toString(), Images.index(inner));
        source.putManifest("app", tag, outer);
        return outer;
    }

    @Test
    void whatIsAboutAnImageBelowIndexesOfIndexesComesAlong() {
        var outer = nested("nested");
        var signature = Images.image(CONFIG, CONFIG);
        var tag = "sha256-" + IMAGE.digest().hex() + ".sig";
        Images.push(source, "app", tag, signature, CONFIG);

        copy(outer, "nested");

        assertEquals(List.of(SBOM.digest()), listed(IMAGE));
        assertEquals(List.of(SIGNATURE_OF_SBOM.digest()), listed(SBOM));
        assertEquals(
                signature.digest(),
                target.headManifest("app", tag).orElseThrow().digest());
    }

    /** A referrer may be an index too. */
    @Test
    void whatIsAboutTheChildOfAReferrerComesAlong() {
        var child = Images.image(CONFIG, CONFIG);
        var referrer = Images.manifest(
                MediaType.OCI_INDEX,
                "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_INDEX + "\",\"manifests\":["
                        + Images.entry(child) + "],\"subject\":" + Images.entry(SIGNATURE_OF_SBOM) + "}");
        var aboutChild = about(child, "signature");
        source.putManifest("app", child.digest().toString(), child);
        for (var own : List.of(referrer, aboutChild)) {
            source.putManifest("app", own.digest().toString(), own);
            source.putManifest(
                    "app", ReferrersIndex.tag(own.subject().orElseThrow().digest()), ReferrersIndex.of(own));
        }

        copy(IMAGE, "v1");

        assertEquals(List.of(referrer.digest()), listed(SIGNATURE_OF_SBOM));
        assertEquals(List.of(aboutChild.digest()), listed(child));
    }

    @Test
    void indexThatIsNestedTooDeepIsNotWalkedHalfWay() {
        var outer = nested("deep");
        copier.copy(order(outer, "deep"));
        var shallow = new Copier(source, target, new CopyLimits(4, 1_000, 10_000, 2, 1 << 20, ForeignLayers.COPY));

        var fault = assertThrows(ArtifactFault.class, () -> shallow.copyReferrers(order(outer, "deep")));

        assertEquals(ArtifactFault.TOO_LARGE, fault.code());
    }

    /** Both ends have the API: the list is the registry's own, and nobody writes one. */
    @Test
    void byTheApiTheWholeTreeComesAlongToo() throws IOException {
        var outer = nested("api");
        try (var sourceFace = withApi(Face.of(sourceProcess));
                var targetFace = withApi(Face.of(targetProcess));
                var from = new Registry(sourceFace.config());
                var to = new Registry(targetFace.config())) {
            var between = new Copier(from, to, CopyLimits.defaults());
            between.copy(order(outer, "api"));

            between.copyReferrers(order(outer, "api"));

            assertTrue(target.headManifest("app", SBOM.digest().toString()).isPresent());
            assertTrue(target.headManifest("app", SIGNATURE_OF_SBOM.digest().toString())
                    .isPresent());
            assertEquals(List.of(), targetFace.requests("PUT /v2/app/manifests/sha256-"));
        }
    }

    private static Face withApi(Face face) {
        var type = new String[] {"Content-Type", MediaType.OCI_INDEX.value()};
        return face.on(
                        "GET",
                        "/v2/app/referrers/",
                        Face.body(200, Images.index().bytes(), type))
                .on(
                        "GET",
                        "/v2/app/referrers/" + IMAGE.digest(),
                        Face.body(200, ReferrersIndex.of(SBOM).bytes(), type))
                .on(
                        "GET",
                        "/v2/app/referrers/" + SBOM.digest(),
                        Face.body(200, ReferrersIndex.of(SIGNATURE_OF_SBOM).bytes(), type));
    }

    @Test
    void entryThatIsAboutSomethingElseIsLeftOut() {
        var stranger = about(SBOM, "stranger");
        source.putManifest("app", stranger.digest().toString(), stranger);
        var lying = Stream.of(SBOM, stranger)
                .map(ReferrersIndex::of)
                .reduce(ReferrersIndex::merge)
                .orElseThrow();
        source.putManifest("app", ReferrersIndex.tag(IMAGE.digest()), lying);

        copy(IMAGE, "v1");

        assertEquals(
                Optional.empty(), target.headManifest("app", stranger.digest().toString()));
        assertEquals(List.of(SBOM.digest()), listed(IMAGE));
    }

    @Test
    void listKeepsWhatSeveralCopiesAddToItAtOnce() throws InterruptedException, ExecutionException {
        var referrers = IntStream.range(0, 8)
                .mapToObj(number -> about(IMAGE, "number-" + number))
                .toList();
        for (var referrer : referrers) {
            var repository = "app-" + referrers.indexOf(referrer);
            Images.push(source, repository, "v1", IMAGE, CONFIG);
            source.putManifest(repository, referrer.digest().toString(), referrer);
            source.putManifest(repository, ReferrersIndex.tag(IMAGE.digest()), ReferrersIndex.of(referrer));
        }
        copier.copy(order(IMAGE, "v1"));

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var copies = IntStream.range(0, referrers.size())
                    .mapToObj(number -> new CopyOrder(
                            "app-" + number,
                            IMAGE.digest(),
                            "app",
                            Optional.of("v1"),
                            TagGate.ALWAYS,
                            CopyListener.SILENT))
                    .<Callable<ReferrersResult>>map(order -> () -> copier.copyReferrers(order))
                    .toList();
            for (var copy : threads.invokeAll(copies)) {
                copy.get();
            }
        }

        assertEquals(referrers.stream().map(Manifest::digest).collect(Collectors.toSet()), Set.copyOf(listed(IMAGE)));
    }

    /** The gate says yes to the referrer, and no when that is there. */
    @Test
    void listIsNotWrittenOnceTheGateSaysNo() {
        copier.copy(order(IMAGE, "v1"));
        TagGate untilTheReferrerIsThere =
                () -> target.headManifest("app", SBOM.digest().toString()).isEmpty();

        var result = copier.copyReferrers(order(IMAGE, "v1").gated(untilTheReferrerIsThere));

        assertTrue(target.headManifest("app", SBOM.digest().toString()).isPresent());
        assertEquals(List.of(), listed(IMAGE));
        assertTrue(result.isStopped(), result::toString);
    }

    /** Cosign's tag for it would have 139 characters, of which a tag may have 128: there can be none. */
    @Test
    void subjectWithADigestTooLongForCosignsTagsHasNone() {
        var subject = Digest.parse("sha512:" + "0".repeat(128));

        var result = copier.copyReferrers(
                new CopyOrder("app", subject, "app", Optional.empty(), TagGate.ALWAYS, CopyListener.SILENT));

        assertEquals(List.of(), result.copies());
    }

    /** Otherwise the error would not be taken for the artifact's, and stop whoever copies it. */
    @Test
    void listThatWouldBeLongerThanAManifestIsAFaultOfTheArtifact() {
        var face = faceWithAListOf(Manifest.LONGEST - 10);
        try (face;
                var full = new Registry(face.config())) {
            var other = new Copier(source, full, CopyLimits.defaults());
            other.copy(order(IMAGE, "v1"));

            var fault = assertThrows(ArtifactFault.class, () -> other.copyReferrers(order(IMAGE, "v1")));

            assertEquals(ArtifactFault.MANIFEST_INVALID, fault.code());
        }
    }

    private Face faceWithAListOf(int bytes) {
        var start = "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_INDEX + "\",\"manifests\":[";
        var list = start + " ".repeat(bytes - start.length() - 2) + "]}";
        try {
            return Face.of(targetProcess)
                    .on(
                            "GET",
                            "/manifests/" + ReferrersIndex.tag(IMAGE.digest()),
                            Face.body(200, list, "Content-Type", MediaType.OCI_INDEX.value()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
