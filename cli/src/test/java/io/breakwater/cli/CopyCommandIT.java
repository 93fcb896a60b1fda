package io.breakwater.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.breakwater.testkit.image.RawPusher;
import io.breakwater.testkit.image.TestImage;
import io.breakwater.testkit.image.TestImages;
import io.breakwater.testkit.registry.RegistryProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CopyCommandIT {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final TestImage image = TestImages.ociIndex(7, 2);
    private final RegistryProcess primary;
    private final RegistryProcess standby;

    CopyCommandIT(@TempDir Path folder) {
        primary = RegistryProcess.start(folder.resolve("primary"));
        standby = RegistryProcess.start(folder.resolve("standby"));
    }

    @BeforeAll
    void push() {
        try (var pusher = new RawPusher(primary.url())) {
            pusher.push("library/app", image, "v1");
        }
    }

    @BeforeEach
    void forgetWhatWasSaid() {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
    }

    @AfterAll
    void stop() {
        standby.close();
        primary.close();
    }

    @Test
    void tagOfTheTargetIsTheSourcesUnlessGiven() throws IOException {
        assertEquals(
                "copied", copy("/library/app:v1", "/same/app").get("result").textValue());
        assertEquals(standby.host() + "/same/app:v1", json().get("target").textValue());
        assertEquals(
                "already-present",
                copy("/library/app:v1", "/same/app:v1").get("result").textValue());
    }

    @Test
    void digestStaysWhatItWas() throws IOException {
        var outcome = copy("/library/app:v1", "/other/app:v9");
        assertEquals(image.root().digest(), outcome.get("digest").textValue());
        assertEquals(standby.host() + "/other/app:v9", outcome.get("target").textValue());
        assertTrue(outcome.get("blobsSent").intValue() > 0, outcome::toString);
    }

    @Test
    void summaryIsOneLineOnStdoutAndNothingOnStderr() {
        assertEquals(0, run("copy", primary.host() + "/library/app:v1", standby.host() + "/plain/app"));
        assertEquals(1, out.toString().lines().count(), out::toString);
        assertTrue(out.toString().contains(" copied " + image.root().digest() + ", "), out::toString);
        assertEquals("", err.toString());
    }

    @Test
    void missingSourceIsAFailureThatNamesIt() {
        assertEquals(1, run("copy", primary.host() + "/library/nowhere:v1", standby.host() + "/a/b"));
        assertEquals(
                "breakwater: there is no " + primary.host() + "/library/nowhere:v1; check its name and tag\n",
                err.toString());
    }

    @Test
    void severalImagesGoBelowATargetThatEndsWithASlash() throws IOException {
        assertEquals(
                0,
                run(
                        "copy",
                        "-o",
                        "json",
                        primary.host() + "/library/app:v1",
                        primary.host() + "/library/app@" + image.root().digest(),
                        standby.host() + "/several/"),
                err::toString);

        assertEquals(
                2,
                json().get("copied").intValue() + json().get("alreadyPresent").intValue());
        assertEquals(
                standby.host() + "/several/app:v1",
                json().get("images").get(0).get("target").textValue());
    }

    @Test
    void imagesFromTwoRegistriesSendWhatTheyShareOnce(@TempDir Path folder) throws IOException {
        try (var other = RegistryProcess.start(folder.resolve("other"));
                var pusher = new RawPusher(other.url())) {
            pusher.push("team/twin", image, "v1");

            assertEquals(
                    0,
                    run(
                            "copy",
                            "-o",
                            "json",
                            primary.host() + "/library/app:v1",
                            other.host() + "/team/twin:v1",
                            standby.host() + "/shared/"),
                    err::toString);

            var images = json().get("images");
            assertEquals(
                    image.blobs().size(),
                    images.get(0).get("blobsSent").intValue()
                            + images.get(1).get("blobsSent").intValue());
        }
    }

    @Test
    void oneThatFailsDoesNotKeepTheOthersAndIsTold() throws IOException {
        assertEquals(
                1,
                run(
                        "copy",
                        "-o",
                        "json",
                        primary.host() + "/library/nowhere:v1",
                        primary.host() + "/library/app:v1",
                        standby.host() + "/partly/"));

        assertEquals(1, json().get("failed").intValue());
        assertEquals(1, json().get("copied").intValue());
        isMissing(json().get("images").get(0), "/partly/nowhere:v1");
        assertEquals("", err.toString(), "all of it is in the report");
    }

    private void isMissing(JsonNode failed, String target) {
        assertEquals("failed", failed.get("result").textValue());
        assertEquals("MANIFEST_UNKNOWN", failed.get("code").textValue());
        assertEquals(
                "there is no " + primary.host() + "/library/nowhere:v1",
                failed.get("message").textValue());
        assertEquals("check its name and tag", failed.get("mend").textValue());
        assertEquals(
                primary.host() + "/library/nowhere:v1", failed.get("source").textValue());
        assertEquals(standby.host() + target, failed.get("target").textValue());
    }

    @Test
    void singleImageThatFailsIsReportedToo() throws IOException {
        for (var options : List.of(List.<String>of(), List.of("--dry-run"))) {
            forgetWhatWasSaid();
            var arguments = new ArrayList<>(List.of("copy", "-o", "json"));
            arguments.addAll(options);
            arguments.addAll(List.of(primary.host() + "/library/nowhere:v1", standby.host() + "/a/b"));

            assertEquals(1, run(arguments.toArray(String[]::new)));

            isMissing(json(), "/a/b:v1");
            assertTrue(err.toString().startsWith("breakwater: there is no "), err::toString);
        }
    }

    @Test
    void repositoryThatCannotBeListedDoesNotKeepTheOthersAndIsTold() throws IOException {
        try (var pusher = new RawPusher(primary.url())) {
            pusher.push("library/listed", image, "v1");
        }

        assertEquals(
                1,
                run(
                        "copy",
                        "-o",
                        "json",
                        "--all-tags",
                        primary.host() + "/library/unlisted",
                        primary.host() + "/library/listed",
                        standby.host() + "/listed/"));

        assertEquals(1, json().get("copied").intValue());
        var failed = json().get("images").get(0);
        assertEquals("NAME_UNKNOWN", failed.get("code").textValue());
        assertEquals(primary.host() + "/library/unlisted", failed.get("source").textValue());
        assertEquals(standby.host() + "/listed/unlisted", failed.get("target").textValue());
    }

    @Test
    void allTagsAreCopied() throws IOException {
        try (var pusher = new RawPusher(primary.url())) {
            pusher.push("library/tags", image, "v1");
            pusher.push("library/tags", image, "v2");
        }

        assertEquals(
                0,
                run("copy", "-o", "json", "--all-tags", primary.host() + "/library/tags", standby.host() + "/tags"),
                err::toString);

        assertEquals(2, json().get("copied").intValue());
        assertEquals(2, run("copy", "--all-tags", primary.host() + "/library/tags:v1", standby.host() + "/tags"));
    }

    @Test
    void dryRunForetellsAndChangesNothing() throws IOException {
        assertEquals(
                0,
                run("copy", "-o", "json", "--dry-run", primary.host() + "/library/app:v1", standby.host() + "/dry/app"),
                err::toString);
        assertEquals("planned", json().get("result").textValue());
        var bytes = json().get("bytesToSend").longValue();

        var done = copy("/library/app:v1", "/dry/app");

        assertEquals("copied", done.get("result").textValue());
        assertTrue(bytes > 0 && bytes < done.get("bytesSent").longValue(), "manifests are no blobs");
    }

    /** One of the three is another name of the second, and the two have their layers in common with nobody. */
    private void pushThreeTags(String repository) {
        try (var pusher = new RawPusher(primary.url())) {
            pusher.push(repository, TestImages.oci(1, 2, 3_000), "v1");
            pusher.push(repository, TestImages.oci(2, 2, 3_000), "v2");
            pusher.push(repository, TestImages.oci(2, 2, 3_000), "v3");
        }
    }

    @Test
    void dryRunOfEveryTagSumsUpWhatTheCopyTakes() throws IOException {
        pushThreeTags("library/three");
        String[] copy = {
            "copy", "-o", "json", "-j", "1", "--all-tags", primary.host() + "/library/three", standby.host() + "/three"
        };
        var dry = Stream.concat(Stream.of(copy), Stream.of("--dry-run")).toArray(String[]::new);
        assertEquals(0, run(dry), err::toString);
        var planned = json();
        forgetWhatWasSaid();

        assertEquals(0, run(copy), err::toString);

        assertEquals(3, planned.get("images").size());
        assertEquals(3, planned.get("planned").intValue());
        assertEquals(
                json().get("requests").intValue(),
                planned.get("sourceRequests").intValue()
                        + planned.get("targetRequests").intValue());
        assertEquals(blobsSent(json()), planned.get("blobsToSend").intValue(), "what two tags share is sent once");
        var manifests = manifestBytes(1) + 2 * manifestBytes(2);
        assertEquals(
                json().get("bytesSent").longValue() - manifests,
                planned.get("bytesToSend").longValue(),
                "manifests are no blobs");
        forgetWhatWasSaid();
        assertEquals(0, run(dry), err::toString);
        assertEquals(3, json().get("alreadyPresent").intValue());
        assertEquals(0, json().get("bytesToSend").intValue());
    }

    private static long manifestBytes(long seed) {
        return TestImages.oci(seed, 2, 3_000).root().bytes().length;
    }

    private static int blobsSent(JsonNode summary) {
        var sent = 0;
        for (var done : summary.get("images")) {
            sent += done.get("blobsSent").intValue();
        }
        return sent;
    }

    @Test
    void dryRunOfSeveralImagesIsATableThatEndsWithItsSums() {
        pushThreeTags("library/table");

        assertEquals(
                0,
                run("copy", "--dry-run", "--all-tags", primary.host() + "/library/table", standby.host() + "/table"),
                err::toString);

        var lines = out.toString().lines().toList();
        assertEquals(1 + 3 + 1, lines.size(), out::toString);
        assertTrue(lines.getFirst().startsWith("TARGET "), out::toString);
        assertTrue(lines.getLast().startsWith("TOTAL of 3 images "), out::toString);
        assertTrue(lines.getLast().endsWith("3 to copy, 0 there already, 0 failed"), out::toString);
        assertEquals("", err.toString());
    }

    @Test
    void severalImagesToOneNameAreRefused() {
        assertEquals(
                2,
                run(
                        "copy",
                        primary.host() + "/library/app:v1",
                        primary.host() + "/library/tags:v1",
                        standby.host() + "/one"));
        assertTrue(err.toString().contains("ends with a slash"), err::toString);
    }

    private JsonNode copy(String from, String to) throws IOException {
        out.getBuffer().setLength(0);
        assertEquals(0, run("copy", "-o", "json", primary.host() + from, standby.host() + to), err::toString);
        return json();
    }

    private JsonNode json() throws IOException {
        return new JsonMapper().readTree(out.toString());
    }

    private int run(String... arguments) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}
