package io.breakwater.ingest.google;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.breakwater.ingest.google.PushTokens.Verdict;
import io.breakwater.testkit.google.KeyServer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PushTokensTest {
    private static final Duration HANGS_AFTER = Duration.ofMinutes(2);

    private static KeyServer google;
    private static KeyServer stranger;
    private static PushTokens tokens;

    @BeforeAll
    static void start() {
        google = KeyServer.start();
        stranger = KeyServer.start();
        tokens = new PushTokens(push(google.url()), HANGS_AFTER);
    }

    @AfterAll
    static void stop() {
        google.close();
        stranger.close();
    }

    @Test
    void googlesTokenForUsIsGenuine() {
        assertEquals(
                new Verdict.Genuine(),
                tokens.verify(google.token(KeyServer.claims().build())));
    }

    @Test
    void bothOfGooglesNamesForItselfAreGood() {
        var claims = KeyServer.claims().issuer("accounts.google.com").build();

        assertEquals(new Verdict.Genuine(), tokens.verify(google.token(claims)));
    }

    static Stream<Arguments> claimsThatAreNotGood() {
        var now = Instant.now();
        return Stream.of(
                Arguments.of("another audience", KeyServer.claims().audience("https://other.example.com")),
                Arguments.of("no audience", KeyServer.claims().audience(List.of())),
                Arguments.of("another issuer", KeyServer.claims().issuer("https://accounts.google.com.evil.example")),
                Arguments.of("no issuer", KeyServer.claims().issuer(null)),
                Arguments.of("another account", KeyServer.claims().claim("email", "mallory@example.com")),
                Arguments.of("no account", KeyServer.claims().claim("email", null)),
                Arguments.of(
                        "an account that nobody has checked", KeyServer.claims().claim("email_verified", false)),
                Arguments.of(
                        "a token of yesterday", KeyServer.claims().expirationTime(Date.from(now.minusSeconds(86_400)))),
                Arguments.of("a token for ever", KeyServer.claims().expirationTime(null)),
                Arguments.of(
                        "a token of tomorrow", KeyServer.claims().notBeforeTime(Date.from(now.plusSeconds(86_400)))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("claimsThatAreNotGood")
    void everyClaimIsChecked(String name, JWTClaimsSet.Builder claims) {
        assertInstanceOf(Verdict.Refused.class, tokens.verify(google.token(claims.build())), name);
    }

    @Test
    void aSignatureOfAnotherKeyIsNotGood() {
        var header = new JWSHeader.Builder(JWSAlgorithm.RS256);

        assertInstanceOf(
                Verdict.Refused.class,
                tokens.verify(stranger.token(KeyServer.claims().build(), header)));
    }

    /** However many there are: they are not allowed to have the keys fetched each time, nor to make us say "not now". */
    @Test
    void aKeyThatIsNotPublishedIsNotGoodHoweverOftenItIsShown() {
        try (var counted = KeyServer.start()) {
            var ours = new PushTokens(push(counted.url()));
            for (var time = 0; time < 10; time++) {
                assertInstanceOf(
                        Verdict.Refused.class,
                        ours.verify(stranger.token(KeyServer.claims().build())));
            }

            assertEquals(
                    new Verdict.Genuine(),
                    ours.verify(counted.token(KeyServer.claims().build())));
            assertTrue(counted.asked() < 5, counted.asked() + " times");
        }
    }

    @Test
    void keysThatATokenBringsAreNeverLookedAt() throws Exception {
        var header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                .type(JOSEObjectType.JWT)
                .jwkURL(stranger.url())
                .x509CertURL(stranger.url());

        assertInstanceOf(
                Verdict.Refused.class,
                tokens.verify(stranger.token(KeyServer.claims().build(), header)));
        assertEquals(0, stranger.asked());
    }

    @Test
    void noSignatureIsNotGood() {
        assertInstanceOf(
                Verdict.Refused.class,
                tokens.verify(new PlainJWT(KeyServer.claims().build()).serialize()));
    }

    @Test
    void aSharedSecretInPlaceOfGooglesKeyIsNotGood() throws JOSEException {
        var token = new SignedJWT(
                new JWSHeader(JWSAlgorithm.HS256), KeyServer.claims().build());
        token.sign(new MACSigner("0123456789abcdef0123456789abcdef"));

        assertInstanceOf(Verdict.Refused.class, tokens.verify(token.serialize()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a.b.c", "eyJhbGciOiJSUzI1NiJ9", "eyJhbGciOiJSUzI1NiJ9.e30.AAAA"})
    void whatIsNoTokenIsNotGood(String token) {
        assertInstanceOf(Verdict.Refused.class, tokens.verify(token));
    }

    @Test
    void theKeysAreFetchedOnce() {
        try (var counted = KeyServer.start()) {
            var ours = new PushTokens(push(counted.url()));
            for (var time = 0; time < 5; time++) {
                assertEquals(
                        new Verdict.Genuine(),
                        ours.verify(counted.token(KeyServer.claims().build())));
            }

            assertEquals(1, counted.asked());
        }
    }

    @Test
    void nothingIsSaidOfATokenWhileThereAreNoKeys() {
        var away = new PushTokens(push(URI.create("http://127.0.0.1:1/certs")));

        for (var time = 0; time < 10; time++) {
            assertEquals(
                    new Verdict.Undecided(),
                    away.verify(google.token(KeyServer.claims().build())));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://www.googleapis.com/oauth2/v3/certs", "file:///etc/keys.json", "keys.json"})
    void keysMustNotBeForgedOnTheirWay(String url) {
        assertThrows(IllegalArgumentException.class, () -> push(URI.create(url)));
    }

    static PubSubPush push(URI keys) {
        return new PubSubPush(
                KeyServer.AUDIENCE,
                KeyServer.ACCOUNT,
                keys,
                new StandbyNames("asia.gcr.io", name -> Optional.of(name.replace("example-project/", "library/"))));
    }
}
