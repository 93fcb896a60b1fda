package io.breakwater.ingest.harbor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.ingest.harbor.HarborEvents.Format;
import io.breakwater.ingest.payload.ParseResult.Code;
import io.breakwater.ingest.payload.ParseResult.Rejected;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RejectedEventsTest {
    private static final String PUSH = Payload.text("push-tag");

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "type":"PUSH_ARTIFACT",                     |                                   | MISSING    | $.type: a text is expected here, found none
            "type":"PUSH_ARTIFACT"                      | "type":""                         | MISSING    | $.type: a text is expected here, found none
            "type":"PUSH_ARTIFACT"                      | "type":7                          | WRONG_TYPE | $.type: a text is expected here, found a whole number
            "occur_at":1763870000,                      |                                   | MISSING    | $.occur_at: a whole number is expected here, found nothing
            "occur_at":1763870000                       | "occur_at":null                   | MISSING    | $.occur_at: a whole number is expected here, found nothing
            "occur_at":1763870000                       | "occur_at":"1763870000"           | WRONG_TYPE | $.occur_at: a whole number is expected here, found a text
            "occur_at":1763870000                       | "occur_at":1.5                    | WRONG_TYPE | $.occur_at: a whole number is expected here, found a number with a fraction
            "occur_at":1763870000                       | "occur_at":-1                     | INVALID    | $.occur_at: a time from 1970 to 2100 is expected here
            "occur_at":1763870000                       | "occur_at":1763870000000          | INVALID    | $.occur_at: a time from 1970 to 2100 is expected here, occur_at in Unix seconds
            "occur_at":1763870000                       | "occur_at":9223372036854775807    | INVALID    | $.occur_at: a time from 1970 to 2100 is expected here
            "occur_at":1763870000                       | "occur_at":9223372036854775808    | WRONG_TYPE | $.occur_at: a whole number is expected here
            "operator":"robot$library+ci"               | "operator":{}                     | WRONG_TYPE | $.operator: a text is expected here, found an object
            "operator":"robot$library+ci"               | "operator":"\\ud800"              | INVALID    | $.operator: control characters and halves of surrogate pairs
            "operator":"robot$library+ci"               | "operator":"a\\u0000b"            | INVALID    | $.operator: control characters and halves of surrogate pairs
            "event_data":                               | "data":                           | MISSING    | $.event_data: an object is expected here, found nothing
            "resources":                                | "things":                         | MISSING    | $.event_data.resources: an array with one object is expected here
            "resources":[                               | "resources":[true,                | INVALID    | $.event_data.resources: exactly one element is expected here
            "repository":                               | "repo":                           | MISSING    | $.event_data.repository: an object is expected here, found nothing
            "repo_full_name":"library/team/app",        |                                   | MISSING    | $.event_data.repository.repo_full_name: a text is expected here
            "repo_full_name":"library/team/app"         | "repo_full_name":["a"]            | WRONG_TYPE | $.event_data.repository.repo_full_name: a text is expected here, found an array
            "repo_full_name":"library/team/app"         | "repo_full_name":"../etc/passwd"  | INVALID    | $.event_data.repository.repo_full_name: not a repository name: '../etc/passwd'
            "repo_full_name":"library/team/app"         | "repo_full_name":"Library/App"    | INVALID    | $.event_data.repository.repo_full_name: not a repository name: 'Library/App'
            "tag":"v1"                                  | "tag":false                       | WRONG_TYPE | $.event_data.resources[0].tag: a text is expected here, found true or false
            "tag":"v1"                                  | "tag":"v 1"                       | INVALID    | $.event_data.resources[0].tag: not a tag: 'v 1'
            "tag":"v1"                                  | "tag":"sha256:abc"                | INVALID    | $.event_data.resources[0].tag: not a tag: 'sha256:abc'
            """)
    void whatIsWrongIsNamedWithItsPlaceAndItsMend(String part, String instead, Code code, String message) {
        var rejected = rejected(Format.DEFAULT, replaced(PUSH, part, instead == null ? "" : instead));

        assertEquals(code, rejected.code());
        assertTrue(rejected.message().startsWith(message), rejected.message());
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "specversion":"1.0"             | "specversion":"0.3"                   | INVALID | $.specversion: only CloudEvents 1.0 are understood
            "id":"4b2f89a6-                 | "ID":"4b2f89a6-                       | MISSING | $.id: a text is expected here
            "id":"4b2f89a6-                 | "id":"\\n4b2f89a6-                    | INVALID | $.id: control characters
            "source":"/projects             | "from":"/projects                     | MISSING | $.source: a text is expected here
            "time":"2026-11-23T04:00:00Z"   | "time":"yesterday"                    | INVALID | $.time: a time as in RFC 3339 is expected here
            "time":"2026-11-23T04:00:00Z"   | "time":"1969-12-31T23:59:59Z"         | INVALID | $.time: a time from 1970 to 2100 is expected here
            "time":"2026-11-23T04:00:00Z"   | "time":"+1000000-01-01T00:00:00Z"     | INVALID | $.time: a time
            "time":"2026-11-23T04:00:00Z",  |                                       | MISSING | $.time: a text is expected here
            "data":{                        | "data":[],"was":{                     | WRONG_TYPE | $.data: an object is expected here, found an array
            """)
    void aCloudEventIsHeldToItsSpecification(String part, String instead, Code code, String message) {
        var rejected = rejected(
                Format.CLOUDEVENTS,
                replaced(Payload.text("cloudevents-push-tag"), part, instead == null ? "" : instead));

        assertEquals(code, rejected.code());
        assertTrue(rejected.message().startsWith(message), rejected.message());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "latest",
                "sha256:abc",
                "sha256:../../../../etc/passwd",
                "SHA256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                "sha256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "md5:d41d8cd98f00b204e9800998ecf8427e"
            })
    void aDigestThatIsNoneIsRefusedBeforeAnythingIsDoneWithIt(String digest) {
        var rejected = rejected(Format.DEFAULT, PUSH.replace("sha256:" + "a".repeat(64), digest));

        assertEquals(Code.INVALID, rejected.code());
        assertTrue(rejected.message().startsWith("$.event_data.resources[0].digest: not a digest"), rejected.message());
    }

    @Test
    void aDeletionIsHeldToTheSameRules() {
        var rejected = rejected(Format.DEFAULT, Payload.text("delete-tag").replace("\"resources\"", "\"things\""));

        assertEquals(Code.MISSING, rejected.code());
    }

    @Test
    void noResourceIsNoPush() {
        var body =
                "{\"type\":\"PUSH_ARTIFACT\",\"occur_at\":1763870000,\"operator\":\"\",\"event_data\":{\"resources\":[],"
                        + "\"repository\":{\"repo_full_name\":\"library/app\"}}}";

        var rejected = rejected(Format.DEFAULT, body);

        assertEquals(Code.INVALID, rejected.code());
        assertTrue(rejected.message().startsWith("$.event_data.resources: exactly one"), rejected.message());
    }

    @Test
    void aTextOfAMegabyteIsNotRepeated() {
        var rejected = rejected(Format.DEFAULT, PUSH.replace("library/team/app\"", "a".repeat(1_000_000) + "\""));

        assertTrue(rejected.message().length() < 300, rejected.message());
    }

    @Test
    void whatIsQuotedCannotForgeALogLine() {
        var rejected = rejected(Format.DEFAULT, replaced(PUSH, "\"tag\":\"v1\"", "\"tag\":\"a\u202eb\u2028c\""));

        assertTrue(rejected.message().chars().allMatch(c -> c >= ' ' && c < 127), rejected.message());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\t "})
    void nothingIsNoEvent(String body) {
        assertEquals(Code.EMPTY_BODY, rejected(Format.DEFAULT, body).code());
    }

    static Stream<Arguments> malformedJson() {
        return Stream.of(
                Arguments.of("cut off", PUSH.substring(0, PUSH.length() - 1)),
                Arguments.of("a second value after it", PUSH + "{}"),
                Arguments.of("a brace after it", PUSH + "}"),
                Arguments.of("text after it", PUSH + " garbage"),
                Arguments.of("a comment", "/* hello */" + PUSH),
                Arguments.of("a name twice", replaced(PUSH, "\"type\":", "\"type\":\"PULL_ARTIFACT\",\"type\":")),
                Arguments.of(
                        "a name twice, one of them escaped",
                        replaced(PUSH, "\"tag\":", "\"t\\u0061g\":\"v2\",\"tag\":")),
                Arguments.of("NaN", replaced(PUSH, "1763870000", "NaN")),
                Arguments.of("Infinity", replaced(PUSH, "1763870000", "-Infinity")),
                Arguments.of("a leading zero", replaced(PUSH, "1763870000", "01763870000")),
                Arguments.of("a plus sign", replaced(PUSH, "1763870000", "+1763870000")),
                Arguments.of("hexadecimal", replaced(PUSH, "1763870000", "0x69229170")),
                Arguments.of("a comma too many", replaced(PUSH, "\"tag\":\"v1\"", "\"tag\":\"v1\",,")),
                Arguments.of("a trailing comma", PUSH.substring(0, PUSH.length() - 1) + ",}"),
                Arguments.of("single quotes", PUSH.replace('"', '\'')),
                Arguments.of("a name without quotes", replaced(PUSH, "\"type\"", "type")),
                Arguments.of("a line break in a text", replaced(PUSH, "v1", "v\n1")),
                Arguments.of("an escape that is none", replaced(PUSH, "v1", "\\x41")),
                Arguments.of("a byte order mark", "\ufeff" + PUSH),
                Arguments.of("NULs", "\0\0\0"),
                Arguments.of("a word", "PUSH_ARTIFACT"),
                Arguments.of("a form", "type=PUSH_ARTIFACT&occur_at=1763870000"),
                Arguments.of("too deep", "[".repeat(100_000)),
                Arguments.of("too deep, closed", replaced(PUSH, "1763870000", "[".repeat(33) + "]".repeat(33))),
                Arguments.of("a number of a million digits", replaced(PUSH, "1763870000", "9".repeat(1_000_000))),
                Arguments.of("a long name", replaced(PUSH, "\"type\"", "\"" + "t".repeat(10_000) + "\"")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformedJson")
    void jsonThatIsNoneIsRefused(String name, String body) {
        var rejected = rejected(Format.DEFAULT, body);

        assertEquals(Code.NOT_JSON, rejected.code(), name);
        assertTrue(rejected.message().startsWith("$: "), rejected.message());
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "true", "42", "\"PUSH_ARTIFACT\"", "[]"})
    void jsonThatIsNoObjectIsRefused(String body) {
        var rejected = rejected(Format.DEFAULT, body);

        assertNotEquals(Code.NOT_JSON, rejected.code());
        assertTrue(rejected.message().startsWith("$: an object is expected here"), rejected.message());
    }

    @Test
    void utf16IsRefused() {
        assertEquals(
                Code.NOT_JSON,
                Payload.parsed(Format.DEFAULT, PUSH.getBytes(UTF_16)).rejected().code());
    }

    @Test
    void latin1IsRefused() {
        var body = replaced(PUSH, "robot$library+ci", "J\u00fcrgen").getBytes(ISO_8859_1);

        var rejected = Payload.parsed(Format.DEFAULT, body).rejected();

        assertEquals(new Rejected(Code.NOT_JSON, "$: this is not UTF-8; JSON must be (RFC 8259, 8.1)"), rejected);
    }

    @Test
    void whereJsonBreaksIsSaidWithoutRepeatingIt() {
        var rejected = rejected(Format.DEFAULT, "{\n  \"type\": secret-word\n}");

        assertTrue(rejected.message().contains("line 2, column"), rejected.message());
        assertTrue(!rejected.message().contains("secret-word"), rejected.message());
    }

    private static String replaced(String text, String part, String instead) {
        assertTrue(text.contains(part), part);
        return text.replace(part, instead);
    }

    private static Rejected rejected(Format format, String body) {
        return Payload.parsed(format, body).rejected();
    }
}
