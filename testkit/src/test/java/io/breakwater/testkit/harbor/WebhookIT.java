package io.breakwater.testkit.harbor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.breakwater.testkit.image.RawPusher;
import io.breakwater.testkit.image.TestImage;
import io.breakwater.testkit.image.TestImages;
import io.breakwater.testkit.registry.RegistryProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Harbor's own three seconds would be a failure where the machine is slow, and so one more delivery. */
    private static final Duration HANG = Duration.ofMinutes(2);

    private static final TestImage IMAGE = TestImages.oci(21, 1, 100);

    @TempDir
    static Path folder;

    private static RegistryProcess registry;
    private WebhookReceiver receiver;

    @BeforeAll
    static void startRegistry() {
        registry = RegistryProcess.start(folder);
    }

    @AfterAll
    static void stopRegistry() {
        registry.close();
    }

    @BeforeEach
    void startReceiver() throws IOException {
        receiver = new WebhookReceiver();
    }

    @AfterEach
    void stopReceiver() {
        receiver.close();
    }

    @Test
    void aPushIsToldInTheFormatOfThePolicy() throws IOException {
        try (var face = face(PayloadFormat.DEFAULT)) {
            push(face, "library/app", IMAGE);

            var webhook = only(face);
            assertEquals("application/json", webhook.headers().getFirst("Content-Type"));
            assertEquals("Bearer s3cret", webhook.headers().getFirst("Authorization"));
            var body = JSON.readTree(webhook.body());
            assertEquals("PUSH_ARTIFACT", body.path("type").asText());
            assertEquals("robot$library+ci", body.path("operator").asText());
            assertEquals(resource(face), body.at("/event_data/resources/0"));
        }
    }

    @Test
    void aPushIsToldAsACloudEvent() throws IOException {
        try (var face = face(PayloadFormat.CLOUDEVENTS)) {
            push(face, "library/app", IMAGE);

            var webhook = only(face);
            assertEquals("application/cloudevents+json", webhook.headers().getFirst("Content-Type"));
            var body = JSON.readTree(webhook.body());
            assertEquals("harbor.artifact.pushed", body.path("type").asText());
            assertEquals(resource(face), body.at("/data/resources/0"));
        }
    }

    @Test
    void anIndexIsToldWithEachOfItsChildren() {
        var index = TestImages.ociIndex(22, 3);
        try (var face = face(PayloadFormat.DEFAULT)) {
            push(face, "library/index", index);

            face.awaitDeliveries(4);

            var expected = Stream.concat(
                    index.children().stream().map(child -> child.digest() + " as " + child.digest()),
                    Stream.of(index.root().digest() + " as v1"));
            assertEquals(expected.collect(Collectors.toSet()), told());
        }
    }

    @Test
    void aDeleteIsToldWithTheTagThatWent() throws IOException {
        try (var face = face(PayloadFormat.DEFAULT);
                var pusher = new RawPusher(face.url())) {
            pusher.push("library/deleted", IMAGE, "v1");
            face.awaitDeliveries(1);

            pusher.deleteManifest("library/deleted", IMAGE.root().digest());

            face.awaitDeliveries(2);
            var body = JSON.readTree(receiver.received().get(1).body());
            assertEquals("DELETE_ARTIFACT", body.path("type").asText());
            assertEquals("v1", body.at("/event_data/resources/0/tag").asText());
        }
    }

    @Test
    void aRefusedPushIsNotTold() {
        try (var face = face(PayloadFormat.DEFAULT);
                var pusher = new RawPusher(face.url())) {
            var dangling = TestImages.oci(23, 1, 100).root();
            assertThrows(IllegalStateException.class, () -> pusher.putManifest("library/dangling", dangling, "v1"));

            push(face, "library/app", IMAGE);

            face.awaitDeliveries(1);

            assertEquals(Set.of(IMAGE.root().digest() + " as v1"), told());
        }
    }

    @Test
    void aFailedDeliveryIsRepeatedWithTheVerySameBytes() {
        receiver.answer(503, 200);
        try (var face = face(PayloadFormat.CLOUDEVENTS)) {
            push(face, "library/app", IMAGE);

            var delivery = face.awaitDeliveries(1).getFirst();

            assertEquals(Delivery.State.DELIVERED, delivery.state());
            assertEquals(2, delivery.attempts());
            assertArrayEquals(
                    receiver.received().get(0).body(),
                    receiver.received().get(1).body());
        }
    }

    @Test
    void afterThreeAttemptsAWebhookIsForgotten() {
        receiver.answer(500);
        try (var face = face(PayloadFormat.DEFAULT)) {
            push(face, "library/app", IMAGE);

            var delivery = face.awaitDeliveries(1).getFirst();

            assertEquals(Delivery.State.GIVEN_UP, delivery.state());
            assertEquals(OptionalInt.of(500), delivery.lastStatus());
            assertEquals(3, receiver.received().size());
        }
    }

    @Test
    void aRedirectIsAFailure() {
        receiver.answer(302, 200);
        try (var face = face(PayloadFormat.DEFAULT)) {
            push(face, "library/app", IMAGE);

            assertEquals(2, face.awaitDeliveries(1).getFirst().attempts());
        }
    }

    @Test
    void anAnswerThatComesTooLateIsAFailure() {
        receiver.answer(0);
        var face = HarborFace.inFrontOf(registry.url())
                .webhook(receiver.url(), "", PayloadFormat.DEFAULT)
                .timeout(Duration.ofMillis(100))
                .retryDelays(Duration.ofMillis(1), Duration.ofMillis(1))
                .start();
        try (face) {
            face.send("{}".getBytes(UTF_8));

            var delivery = face.awaitDeliveries(1).getFirst();

            assertEquals(Delivery.State.GIVEN_UP, delivery.state());
            assertEquals(3, delivery.attempts());
            assertEquals(OptionalInt.empty(), delivery.lastStatus());
        }
    }

    @Test
    void everyTargetIsToldAndEachHasAnIdOfItsOwn() throws IOException {
        var face = HarborFace.inFrontOf(registry.url())
                .webhook(receiver.url(), "", PayloadFormat.CLOUDEVENTS)
                .webhook(receiver.url(), "", PayloadFormat.CLOUDEVENTS)
                .timeout(HANG)
                .start();
        try (face) {
            push(face, "library/app", IMAGE);
            face.awaitDeliveries(2);

            var first = JSON.readTree(receiver.received().get(0).body());
            var second = JSON.readTree(receiver.received().get(1).body());
            assertTrue(!first.path("id").equals(second.path("id")));
            assertEquals(first.path("requestid"), second.path("requestid"));
        }
    }

    private HarborFace face(PayloadFormat format) {
        return HarborFace.inFrontOf(registry.url())
                .operator("robot$library+ci")
                .webhook(receiver.url(), "Bearer s3cret", format)
                .timeout(HANG)
                .retryDelays(Duration.ofMillis(5), Duration.ofMillis(10))
                .start();
    }

    private static void push(HarborFace face, String repository, TestImage image) {
        try (var pusher = new RawPusher(face.url())) {
            pusher.push(repository, image, "v1");
        }
    }

    private WebhookReceiver.Received only(HarborFace face) {
        face.awaitDeliveries(1);
        assertEquals(1, receiver.received().size());
        return receiver.received().getFirst();
    }

    private Set<String> told() {
        return receiver.received().stream()
                .map(WebhookIT::resource)
                .map(node ->
                        node.path("digest").asText() + " as " + node.path("tag").asText())
                .collect(Collectors.toSet());
    }

    private static JsonNode resource(WebhookReceiver.Received webhook) {
        try {
            return JSON.readTree(webhook.body()).at("/event_data/resources/0");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode resource(HarborFace face) {
        return JSON.createObjectNode()
                .put("digest", IMAGE.root().digest())
                .put("tag", "v1")
                .put("resource_url", face.host() + "/library/app:v1");
    }
}
