package io.breakwater.ingest.google;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.ingest.payload.ParseResult.Code;
import io.breakwater.ingest.payload.ParseResult.Ignored;
import io.breakwater.ingest.payload.ParseResult.Rejected;
import io.breakwater.ingest.payload.Parsed;
import io.breakwater.ingest.payload.Received;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.EventDetails;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.Side;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PubSubEventsTest {
    private static final String NONE = "-";
    private static final String A = "sha256:" + "a".repeat(64);
    private static final String IMAGE = "asia.gcr.io/example-project/team/app";
    private static final Instant RECEIVED = Instant.parse("2026-11-24T10:02:18Z");
    private static final PubSubEvents EVENTS = new PubSubEvents(new StandbyNames(
            "asia.gcr.io",
            name -> name.startsWith("example-project/")
                    ? Optional.of(name.replace("example-project/", "library/"))
                    : Optional.empty()));

    @Test
    void aTagThatIsPutIsAPushAtTheStandbyUnderThePrimarysName() {
        var event = accepted(push("INSERT", IMAGE + "@" + A, IMAGE + ":v1"));

        var pushed = assertInstanceOf(RegistryEvent.Pushed.class, event);
        assertEquals(new ImageName.Tagged("library/team/app", "v1"), pushed.image());
        assertEquals(new Digest(A), pushed.digest());
        assertEquals(
                new RegistryEvent.Origin(
                        "13870912345678901",
                        Side.STANDBY,
                        "/webhooks/pubsub",
                        Instant.parse("2026-11-24T10:02:17.090Z"),
                        RECEIVED,
                        Optional.empty(),
                        new Received(
                                        "",
                                        push("INSERT", IMAGE + "@" + A, IMAGE + ":v1")
                                                .getBytes(UTF_8),
                                        RECEIVED)
                                .digest()),
                pushed.origin());
    }

    @Test
    void aManifestWithoutATagIsNamedByItsDigest() {
        var pushed = assertInstanceOf(RegistryEvent.Pushed.class, accepted(push("INSERT", IMAGE + "@" + A, NONE)));

        assertEquals(new ImageName.Untagged("library/team/app", new Digest(A)), pushed.image());
    }

    /** Host, repository and digest of the greatest length that each may have. */
    @Test
    void theLongestNameThatCanBeIsTaken() {
        var repository = "example-project/" + "a".repeat(255 - "example-project/".length());
        var digest = "sha512:" + "a".repeat(128);
        var host = ("a".repeat(63) + ".").repeat(4).substring(0, 253);
        var events = new PubSubEvents(new StandbyNames(host, name -> Optional.of("library/app")));
        var body =
                push("INSERT", host + "/" + repository + "@" + digest, host + "/" + repository + ":" + "v".repeat(128));

        var event = Parsed.by(events, "application/json", body, RECEIVED).event();

        assertEquals("library/app:" + "v".repeat(128), event.key());
    }

    @Test
    void aManifestThatIsDeletedIsADeletion() {
        var deleted = assertInstanceOf(RegistryEvent.Deleted.class, accepted(push("DELETE", IMAGE + "@" + A, NONE)));

        assertEquals(new ImageName.Untagged("library/team/app", new Digest(A)), deleted.image());
    }

    @Test
    void aTagThatIsTakenOffIsKeptAsSuch() {
        var other = assertInstanceOf(RegistryEvent.Other.class, accepted(push("DELETE", NONE, IMAGE + ":v1")));

        assertEquals(
                Optional.of(new EventDetails.TagRemoved(new ImageName.Tagged("library/team/app", "v1"))),
                other.details());
        assertEquals("library/team/app:v1", other.key());
        assertEquals("DELETE", other.eventType());
    }

    @ParameterizedTest
    @CsvSource({
        "INSERT, us.gcr.io/example-project/app@",
        "INSERT, asia.gcr.io.evil.example/example-project/app@",
        "INSERT, asia.gcr.io/another-project/app@",
        "DELETE, europe-docker.pkg.dev/example-project/app@",
        "MOVE, asia.gcr.io/example-project/app@"
    })
    void whatIsNotOursIsIgnored(String action, String image) {
        assertInstanceOf(Ignored.class, parsed(push(action, image + A, NONE)).result());
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            INSERT | asia.gcr.io/example-project/app:v1    | -                                   | INVALID | $.message.data.digest: host/repository@digest is expected
            INSERT | -                                     | asia.gcr.io/example-project/app:v1  | MISSING | $.message.data.digest: a text is expected
            INSERT | asia.gcr.io/example-project/App@A     | -                                   | INVALID | $.message.data.digest: not a repository name
            INSERT | asia.gcr.io/example-project/app@md5:1 | -                                   | INVALID | $.message.data.digest: not a digest
            INSERT | asia.gcr.io/example-project/app@A     | asia.gcr.io/example-project/b:v1    | INVALID | $.message.data.tag: the repository of the digest
            INSERT | asia.gcr.io/example-project/app@A     | asia.gcr.io/example-project/app@A   | INVALID | $.message.data.tag: host/repository@digest
            DELETE | -                                     | -                                   | MISSING | $.message.data: a digest or a tag is expected here
            """)
    void aNameThatIsNoneIsRejectedWithItsPlace(String action, String digest, String tag, Code code, String message) {
        var rejected = rejected(push(action, digest.replace("@A", "@" + A), tag.replace("@A", "@" + A)));

        assertEquals(code, rejected.code());
        assertTrue(rejected.message().startsWith(message), rejected.message());
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "message":       | "letter":           | MISSING    | $.message: an object
            "messageId":     | "id":               | MISSING    | $.message.messageId: a text
            "publishTime":   | "time":             | MISSING    | $.message.publishTime: a text
            "data":          | "body":             | MISSING    | $.message.data: a text in base64
            "data":"         | "data":"%           | INVALID    | $.message.data: base64 is expected
            """)
    void anEnvelopeThatIsNoneIsRejectedWithItsPlace(String part, String instead, Code code, String message) {
        var rejected = rejected(push("INSERT", IMAGE + "@" + A, NONE).replace(part, instead));

        assertEquals(code, rejected.code());
        assertTrue(rejected.message().startsWith(message), rejected.message());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "null", "[]", "{", "{\"action\":\"INSERT\"}", "{\"action\":\"INSERT\",\"action\":\"DELETE\"}"
            })
    void dataThatAreNoNotificationAreRejected(String data) {
        rejected(envelope(data));
    }

    @Test
    void dataThatAreTooLongAreRejectedUnread() {
        assertEquals(Code.INVALID, rejected(envelope(" ".repeat(10_000))).code());
    }

    private static String push(String action, String digest, String tag) {
        var data = new StringBuilder("{\"action\":\"" + action + "\"");
        if (!digest.equals(NONE)) {
            data.append(",\"digest\":\"").append(digest).append('"');
        }
        if (!tag.equals(NONE)) {
            data.append(",\"tag\":\"").append(tag).append('"');
        }
        return envelope(data + "}");
    }

    /** As Pub/Sub's documentation of push subscriptions shows it. */
    static String envelope(String data) {
        return """
                {"message":{"attributes":{},"data":"%s","messageId":"13870912345678901","message_id":"13870912345678901",\
                "publishTime":"2026-11-24T10:02:17.090Z","publish_time":"2026-11-24T10:02:17.090Z"},\
                "subscription":"projects/example-project/subscriptions/breakwater"}""".formatted(Base64.getEncoder().encodeToString(data.getBytes(UTF_8)));
    }

    private static RegistryEvent accepted(String body) {
        return parsed(body).event();
    }

    private static Rejected rejected(String body) {
        return parsed(body).rejected();
    }

    private static Parsed parsed(String body) {
        return Parsed.by(EVENTS, "application/json", body, RECEIVED);
    }
}
