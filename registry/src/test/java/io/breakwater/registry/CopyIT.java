package io.breakwater.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.registry.Images.Blob;
import io.breakwater.registry.copy.Copier;
import io.breakwater.registry.copy.CopyLimits;
import io.breakwater.registry.copy.CopyListener;
import io.breakwater.registry.copy.CopyOrder;
import io.breakwater.registry.copy.CopyReport;
import io.breakwater.registry.copy.CopyResult;
import io.breakwater.registry.copy.ForeignLayers;
import io.breakwater.registry.copy.TagGate;
import io.breakwater.registry.manifest.Manifest;
import io.breakwater.registry.manifest.MediaType;
import io.breakwater.registry.reference.Digest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Copies between two real registries. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CopyIT {

    private final RegistryProcess sourceProcess = new RegistryProcess();
    private final RegistryProcess targetProcess = new RegistryProcess();
    private final Registry source = new Registry(sourceProcess.config());
    private final Registry target = new Registry(targetProcess.config());
    private final Copier copier = new Copier(source, target, CopyLimits.defaults());

    CopyIT() throws IOException {}

    @AfterAll
    void close() {
        source.close();
        target.close();
        sourceProcess.close();
        targetProcess.close();
    }

    private void pushToSource(String repository, Kind kind) {
        Images.push(source, repository, "v1", firstOf(kind), kind.blobs().toArray(Blob[]::new));
        kind.below()
                .forEach(manifest ->
                        source.putManifest(repository, manifest.digest().toString(), manifest));
        source.putManifest(repository, "v1", kind.root());
    }

    private static Manifest firstOf(Kind kind) {
        return kind.below().isEmpty() ? kind.root() : kind.below().getFirst();
    }

    private static CopyOrder order(String repository, Digest root) {
        return new CopyOrder(
                repository, root, "standby/" + repository, Optional.of("v1"), TagGate.ALWAYS, CopyListener.SILENT);
    }

    @ParameterizedTest
    @MethodSource("io.breakwater.registry.Kind#kinds")
    void everyKindOfArtifactArrivesByteForByte(Kind kind) {
        var repository = "kinds/" + kind.name();
        pushToSource(repository, kind);

        var result = copier.copy(order(repository, kind.root().digest()));

        assertInstanceOf(CopyResult.Copied.class, result);
        same(repository, "manifests/v1");
        same(repository, "manifests/" + kind.root().digest());
        kind.below().forEach(manifest -> same(repository, "manifests/" + manifest.digest()));
        kind.blobs().forEach(blob -> same(repository, "blobs/" + blob.digest()));
        assertEquals(1 + kind.below().size(), result.report().manifestsSent());
    }

    private void same(String repository, String path) {
        var there = sourceProcess.get("/v2/" + repository + "/" + path);
        var here = targetProcess.get("/v2/standby/" + repository + "/" + path);
        assertEquals(200, here.statusCode(), () -> path + ": " + new String(here.body(), UTF_8));
        assertArrayEquals(there.body(), here.body(), path);
        assertEquals(there.headers().firstValue("Content-Type"), here.headers().firstValue("Content-Type"), path);
    }

    @Test
    void copyWithoutTagIsThereByDigestAlone() {
        var image = Images.image(Kind.CONFIG, Kind.TOP);
        Images.push(source, "no/tag", "v1", image, Kind.CONFIG, Kind.TOP);

        var order = new CopyOrder(
                "no/tag", image.digest(), "no/tag", Optional.empty(), TagGate.ALWAYS, CopyListener.SILENT);

        assertInstanceOf(CopyResult.Copied.class, copier.copy(order));
        assertInstanceOf(CopyResult.AlreadyPresent.class, copier.copy(order));
        assertTrue(target.headManifest("no/tag", image.digest().toString()).isPresent());
        assertThrows(ArtifactFault.class, () -> target.listTags("no/tag"));
    }

    @Test
    void reportTellsWhatWasMoved() {
        var config = Blob.random(9, 50);
        var image = Images.image(config, Blob.random(10, 5_000), Blob.random(11, 7_000));
        Images.push(source, "report", "v1", image, config, Blob.random(10, 5_000), Blob.random(11, 7_000));

        var report = copier.copy(order("report", image.digest())).report();

        var bytes = image.size() + 12_050L;
        assertEquals(new CopyReport(image.digest(), bytes, bytes, 0, 0, 3, 1, 1 + 1 + 3 * 3 + 1), report);
    }

    @Test
    void blobThatAnotherRepositoryGotBeforeIsMounted() {
        var shared = Blob.random(12, 10_000);
        var image = Images.image(shared, shared);
        Images.push(source, "mount/first", "v1", image, shared);
        Images.push(source, "mount/second", "v1", image, shared);

        var first = copier.copy(order("mount/first", image.digest())).report();
        var second = copier.copy(order("mount/second", image.digest())).report();

        assertEquals(1, first.blobsSent());
        assertEquals(0, second.blobsSent());
        assertEquals(1, second.blobsMounted());
        assertEquals(image.size(), second.bytesSent());
    }

    @Test
    void copyWithinOneRegistryMovesNoBlob() {
        var blob = Blob.random(13, 10_000);
        var image = Images.image(blob);
        Images.push(source, "within", "v1", image, blob);

        var report = new Copier(source, source, CopyLimits.defaults())
                .copy(order("within", image.digest()))
                .report();

        assertEquals(1, report.blobsMounted());
        assertEquals(0, report.blobsSent());
        assertEquals(
                image.digest(),
                source.headManifest("standby/within", "v1").orElseThrow().digest());
    }

    @Test
    void foreignLayerIsNeverFetchedFromItsUrls() throws IOException {
        try (var elsewhere = Face.alone()) {
            var absent = Blob.random(14, 100);
            var foreign = absent.entry("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip")
                    .replaceAll("}$", ",\"urls\":[\"http://" + elsewhere.host() + "/layer\"]}");
            var image = Images.manifest(
                    MediaType.DOCKER_MANIFEST,
                    "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.DOCKER_MANIFEST + "\",\"config\":"
                            + Kind.CONFIG.entry(Images.DOCKER_CONFIG) + ",\"layers\":[" + foreign + "]}");
            Images.push(source, "foreign", "v1", image, Kind.CONFIG);

            var report = copier.copy(order("foreign", image.digest())).report();

            assertEquals(1, report.blobsSkipped());
            assertEquals(
                    image.digest(),
                    target.headManifest("standby/foreign", "v1").orElseThrow().digest());
            assertEquals(List.of(), elsewhere.seen());
        }
    }

    @Test
    void foreignLayerIsCopiedOrPassedOverByRule() {
        var layer = Blob.random(17, 100);
        var foreign = layer.entry("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip")
                .replaceAll("}$", ",\"urls\":[\"http://127.0.0.1:1/layer\"]}");
        var image = Images.manifest(
                MediaType.DOCKER_MANIFEST,
                "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.DOCKER_MANIFEST + "\",\"config\":"
                        + Kind.CONFIG.entry(Images.DOCKER_CONFIG) + ",\"layers\":[" + foreign + "]}");
        Images.push(source, "foreign/kept", "v1", image, Kind.CONFIG, layer);
        Images.push(source, "foreign/left", "v1", image, Kind.CONFIG, layer);

        var skipping = new Copier(source, target, CopyLimits.defaults().withForeignLayers(ForeignLayers.SKIP));
        var report = skipping.copy(order("foreign/left", image.digest())).report();
        copier.copy(order("foreign/kept", image.digest()));

        assertEquals(1, report.blobsSkipped());
        assertFalse(target.hasBlob("standby/foreign/left", layer.digest()));
        assertTrue(target.hasBlob("standby/foreign/kept", layer.digest()));
        assertEquals(
                image.digest(),
                target.headManifest("standby/foreign/left", "v1").orElseThrow().digest());
    }

    @Test
    void gateThatSaysNoLeavesTheTagAlone() {
        var image = Images.image(Kind.CONFIG, Blob.random(15, 100));
        Images.push(source, "gate", "v1", image, Kind.CONFIG, Blob.random(15, 100));
        var order = new CopyOrder("gate", image.digest(), "gate", Optional.of("v1"), () -> false, CopyListener.SILENT);

        var result = copier.copy(order);

        assertInstanceOf(CopyResult.Stopped.class, result);
        assertEquals(Optional.empty(), target.headManifest("gate", "v1"));
        assertEquals(
                Optional.empty(), target.headManifest("gate", image.digest().toString()));
        assertTrue(target.hasBlob("gate", Kind.CONFIG.digest()));
    }

    @Test
    void missingRootIsAFaultOfTheArtifact() {
        var nowhere = Digest.ofSha256("nowhere".getBytes(UTF_8));

        var fault = assertThrows(ArtifactFault.class, () -> copier.copy(order("missing", nowhere)));

        assertEquals(ArtifactFault.MANIFEST_UNKNOWN, fault.code());
    }

    @Test
    void missingChildIsAFaultAndTheIndexDoesNotAppear() throws IOException {
        var child = Images.image(Kind.CONFIG, Blob.random(16, 100));
        var index = Images.index(Images.image(Kind.CONFIG), child);
        pushToSource(
                "sparse",
                new Kind(
                        "sparse",
                        index,
                        List.of(Images.image(Kind.CONFIG), child),
                        List.of(Kind.CONFIG, Blob.random(16, 100))));
        try (var sparse = Face.of(sourceProcess);
                var registry = new Registry(sparse.config())) {
            sparse.on("GET", "manifests/" + child.digest(), Face.error(404, "MANIFEST_UNKNOWN"));

            var fault = assertThrows(
                    ArtifactFault.class,
                    () -> new Copier(registry, target, CopyLimits.defaults()).copy(order("sparse", index.digest())));

            assertEquals(ArtifactFault.MANIFEST_UNKNOWN, fault.code());
            assertTrue(
                    String.valueOf(fault.getMessage()).contains(child.digest().toString()));
            assertEquals(Optional.empty(), target.headManifest("standby/sparse", "v1"));
        }
    }

    @Test
    void indexThatListsBlobsIsCopiedWithThem() {
        var layer = Blob.random(17, 1_000);
        var cache = Images.manifest(
                MediaType.OCI_INDEX,
                "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_INDEX + "\",\"manifests\":["
                        + layer.entry(Images.OCI_LAYER) + ","
                        + Kind.CONFIG.entry("application/vnd.buildkit.cacheconfig.v0")
                        + "]}");
        Images.push(source, "buildcache", "v1", cache, layer, Kind.CONFIG);

        copier.copy(order("buildcache", cache.digest()));

        same("buildcache", "manifests/v1");
        same("buildcache", "blobs/" + layer.digest());
    }

    @Test
    void blobThatTheTargetLostAfterTellingOfItIsSentAgain() throws IOException {
        var blob = Blob.random(18, 1_000);
        var image = Images.image(Kind.CONFIG, blob);
        Images.push(source, "collected", "v1", image, Kind.CONFIG, blob);
        try (var forgetful = Face.of(targetProcess);
                var registry = new Registry(forgetful.config())) {
            forgetful.on("POST", "mount=sha256%3A" + blob.digest().hex(), Face.status(201));

            var report = new Copier(source, registry, CopyLimits.defaults())
                    .copy(order("collected", image.digest()))
                    .report();

            assertEquals(
                    image.digest(),
                    target.headManifest("standby/collected", "v1").orElseThrow().digest());
            assertEquals(
                    2,
                    forgetful.requests("PUT /v2/standby/collected/manifests/v1").size());
            assertEquals(2, report.blobsSent());
            assertEquals(0, report.blobsSkipped());
            assertEquals(
                    image.size() + Kind.CONFIG.bytes().length + 1_000L,
                    report.bytesSent(),
                    "the other blob is not sent again");
        }
    }

    @Test
    void targetThatKeepsLosingWhatItGotIsAFault() throws IOException {
        var image = Images.image(Kind.CONFIG, Blob.random(19, 1_000));
        Images.push(source, "lossy", "v1", image, Kind.CONFIG, Blob.random(19, 1_000));
        try (var lossy = Face.of(targetProcess);
                var registry = new Registry(lossy.config())) {
            lossy.on("PUT", "/manifests/", Face.error(400, "BLOB_UNKNOWN"));

            var fault = assertThrows(
                    ArtifactFault.class,
                    () -> new Copier(source, registry, CopyLimits.defaults()).copy(order("lossy", image.digest())));

            assertEquals(ArtifactFault.BLOB_UNKNOWN, fault.code());
            assertEquals(2, lossy.requests("PUT /v2/standby/lossy/manifests/").size());
        }
    }

    @Test
    void childThatTheTargetLostAfterTellingOfItIsSentAgain() throws IOException {
        var child = Images.image(Kind.CONFIG, Blob.random(20, 1_000));
        var index = Images.index(child);
        pushToSource("lost-child", new Kind("", index, List.of(child), List.of(Kind.CONFIG, Blob.random(20, 1_000))));
        try (var forgetful = Face.of(targetProcess);
                var registry = new Registry(forgetful.config())) {
            forgetful.on(
                    "HEAD",
                    "manifests/" + child.digest(),
                    Face.status(
                            200,
                            "Docker-Content-Digest",
                            child.digest().toString(),
                            "Content-Type",
                            child.mediaType().value(),
                            "Content-Length",
                            String.valueOf(child.size())));

            new Copier(source, registry, CopyLimits.defaults()).copy(order("lost-child", index.digest()));

            same("lost-child", "manifests/v1");
            same("lost-child", "manifests/" + child.digest());
        }
    }

    @Test
    void artifactBeyondALimitIsRefusedByName() {
        var image = Images.image(Kind.CONFIG, Kind.TOP);
        var inner = Images.index(image);
        var outer = Images.index(inner, Images.image(Kind.CONFIG, Kind.BASE));
        pushToSource(
                "limits",
                new Kind(
                        "",
                        outer,
                        List.of(image, Images.image(Kind.CONFIG, Kind.BASE), inner),
                        List.of(Kind.CONFIG, Kind.TOP, Kind.BASE)));

        refused(outer, new CopyLimits(4, 1_000, 10_000, 2, 1 << 20, ForeignLayers.COPY), "deeper than 2");
        refused(outer, new CopyLimits(4, 2, 10_000, 4, 1 << 20, ForeignLayers.COPY), "more than 2 manifests");
        refused(outer, new CopyLimits(4, 1_000, 2, 4, 1 << 20, ForeignLayers.COPY), "more than 2 blobs");
        refused(outer, new CopyLimits(4, 1_000, 10_000, 4, 100, ForeignLayers.COPY), "more than 100 bytes");
        assertInstanceOf(
                CopyResult.Copied.class,
                new Copier(source, target, new CopyLimits(4, 3, 3, 3, 1 << 20, ForeignLayers.COPY))
                        .copy(order("limits", outer.digest())));
    }

    private void refused(Manifest root, CopyLimits limits, String reason) {
        var fault = assertThrows(
                ArtifactFault.class, () -> new Copier(source, target, limits).copy(order("limits", root.digest())));
        assertEquals(ArtifactFault.TOO_LARGE, fault.code());
        assertTrue(String.valueOf(fault.getMessage()).contains(reason), fault::toString);
        assertFalse(target.headManifest("standby/limits", "v1").isPresent());
    }
}
