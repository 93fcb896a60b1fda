package io.breakwater.ingest.harbor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.breakwater.ingest.harbor.HarborEvents.Format;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.Side;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HarborEventsTest {
    private static final Digest A = new Digest("sha256:" + "a".repeat(64));
    private static final Digest B = new Digest("sha256:" + "b".repeat(64));

    @Test
    void aPushWithATagIsNamedByItsTag() {
        var event = accepted(Format.DEFAULT, Payload.text("push-tag"));

        var pushed = assertInstanceOf(RegistryEvent.Pushed.class, event);
        assertEquals(new ImageName.Tagged("library/team/app", "v1"), pushed.image());
        assertEquals(A, pushed.digest());
    }

    @Test
    void aPushWithoutATagIsNamedByItsDigest() {
        var event = accepted(Format.DEFAULT, Payload.text("push-digest"));

        var pushed = assertInstanceOf(RegistryEvent.Pushed.class, event);
        assertEquals(new ImageName.Untagged("library/app", B), pushed.image());
    }

    @Test
    void anAbsentTagIsNoTag() {
        var event = accepted(Format.DEFAULT, Payload.text("push-tag").replace("\"tag\":\"v1\",", ""));

        assertEquals(new ImageName.Untagged("library/team/app", A), ((RegistryEvent.Pushed) event).image());
    }

    @Test
    void aDigestAsTagNeverReplacesTheResourcesOwn() {
        var body = Payload.text("push-tag").replace("\"tag\":\"v1\"", "\"tag\":\"" + B + "\"");

        var pushed = assertInstanceOf(RegistryEvent.Pushed.class, accepted(Format.DEFAULT, body));
        assertEquals(new ImageName.Untagged("library/team/app", A), pushed.image());
        assertEquals(A, pushed.digest());
    }

    @Test
    void theAddressInThePayloadIsNeverUsed() {
        var body = Payload.text("push-tag")
                .replace("harbor.example.com/library/team/app:v1", "evil.example.com/other/image:v2");

        assertEquals("library/team/app:v1", accepted(Format.DEFAULT, body).key());
    }

    @ParameterizedTest
    @CsvSource({"delete-tag, library/team/app:v1", "delete-digest, library/app@"})
    void aDeletionIsADeletion(String payload, String key) {
        var event = accepted(Format.DEFAULT, Payload.text(payload));

        assertInstanceOf(RegistryEvent.Deleted.class, event);
        assertEquals(key.endsWith("@") ? key + B : key, event.key());
    }

    @Test
    void theDefaultFormatIsIdentifiedByTheHashOfItsBody() {
        var body = Payload.text("push-tag");

        var origin = accepted(Format.DEFAULT, body).origin();

        assertEquals(
                new RegistryEvent.Origin(
                        sha256(body),
                        Side.PRIMARY,
                        "/webhooks/harbor",
                        Instant.ofEpochSecond(1_763_870_000),
                        Payload.RECEIVED,
                        Optional.of("robot$library+ci"),
                        new Digest(sha256(body))),
                origin);
    }

    @Test
    void aCloudEventIsIdentifiedByItsId() {
        var body = Payload.text("cloudevents-push-tag");

        var origin = accepted(Format.CLOUDEVENTS, body).origin();

        assertEquals(
                new RegistryEvent.Origin(
                        "4b2f89a6-548d-4c12-9993-a1f5790b97d2",
                        Side.PRIMARY,
                        "/projects/1/webhook/policies/3",
                        Instant.parse("2026-11-23T04:00:00Z"),
                        Payload.RECEIVED,
                        Optional.of("admin"),
                        new Digest(sha256(body))),
                origin);
    }

    @ParameterizedTest
    @CsvSource({
        "cloudevents-push-tag, pushed, library/team/app:v1",
        "cloudevents-push-digest, pushed, library/app@",
        "cloudevents-delete-tag, deleted, library/team/app:v1"
    })
    void aCloudEventSaysTheSameAsTheDefaultFormat(String payload, String what, String key) {
        var event = accepted(Format.CLOUDEVENTS, Payload.text(payload));

        assertEquals(what.equals("pushed"), event instanceof RegistryEvent.Pushed);
        assertEquals(what.equals("deleted"), event instanceof RegistryEvent.Deleted);
        assertEquals(key.endsWith("@") ? key + B : key, event.key());
    }

    @Test
    void nobodyIsAnAbsentOperator() {
        assertEquals(
                Optional.empty(),
                accepted(Format.DEFAULT, Payload.text("pull")).origin().operator());
    }

    @ParameterizedTest
    @CsvSource({
        "DEFAULT, pull, PULL_ARTIFACT, library/team/app",
        "DEFAULT, scanning-completed, SCANNING_COMPLETED, library/team/app",
        "DEFAULT, scanning-failed, SCANNING_FAILED, library/team/app",
        "DEFAULT, scanning-stopped, SCANNING_STOPPED, library/team/app",
        "DEFAULT, quota-warning, QUOTA_WARNING, library/team/app",
        "DEFAULT, quota-exceed-without-resources, QUOTA_EXCEED, library/team/app",
        "DEFAULT, replication, REPLICATION, REPLICATION",
        "DEFAULT, tag-retention, TAG_RETENTION, TAG_RETENTION",
        "CLOUDEVENTS, cloudevents-scan-completed, harbor.scan.completed, library/team/app",
        "DEFAULT, newer-harbor-unknown-type, CREATE_TAG, library/team/app"
    })
    void whatIsNoPushOrDeletionIsKeptAsItCame(Format format, String payload, String eventType, String subject) {
        var body = Payload.text(payload);

        var other = assertInstanceOf(RegistryEvent.Other.class, accepted(format, body));

        assertEquals(body, other.payload());
        assertEquals(eventType, other.eventType());
        assertEquals(subject, other.key());
    }

    @ParameterizedTest
    @CsvSource({
        "DEFAULT, push-tag, push_artifact",
        "DEFAULT, newer-harbor-unknown-type, unknown",
        "CLOUDEVENTS, cloudevents-scan-completed, scanning_completed",
        "CLOUDEVENTS, cloudevents-delete-tag, delete_artifact"
    })
    void aTypeIsCountedUnderOneOfAClosedSetOfNames(Format format, String payload, String label) {
        assertEquals(
                label,
                Payload.parsed(format, Payload.text(payload)).understood().type());
    }

    @Test
    void aNameOfOneFormatIsUnknownInTheOther() {
        var body = Payload.text("push-tag").replace("PUSH_ARTIFACT", "harbor.artifact.pushed");

        assertInstanceOf(RegistryEvent.Other.class, accepted(Format.DEFAULT, body));
    }

    @Test
    void membersThatANewerHarborAddsDoNotMatter() {
        var event = accepted(Format.DEFAULT, Payload.text("newer-harbor-extra-members"));

        assertEquals("library/team/app:v1", event.key());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "push-tag",
                "push-digest",
                "delete-tag",
                "delete-digest",
                "pull",
                "replication",
                "tag-retention",
                "newer-harbor-unknown-type"
            })
    void everyEventCanBeReadBackFromItsRecord(String payload) {
        var serde = JsonSerde.of(RegistryEvent.class);

        var event = accepted(Format.DEFAULT, Payload.text(payload));

        assertEquals(event, serde.read(serde.write(event)));
    }

    @Test
    void anUnknownTypeNeedsNothingButItsEnvelope() {
        var event = accepted(Format.DEFAULT, "{\"type\":\"CREATE_PROJECT\",\"occur_at\":1763870000}");

        assertEquals("CREATE_PROJECT", event.key());
    }

    private static RegistryEvent accepted(Format format, String body) {
        return Payload.parsed(format, body).event();
    }

    private static String sha256(String text) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
            return "sha256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
