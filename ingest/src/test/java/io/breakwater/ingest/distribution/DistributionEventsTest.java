package io.breakwater.ingest.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.ingest.payload.ParseResult.Code;
import io.breakwater.ingest.payload.ParseResult.Ignored;
import io.breakwater.ingest.payload.Parsed;
import io.breakwater.ingest.payload.Received;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.EventDetails;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.Json;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.Side;
import java.io.IOException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
                        digest(PUSH)),
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
        assertInstanceOf(Ignored.class, parsed(replaced(part, instead)).result());
    }

    @Test
    void anEmptyEnvelopeIsIgnored() {
        assertInstanceOf(Ignored.class, parsed("{\"events\":[]}").result());
    }

    @Test
    void everyEventOfAnEnvelopeIsKeptInItsOrder() {
        var event = PUSH.substring(PUSH.indexOf('[') + 1, PUSH.lastIndexOf(']'));
        var layer = event.replace("vnd.docker.distribution.manifest.v2+json", "octet-stream");
        var body = "{\"events\":[" + event + "," + layer + "," + event.replace("\"v1\"", "\"v2\"") + "]}";

        var events = parsed(body).all();

        assertEquals(2, events.size());
        assertEquals("library/team/app:v1", events.get(0).event().key());
        assertEquals("library/team/app:v2", events.get(1).event().key());
    }

    /** A payload of its own, and not the envelope's: a thousand events would be a thousand copies of all of them. */
    @Test
    void whatIsKeptAsItCameIsTheOneEventsPart() throws IOException {
        var body = "{\"events\":[" + untagged(1) + "," + untagged(2) + "]}";

        var events = parsed(body).all();

        for (var number = 1; number <= 2; number++) {
            var other = assertInstanceOf(
                    RegistryEvent.Other.class, events.get(number - 1).event());
            assertEquals(Json.mapper().readTree(untagged(number)), Json.mapper().readTree(other.payload()));
            assertEquals(digest(body), other.origin().payloadDigest());
        }
    }

    @Test
    void anEnvelopeOfMoreThanAThousandIsRejected() {
        assertEquals(1_000, parsed(envelope(1_000)).all().size());

        var rejected = parsed(envelope(1_001)).rejected();

        assertEquals(Code.INVALID, rejected.code());
        assertEquals("$.events: at most 1000 events are expected here, found 1001", rejected.message());
    }

    @Test
    void anAccountMayHaveALongName() {
        var name = "CN=" + "a".repeat(300);

        assertEquals(
                Optional.of(name),
                event(replaced("\"name\": \"ci\"", "\"name\": \"" + name + "\""))
                        .origin()
                        .operator());
    }

    private static String envelope(int events) {
        return IntStream.rangeClosed(1, events)
                .mapToObj(DistributionEventsTest::untagged)
                .collect(Collectors.joining(",", "{\"events\":[", "]}"));
    }

    /** A tag that is taken off. */
    private static String untagged(int number) {
        return "{\"id\":\"%d\",\"timestamp\":\"2026-11-24T04:00:00Z\",\"action\":\"delete\",".formatted(number)
                + "\"target\":{\"repository\":\"library/app\",\"tag\":\"v%d\"}}".formatted(number);
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
        var rejected = parsed(replaced(part, instead)).rejected();

        assertEquals(code, rejected.code());
        assertTrue(rejected.message().startsWith(message), rejected.message());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"events\":[1]}", "{\"events\":{}}", "[]", "", "{\"events\":[", "null"})
    void whatIsNoEnvelopeIsRejected(String body) {
        parsed(body).rejected();
    }

    @Test
    void aDeletionOfNothingIsRejected() {
        var body = PUSH.replace("\"push\"", "\"delete\"")
                .replace("\"digest\": \"" + A + "\",", "")
                .replace("\"tag\": \"v1\"", "\"tag\": \"\"");

        assertEquals(Code.MISSING, parsed(body).rejected().code());
    }

    private static String replaced(String part, String instead) {
        assertTrue(PUSH.contains(part), part);
        return PUSH.replace(part, instead);
    }

    private static RegistryEvent event(String body) {
        return parsed(body).event();
    }

    private static Parsed parsed(String body) {
        return Parsed.by(
                DistributionEvents::parse, "application/vnd.docker.distribution.events.v1+json", body, RECEIVED);
    }

    private static Digest digest(String body) {
        return new Received("", body.getBytes(UTF_8), RECEIVED).digest();
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
