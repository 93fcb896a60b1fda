package io.breakwater.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.registry.reference.Digest;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultsTest {
    private static Answer answer(int status, String body, Map<String, List<String>> headers) {
        var all = HttpHeaders.of(headers, (name, value) -> true);
        return new Answer(
                status,
                all,
                URI.create("https://cr.example.io/v2/x?_state=secret"),
                AnswerBody.of(body.getBytes(UTF_8)));
    }

    private static RegistryException fault(What what, int status, String body) {
        return Faults.of(what, "do it", answer(status, body, Map.of()));
    }

    private static String error(String code) {
        return "{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"because\",\"detail\":null}]}";
    }

    @ParameterizedTest
    @CsvSource({
        "MANIFEST, 404, NOT_FOUND,             MANIFEST_UNKNOWN",
        "MANIFEST, 404, MANIFEST_BLOB_UNKNOWN, MANIFEST_BLOB_UNKNOWN",
        "BLOB,     404, '',                    BLOB_UNKNOWN",
        "MANIFEST, 400, TAG_IMMUTABLE,         TAG_IMMUTABLE",
        "MANIFEST, 413, '',                    HTTP_413",
        "UPLOAD,   400, DIGEST_INVALID,        DIGEST_INVALID",
        "MANIFEST, 400, not a code,            HTTP_400"
    })
    void whatConcernsOneArtifactIsAnArtifactFault(What what, int status, String given, String code) {
        var fault = assertInstanceOf(ArtifactFault.class, fault(what, status, error(given)));
        assertEquals(code, fault.code());
        assertEquals(Optional.empty(), fault.refusedBy());
    }

    @ParameterizedTest
    @CsvSource({
        "MANIFEST,     401, UNAUTHORIZED,          UNAUTHORIZED",
        "UPLOAD_START, 401, '',                    UNAUTHORIZED",
        "MANIFEST,     403, DENIED,                DENIED",
        "MANIFEST,     403, '',                    DENIED",
        "MANIFEST,     405, '',                    HTTP_405",
        "UPLOAD_START, 405, UNSUPPORTED,           UNSUPPORTED",
        "MANIFEST,     412, PROJECTPOLICYVIOLATION,PROJECTPOLICYVIOLATION",
        "MANIFEST,     412, '',                    HTTP_412",
        "UPLOAD_START, 404, '',                    NAME_UNKNOWN",
        "UPLOAD_START, 404, NOT_FOUND,             NAME_UNKNOWN",
        "MANIFEST,     404, NAME_UNKNOWN,          NAME_UNKNOWN",
        "TAGS,         404, '',                    NAME_UNKNOWN"
    })
    void whatOneAnswerCannotTellIsARefusal(What what, int status, String given, String code) {
        var fault = assertInstanceOf(ArtifactFault.class, fault(what, status, error(given)));
        assertEquals(code, fault.code());
        assertEquals(Optional.of("cr.example.io"), fault.refusedBy());
    }

    @ParameterizedTest
    @CsvSource({
        "MANIFEST, 500, UNKNOWN,             HTTP_500",
        "MANIFEST, 503, UNAVAILABLE,         UNAVAILABLE",
        "MANIFEST, 502, '',                  HTTP_502",
        "MANIFEST, 408, '',                  HTTP_408",
        "MANIFEST, 429, '',                  TOOMANYREQUESTS",
        "MANIFEST, 403, TOOMANYREQUESTS,     TOOMANYREQUESTS",
        "UPLOAD,   404, BLOB_UPLOAD_UNKNOWN, BLOB_UPLOAD_UNKNOWN",
        "UPLOAD,   410, '',                  BLOB_UPLOAD_UNKNOWN",
        "UPLOAD,   307, '',                  HTTP_307"
    })
    void whatConcernsEveryArtifactIsARegistryFault(What what, int status, String given, String code) {
        var fault = assertInstanceOf(RegistryFault.class, fault(what, status, error(given)));
        assertEquals(code, fault.code());
    }

    @Test
    void aTokenServiceThatDoesNotKnowUsIsACredentialFault() {
        assertInstanceOf(CredentialFault.class, fault(What.TOKEN, 401, "<html>"));
    }

    @Test
    void messageHasFourPartsAndNoUrl() {
        assertEquals(
                "Cannot do it at cr.example.io: 403 DENIED (because). Grant the configured account that right.",
                fault(What.MANIFEST, 403, error("DENIED")).getMessage());
    }

    @Test
    void whateverTheBodyIsTheMessageIsOneShortLineWithoutSignatures() {
        var body = error("DENIED").replace("because", "\\n\\u202eevil https://x/y?sig=secret " + "z".repeat(50_000));

        var message = String.valueOf(fault(What.MANIFEST, 403, body).getMessage());

        assertTrue(message.length() < 500);
        assertTrue(message.chars().noneMatch(Character::isISOControl));
        assertFalse(message.contains("secret") || message.contains("\u202e"));
    }

    @Test
    void namedDigestsAreFoundInTheDetails() {
        var digest = Digest.ofSha256(new byte[0]);
        var body = "{\"errors\":[{\"code\":\"MANIFEST_BLOB_UNKNOWN\",\"detail\":{\"digest\":\"" + digest + "\"}}]}";

        var fault = assertInstanceOf(ArtifactFault.class, fault(What.MANIFEST, 404, body));

        assertEquals(Set.of(digest), fault.named());
    }

    @Test
    void retryAfterIsHandedOn() {
        var fault = Faults.of(What.BLOB, "do it", answer(429, "", Map.of("Retry-After", List.of("7"))));
        assertEquals(Optional.of(Duration.ofSeconds(7)), ((RegistryFault) fault).retryAfter());
    }

    @ParameterizedTest
    @CsvSource({
        "120, PT2M",
        "0, PT0S",
        "'Mon, 23 Nov 2026 12:00:30 GMT', PT30S",
        "'Mon, 23 Nov 2026 11:00:00 GMT', PT0S",
        "999999999, PT24H",
        "9999999999,",
        "soon,",
        "-5,",
        "'',"
    })
    void retryAfterIsSecondsOrADate(String header, Duration expected) {
        var noon = InstantSource.fixed(Instant.parse("2026-11-23T12:00:00Z"));
        assertEquals(Optional.ofNullable(expected), Faults.retryAfter(Optional.of(header), noon));
    }

    @Test
    void noAnswerIsTheRegistrysFault() {
        assertEquals(
                "UNREACHABLE",
                Faults.of("do it", "cr.example.io", new ConnectException()).code());
        assertEquals(
                "TIMEOUT",
                Faults.of("do it", "cr.example.io", new SocketTimeoutException("x"))
                        .code());
        assertEquals(
                "CONNECTION_LOST",
                Faults.of("do it", "cr.example.io", new IOException("x")).code());
    }

    /** A registry may say it for ever of one artifact; a token service knows none. */
    @ParameterizedTest
    @CsvSource({
        "BLOB,     500, '',  true",
        "MANIFEST, 500, '',  true",
        "UPLOAD,   500, '',  true",
        "TOKEN,    500, '',  false",
        "BLOB,     500, 120, false",
        "BLOB,     502, '',  false",
        "BLOB,     503, '',  false"
    })
    void whatMayBeOfOneArtifactIsTheRegistrysOwnErrorWithoutAnEnd(
            What what, int status, String retryAfter, boolean isInternalError) {
        var headers =
                retryAfter.isEmpty() ? Map.<String, List<String>>of() : Map.of("Retry-After", List.of(retryAfter));

        var fault = assertInstanceOf(RegistryFault.class, Faults.of(what, "do it", answer(status, "", headers)));

        assertEquals("HTTP_" + status, fault.code());
        assertEquals(isInternalError, fault.isInternalError());
    }
}
