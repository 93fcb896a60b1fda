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
        assertTrue(json().get("images").get(0).get("error").textValue().contains("there is no "));
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
