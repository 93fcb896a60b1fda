package io.breakwater.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.breakwater.registry.Images.Blob;
import io.breakwater.registry.listing.ReferrerListing;
import io.breakwater.registry.manifest.Manifest;
import io.breakwater.registry.manifest.MediaType;
import io.breakwater.registry.manifest.Referrer;
import io.breakwater.registry.manifest.ReferrersIndex;
import io.breakwater.registry.reference.Digest;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Referrers at a real registry, which has no API for them, and at faces that have one. */
class ReferrersIT {
    private static final String INDEX = MediaType.OCI_INDEX.value();

    private final Blob config = Blob.of("{}");
    private final Manifest subject = Images.image(config);
    private final Manifest first = Images.image(config, config);
    private final Manifest second = Images.image(config, config, config);
    private final RegistryProcess process = new RegistryProcess();
    private final Face face = Face.of(process);
    private final Face elsewhere = Face.alone();
    private final Registry registry = new Registry(face.config());

    ReferrersIT() throws IOException {}

    @AfterEach
    void close() {
        registry.close();
        face.close();
        elsewhere.close();
        process.close();
        assertEquals(List.of(), elsewhere.seen());
    }

    private ReferrerListing list() {
        return registry.listReferrers("library/app", subject.digest());
    }

    private static List<Digest> digests(ReferrerListing listing) {
        return listing.referrers().stream()
                .map(Referrer::descriptor)
                .map(descriptor -> descriptor.digest())
                .toList();
    }

    private void answer(Manifest index, String... headers) {
        var all = new String[headers.length + 2];
        all[0] = "Content-Type";
        all[1] = INDEX;
        System.arraycopy(headers, 0, all, 2, headers.length);
        face.on("GET", "/referrers/" + subject.digest(), Face.body(200, index.bytes(), all));
    }

    private String tag() {
        return ReferrersIndex.tag(subject.digest());
    }

    // ---- By the tag, since the real registry has no API

    @Test
    void withoutApiAndTagThereAreNone() {
        Images.push(registry, "library/app", "v1", subject, config);

        assertEquals(new ReferrerListing.None(), list());
    }

    @Test
    void withoutApiTheIndexUnderTheTagTells() {
        Images.push(registry, "library/app", "v1", subject, config);
        registry.putManifest("library/app", first.digest().toString(), first);
        var index = ReferrersIndex.of(first);
        registry.putManifest("library/app", tag(), index);

        var listing = assertInstanceOf(ReferrerListing.ByTag.class, list());

        assertEquals(index, listing.index());
        assertEquals(List.of(first.digest()), digests(listing));
        assertEquals(
                List.of(Images.OCI_CONFIG),
                listing.referrers().stream()
                        .flatMap(referrer -> referrer.artifactType().stream())
                        .toList());
    }

    @Test
    void missingApiIsAskedForOncePerRepository() {
        list();
        registry.listReferrers("library/app", first.digest());
        registry.pushing().listReferrers("library/app", first.digest());
        registry.listReferrers("library/other", first.digest());

        assertEquals(2, face.requests("/referrers/").size());
    }

    @Test
    void repositoryThatIsNotThereYetIsAskedAgain() {
        face.on("GET", "/referrers/", Face.error(404, "NAME_UNKNOWN"));
        assertEquals(new ReferrerListing.None(), list());
        answer(Images.index(first));

        assertEquals(List.of(first.digest()), digests(list()));
    }

    @Test
    void tagThatIsTheSubjectItselfIsNone() {
        Images.push(registry, "library/app", tag(), subject, config);

        assertEquals(new ReferrerListing.None(), list());
    }

    @Test
    void tagThatIsNoIndexIsAFault() {
        Images.push(registry, "library/app", tag(), first, config);

        assertEquals(
                ArtifactFault.MANIFEST_INVALID,
                assertThrows(ArtifactFault.class, this::list).code());
    }

    // ---- By the API

    @Test
    void apiIsReadPageByPageAndEachDigestOnce() {
        answer(Images.index(first), "Link", "</v2/library/app/referrers/x?page=2>; rel=\"next\"");
        face.on(
                "GET",
                "/referrers/x?page=2",
                Face.body(200, Images.index(first, second).bytes(), "Content-Type", INDEX));

        var listing = assertInstanceOf(ReferrerListing.ByApi.class, list());

        assertEquals(List.of(first.digest(), second.digest()), digests(listing));
        assertEquals(List.of(), face.requests("/manifests/"));
    }

    @Test
    void emptyListOfTheApiIsTheAnswer() {
        answer(ReferrersIndex.empty());

        assertEquals(new ReferrerListing.ByApi(List.of()), list());
        assertEquals(1, face.seen().size());
    }

    @Test
    void subjectItselfOrAPageForPeopleIsNoApi() {
        for (var reply : List.of(
                Face.body(200, subject.bytes(), "Content-Type", INDEX),
                Face.body(200, "<html>", "Content-Type", "text/html"),
                Face.body(200, "{}"),
                Face.status(405),
                Face.error(400, "UNSUPPORTED"))) {
            face.on("GET", "/referrers/", reply);
            try (var fresh = new Registry(face.config())) {
                assertEquals(new ReferrerListing.None(), fresh.listReferrers("library/app", subject.digest()));
            }
        }
    }

    @Test
    void apiThatMakesNoSenseIsAFaultAndNotAnEmptyList() {
        for (var reply : List.of(
                Face.body(200, "{\"schemaVersion\":2}", "Content-Type", INDEX),
                Face.body(200, "{\"manifests\":[{}]}", "Content-Type", INDEX),
                Face.body(200, "{\"manifests\":[{\"digest\":\"sha256:x\",\"size\":1}]}", "Content-Type", INDEX),
                Face.body(200, " ".repeat(Manifest.LONGEST + 1), "Content-Type", INDEX),
                Face.body(
                        200,
                        Images.index(first).bytes(),
                        "Content-Type",
                        INDEX,
                        "Link",
                        "<http://" + elsewhere.host() + "/>; rel=next"))) {
            face.on("GET", "/referrers/", reply);

            assertEquals(
                    ArtifactFault.UNEXPECTED_ANSWER,
                    assertThrows(ArtifactFault.class, this::list).code());
        }
    }

    @Test
    void failingApiIsAFaultAndNoReasonForTheTag() {
        face.on("GET", "/referrers/", Face.status(503));

        assertThrows(RegistryFault.class, this::list);
        assertEquals(List.of(), face.requests("/manifests/"));
    }

    @Test
    void tooManyReferrersAreAFault() {
        face.on("GET", "/referrers/", exchange -> {
            var from = face.seen().size() * 1_000;
            var entries = IntStream.range(from, from + 1_000)
                    .mapToObj(i -> Images.entry(
                            MediaType.OCI_MANIFEST.value(),
                            Digest.ofSha256(String.valueOf(i).getBytes(java.nio.charset.StandardCharsets.US_ASCII)),
                            1))
                    .toList();
            Face.body(
                            200,
                            "{\"schemaVersion\":2,\"manifests\":[" + String.join(",", entries) + "]}",
                            "Content-Type",
                            INDEX,
                            "Link",
                            "<?page=" + from + ">; rel=next")
                    .to(exchange);
        });

        assertEquals(
                ArtifactFault.TOO_LARGE,
                assertThrows(ArtifactFault.class, this::list).code());
        assertEquals(11, face.seen().size());
    }
}
