package io.breakwater.ingest.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.ingest.payload.ParseResult;
import io.breakwater.ingest.payload.ParseResult.Accepted;
import io.breakwater.ingest.payload.ParseResult.Code;
import io.breakwater.ingest.payload.ParseResult.Ignored;
import io.breakwater.ingest.payload.ParseResult.Rejected;
import io.breakwater.ingest.payload.Received;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.EventDetails;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.Side;
import java.io.IOException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DistributionEventsTest {
    private static final Instant RECEIVED = Instant.parse("2026-11-24T04:00:01Z");
    private static final Digest A = new Digest("sha256:" + "a".repeat(64));
    private static final String PUSH = fixture("push");

    @Test
    void aPushOfATagIsNamedByItsTag() {
        var pushed = assertInstanceOf(RegistryEvent.Pushed.class, event(PUSH));

        assertEquals(new ImageName.Tagged("library/team/app", "v1"), pushed.image());
        assertEquals(A, pushed.digest());
    }

    @Test
    void itsOriginIsTheSendersOwnWords() {
        var origin = event(PUSH).origin();

        assertEquals(
                new RegistryEvent.Origin(
                        "320678d8-ca14-430f-8bb6-4ca139cd83f7",
                        Side.PRIMARY,
                        "/webhooks/distribution",
                        Instant.parse("2026-11-24T03:00:00.123456789Z"),
                        RECEIVED,
                        Optional.of("ci"),
                        received(PUSH).digest()),
                origin);
    }

    @Test
    void aPushByDigestIsNamedByItsDigest() {
        var pushed =
                assertInstanceOf(RegistryEvent.Pushed.class, event(PUSH.replace("\"tag\": \"v1\"", "\"tag\": \"\"")));

        assertEquals(new ImageName.Untagged("library/team/app", A), pushed.image());
    }

    @Test
    void theAddressInThePayloadIsNeverUsed() {
        assertEquals(
                "library/team/app:v1",
                event(PUSH.replace("registry.example.com", "evil.example.com")).key());
    }

    @Test
    void aDeletionOfADigestIsADeletion() {
        var body = PUSH.replace("\"push\"", "\"delete\"").replace("\"tag\": \"v1\"", "\"tag\": \"\"");

        var deleted = assertInstanceOf(RegistryEvent.Deleted.class, event(body));

        assertEquals(new ImageName.Untagged("library/team/app", A), deleted.image());
    }

    @Test
    void aTagThatIsTakenOffIsKeptAsSuch() {
        var body = PUSH.replace("\"push\"", "\"delete\"").replace("\"digest\": \"" + A + "\",", "");

        var other = assertInstanceOf(RegistryEvent.Other.class, event(body));

        assertEquals(
                Optional.of(new EventDetails.TagRemoved(new ImageName.Tagged("library/team/app", "v1"))),
                other.details());
        assertEquals("library/team/app:v1", other.key());
    }

    @ParameterizedTest
    @CsvSource({
        "vnd.docker.distribution.manifest.v2+json, octet-stream",
        "vnd.docker.distribution.manifest.v2+json, vnd.oci.image.config.v1+json",
        "\"push\", \"pull\"",
        "\"push\", \"mount\"",
        "\"push\", \"a newer registry's\""
    })
    void whatChangesNoManifestIsIgnored(String part, String instead) {
        assertInstanceOf(Ignored.class, parse(replaced(part, instead)));
    }

    @Test
    void anEmptyEnvelopeIsIgnored() {
        assertInstanceOf(Ignored.class, parse("{\"events\":[]}"));
    }

    @Test
    void everyEventOfAnEnvelopeIsKeptInItsOrder() {
        var event = PUSH.substring(PUSH.indexOf('[') + 1, PUSH.lastIndexOf(']'));
        var layer = event.replace("vnd.docker.distribution.manifest.v2+json", "octet-stream");
        var body = "{\"events\":[" + event + "," + layer + "," + event.replace("\"v1\"", "\"v2\"") + "]}";

        var events = assertInstanceOf(Accepted.class, parse(body)).events();

        assertEquals(2, events.size());
        assertEquals("library/team/app:v1", events.get(0).event().key());
        assertEquals("library/team/app:v2", events.get(1).event().key());
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "events"                               | "things"                    | MISSING    | $.events: an array of objects
            "action": "push"                       | "action": 7                 | WRONG_TYPE | $.events[0].action: a text
            "id": "320678d8                        | "ID": "320678d8             | MISSING    | $.events[0].id: a text
            "timestamp": "2026                     | "timestamp": "yesterday2026 | INVALID    | $.events[0].timestamp: a time as in RFC 3339
            "target"                               | "goal"                      | MISSING    | $.events[0].target: an object
            "repository": "library/team/app"       | "repository": "../etc"      | INVALID    | $.events[0].target.repository: not a repository name
            "tag": "v1"                            | "tag": "v 1"                | INVALID    | $.events[0].target.tag: not a tag
            "digest": "sha256:                     | "digest": "sha1:            | INVALID    | $.events[0].target.digest: not a digest
            """)
    void whatIsWrongIsNamedWithItsPlace(String part, String instead, Code code, String message) {
        var rejected = assertInstanceOf(Rejected.class, parse(replaced(part, instead)));

        assertEquals(code, rejected.code());
        assertTrue(rejected.message().startsWith(message), rejected.message());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"events\":[1]}", "{\"events\":{}}", "[]", "", "{\"events\":[", "null"})
    void whatIsNoEnvelopeIsRejected(String body) {
        assertInstanceOf(Rejected.class, parse(body));
    }

    @Test
    void aDeletionOfNothingIsRejected() {
        var body = PUSH.replace("\"push\"", "\"delete\"")
                .replace("\"digest\": \"" + A + "\",", "")
                .replace("\"tag\": \"v1\"", "\"tag\": \"\"");

        assertEquals(Code.MISSING, assertInstanceOf(Rejected.class, parse(body)).code());
    }

    private static String replaced(String part, String instead) {
        assertTrue(PUSH.contains(part), part);
        return PUSH.replace(part, instead);
    }

    private static RegistryEvent event(String body) {
        var result = parse(body);
        var event = assertInstanceOf(Accepted.class, result, result.toString())
                .events()
                .getFirst()
                .event();
        var serde = JsonSerde.of(RegistryEvent.class);
        assertEquals(event, serde.read(serde.write(event)));
        return event;
    }

    private static ParseResult parse(String body) {
        return DistributionEvents.parse(received(body));
    }

    private static Received received(String body) {
        return new Received("application/vnd.docker.distribution.events.v1+json", body.getBytes(UTF_8), RECEIVED);
    }

    private static String fixture(String name) {
        try (var file = Objects.requireNonNull(
                DistributionEventsTest.class.getResourceAsStream("/distribution/" + name + ".json"))) {
            return new String(file.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
