package io.breakwater.ingest.harbor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.ingest.harbor.HarborEvents.Format;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.Side;
import io.breakwater.testkit.harbor.HarborArtifact;
import io.breakwater.testkit.harbor.HarborPayloads;
import io.breakwater.testkit.harbor.Occasion;
import io.breakwater.testkit.harbor.PayloadFormat;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Payloads as goharbor/harbor v2.15.2 makes them ({@code src/pkg/notifier/formats}), whole and broken. */
class HarborEventsTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final String DIGEST = "sha256:" + "a".repeat(64);
    private static final Occasion OCCASION = Occasion.at(NOON, "robot$library+ci");

    private static final String PUSH = """
            {"type":"PUSH_ARTIFACT","occur_at":1763870000,"operator":"robot$library+ci","event_data":{"resources":[\
            {"digest":"%s","tag":"v1","resource_url":"http://169.254.169.254/library/app:v1"}],\
            "repository":{"date_created":1763860000,"name":"team/app","namespace":"library",\
            "repo_full_name":"library/team/app","repo_type":"private"}}}""".formatted(DIGEST);

    @ParameterizedTest
    @EnumSource(PayloadFormat.class)
    void aPushIsReadInBothFormats(PayloadFormat format) {
        var payloads = new HarborPayloads(format, "cr.example.io");
        var body = payloads.pushed(HarborArtifact.tagged("library/team/app", "v1", DIGEST), OCCASION);

        var pushed = assertInstanceOf(RegistryEvent.Pushed.class, accepted(format, body));

        assertEquals(ImageName.parse("library/team/app:v1"), pushed.image());
        assertEquals(new Digest(DIGEST), pushed.digest());
        assertEquals(Side.PRIMARY, pushed.origin().side());
        assertEquals(NOON, pushed.origin().occurredAt());
        assertEquals(Optional.of("robot$library+ci"), pushed.origin().operator());
    }

    @ParameterizedTest
    @EnumSource(PayloadFormat.class)
    void aTagThatHoldsADigestIsNoTag(PayloadFormat format) {
        var payloads = new HarborPayloads(format, "cr.example.io");

        var event = accepted(format, payloads.pushed(HarborArtifact.byDigest("library/app", DIGEST), OCCASION));

        assertEquals("library/app@" + DIGEST, event.key());
    }

    @ParameterizedTest
    @EnumSource(PayloadFormat.class)
    void aDeleteIsReadInBothFormats(PayloadFormat format) {
        var payloads = new HarborPayloads(format, "cr.example.io");

        var event = accepted(format, payloads.deleted(HarborArtifact.tagged("library/app", "v1", DIGEST), OCCASION));

        assertInstanceOf(RegistryEvent.Deleted.class, event);
    }

    @ParameterizedTest
    @EnumSource(PayloadFormat.class)
    void whatChangesNoImageIsKeptAsItCame(PayloadFormat format) {
        var payloads = new HarborPayloads(format, "cr.example.io");
        var artifact = HarborArtifact.tagged("library/app", "v1", DIGEST);
        for (var body : new byte[][] {
            payloads.pulled(artifact, OCCASION),
            payloads.scanCompleted(artifact, OCCASION),
            payloads.quotaWarning(artifact, OCCASION),
            payloads.quotaExceeded(artifact, OCCASION),
            payloads.replicated(artifact, OCCASION),
            payloads.retained(artifact, OCCASION)
        }) {
            var other = assertInstanceOf(RegistryEvent.Other.class, accepted(format, body));

            assertEquals(new String(body, UTF_8), other.payload());
        }
    }

    @Test
    void aTypeThatANewerHarborMayInventIsKeptAsItCame() {
        var event = accepted(PUSH.replace("PUSH_ARTIFACT", "SIGN_ARTIFACT"));

        var other = assertInstanceOf(RegistryEvent.Other.class, event);
        assertEquals("SIGN_ARTIFACT", other.eventType());
        assertEquals("library/team/app", other.key());
    }

    @Test
    void membersThatANewerHarborMayAddChangeNothing() {
        var event = accepted(PUSH.replace("\"tag\":\"v1\"", "\"tag\":\"v1\",\"platforms\":[{\"os\":\"linux\"}]"));

        assertEquals("library/team/app:v1", event.key());
    }

    @Test
    void theSameBodyHasTheSameEventIdAndAnotherBodyAnother() {
        var id = accepted(PUSH).origin().eventId();

        assertEquals(id, accepted(PUSH).origin().eventId());
        assertTrue(id.matches("sha256:[0-9a-f]{64}"), id);
        assertTrue(!id.equals(
                accepted(PUSH.replace("1763870000", "1763870001")).origin().eventId()));
    }

    @Test
    void theCloudEventsIdIsTheEventId() {
        var payloads = new HarborPayloads(PayloadFormat.CLOUDEVENTS, "cr.example.io");
        var body = payloads.pushed(HarborArtifact.tagged("library/app", "v1", DIGEST), OCCASION);

        assertEquals(
                OCCASION.id(),
                accepted(PayloadFormat.CLOUDEVENTS, body).origin().eventId());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "PUSH_ARTIFACT"         | 7                    | $.type
            "type":"PUSH_ARTIFACT", | ``                   | $.type
            1763870000              | "1763870000"         | $.occur_at
            1763870000              | -1                   | $.occur_at
            1763870000              | 999999999999999      | $.occur_at
            1763870000              | 17638.5              | $.occur_at
            "event_data"            | "other_data"         | $.event_data
            "resources":[           | "resources":[{},     | $.event_data.resources
            "resources"             | "things"             | $.event_data.resources
            "repository"            | "place"              | $.event_data.repository
            "repo_full_name"        | "full_name"          | $.event_data.repository.repo_full_name
            library/team/app        | Library/team/app     | $.event_data.repository.repo_full_name
            library/team/app        | library/../app       | $.event_data.repository.repo_full_name
            "tag":"v1"              | "tag":"v 1"          | $.event_data.resources[0].tag
            "tag":"v1"              | "tag":["v1"]         | $.event_data.resources[0].tag
            sha256:a                | md5:a                | $.event_data.resources[0].digest
            sha256:a                | sha256:../../a       | $.event_data.resources[0].digest
            "digest"                | "hash"               | $.event_data.resources[0].digest
            """)
    void aBrokenBodyIsRefusedWithThePlaceWhereItBreaks(String whole, String broken, String place) {
        assertTrue(PUSH.contains(whole), whole);
        var body = whole.equals("\"repo_full_name\"") || whole.equals("library/team/app")
                ? PUSH.replace(whole, broken)
                : PUSH.replaceFirst(Pattern.quote(whole), Matcher.quoteReplacement(broken));

        assertEquals(place, rejected(body.getBytes(UTF_8)).place());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "\"text\"",
                "{",
                "{\"type\":\"PUSH_ARTIFACT\",\"type\":\"DELETE_ARTIFACT\"}",
                "{} {}",
                "{\"a\":NaN}",
                "\uFEFF{}",
                "{\"a\":1e99999999999999999999999999999999999}"
            })
    void whatIsNoJsonObjectIsRefused(String body) {
        assertEquals("$", rejected(body.getBytes(UTF_8)).place());
    }

    @Test
    void aDocumentThatIsTooDeepIsRefused() {
        assertEquals(
                "$",
                rejected(("{\"a\":".repeat(33) + "1" + "}".repeat(33)).getBytes(UTF_8))
                        .place());
    }

    @Test
    void otherEncodingsThanUtf8AreRefused() {
        assertEquals("$", rejected(PUSH.getBytes(UTF_16)).place());
        assertEquals(
                "$", rejected(PUSH.replace("v1", "vä").getBytes(ISO_8859_1)).place());
    }

    @Test
    void aRefusalQuotesNothingThatCouldHarmALog() {
        var rejected = rejected(
                PUSH.replace("library/team/app", "a\\u001b[31m\\nfake log line").getBytes(UTF_8));

        assertTrue(rejected.message().chars().allMatch(c -> c >= ' ' && c != 127), rejected.message());
    }

    private static RegistryEvent accepted(String body) {
        return accepted(PayloadFormat.DEFAULT, body.getBytes(UTF_8));
    }

    private static RegistryEvent accepted(PayloadFormat format, byte[] body) {
        var ours = format == PayloadFormat.CLOUDEVENTS ? Format.CLOUDEVENTS : Format.DEFAULT;
        return assertInstanceOf(Parsed.Accepted.class, HarborEvents.parse(ours, body, NOON))
                .event();
    }

    private static Parsed.Rejected rejected(byte[] body) {
        return assertInstanceOf(Parsed.Rejected.class, HarborEvents.parse(Format.DEFAULT, body, NOON));
    }
}
