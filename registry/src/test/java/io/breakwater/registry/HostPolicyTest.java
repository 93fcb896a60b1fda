package io.breakwater.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.registry.HostPolicy.Ruling;
import io.breakwater.registry.reference.HostPort;
import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPolicyTest {
    private static final HostPolicy TLS = new HostPolicy(
            URI.create("https://cr.example.io"),
            Set.of(HostPort.parse("auth.example.io"), HostPort.parse("auth.example.io:8443")),
            Set.of(HostPort.parse("storage.example.io")));
    private static final HostPolicy PLAIN =
            new HostPolicy(URI.create("http://127.0.0.1:5000"), Set.of(HostPort.parse("127.0.0.1:5001")), Set.of());
    private static final URI FROM = URI.create("https://cr.example.io/v2/library/app/blobs/uploads/");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://cr.example.io/service/token",
                "https://cr.example.io:443/service/token",
                "HTTPS://CR.example.io/service/token?x=y",
                "https://auth.example.io/token",
                "https://auth.example.io:8443/token"
            })
    void realmOfTheRegistryOrOfTheConfigurationIsTrusted(String realm) {
        assertInstanceOf(Ruling.Trusted.class, TLS.realm(realm));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://cr.example.io/token",
                "https://cr.example.io:8443/token",
                "https://cr.example.io./token",
                "https://evil.example/token",
                "https://cr.example.io.evil.example/token",
                "https://cr.example.io@evil.example/token",
                "https://user:pass@cr.example.io/token",
                "https://storage.example.io/token",
                "https://auth.example.io:9000/token",
                "https://169.254.169.254/token",
                "https://[::ffff:169.254.169.254]/token",
                "https://0x7f.1/token",
                "https://127.0.0.1.nip.io/token",
                "//evil.example/token",
                "/token",
                "token",
                "",
                "file:///etc/passwd",
                "ftp://cr.example.io/token",
                "https:///token",
                "https://cr.example.io:99999999999/token",
                "https://cr.exa mple.io/token"
            })
    void anyOtherRealmIsRefused(String realm) {
        assertInstanceOf(Ruling.Refused.class, TLS.realm(realm));
    }

    @Test
    void refusedRealmNamesTheHostAndTheKey() {
        assertEquals(
                new Ruling.Refused("add evil.example:8443 to token-hosts if it is this registry's token service"),
                TLS.realm("https://evil.example:8443/token"));
    }

    @Test
    void plainRegistryMayHaveAPlainRealmOnAllowedHostsOnly() {
        assertInstanceOf(Ruling.Trusted.class, PLAIN.realm("http://127.0.0.1:5000/token"));
        assertInstanceOf(Ruling.Trusted.class, PLAIN.realm("http://127.0.0.1:5001/token"));
        assertInstanceOf(Ruling.Refused.class, PLAIN.realm("http://127.0.0.1:5002/token"));
        assertInstanceOf(Ruling.Refused.class, PLAIN.realm("http://localhost:5000/token"));
    }

    @ParameterizedTest
    @CsvSource({
        "/artifacts-uploads/x?y=z,https://cr.example.io/artifacts-uploads/x?y=z",
        "x?a=%2F&b=%3D,https://cr.example.io/v2/library/app/blobs/uploads/x?a=%2F&b=%3D",
        "https://cr.example.io:443/x#part,https://cr.example.io:443/x",
        "//cr.example.io/x,https://cr.example.io/x"
    })
    void locationOnTheRegistryItselfIsTrusted(String location, String resolved) {
        assertEquals(new Ruling.Trusted(URI.create(resolved)), TLS.next(FROM, location));
    }

    @Test
    void locationOnAnAllowedHostIsForeign() {
        var signed = "https://storage.example.io/bucket/x?Signature=a%2Bb";
        assertEquals(new Ruling.Foreign(URI.create(signed)), TLS.next(FROM, signed));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://cr.example.io/x",
                "http://storage.example.io/x",
                "https://evil.example/x",
                "https://auth.example.io/x",
                "https://storage.example.io:8443/x",
                "https://user@cr.example.io/x",
                "//evil.example/x",
                "https://169.254.169.254/latest/meta-data",
                "gopher://cr.example.io/x",
                "https://cr.example.io/a b",
                ""
            })
    void anyOtherLocationIsRefused(String location) {
        assertInstanceOf(Ruling.Refused.class, TLS.next(FROM, location));
    }

    @Test
    void locationOf8KiBIsTakenAndOneByteMoreIsNot() {
        var longest = "/" + "a".repeat((8 << 10) - 1);
        assertInstanceOf(Ruling.Trusted.class, TLS.next(FROM, longest));
        assertInstanceOf(Ruling.Refused.class, TLS.next(FROM, longest + "a"));
    }

    @Test
    void refusedLocationNamesTheKey() {
        var refused = assertInstanceOf(Ruling.Refused.class, TLS.next(FROM, "https://evil.example/x"));
        assertTrue(refused.because().contains("redirect-hosts"));
    }

    @ParameterizedTest
    @CsvSource({
        "cr.example.io, 443, true",
        "cr.example.io, 8443, false",
        "auth.example.io, 443, true",
        "auth.example.io, 8443, true",
        "storage.example.io, 443, false",
        "evil-cr.example.io, 443, false"
    })
    void clientCertificateIsForTheRegistryAndItsTokenServices(String host, int port, boolean may) {
        assertEquals(may, TLS.mayLogIn(host, port));
    }

    @ParameterizedTest
    @CsvSource({
        "cr.example.io, true",
        "cr.example.io:443, true",
        "auth.example.io, true",
        "storage.example.io, true",
        "cr.example.io:5000, false",
        "harbor.example.com, false"
    })
    void whoAnswersForTheRegistryIsKnown(String authority, boolean known) {
        assertEquals(known, TLS.knows(authority));
    }

    @Test
    void clientCertificateOfARegistryOnIpv6IsForItToo() {
        var policy = new HostPolicy(URI.create("https://[::1]:5000"), Set.of(), Set.of());

        assertTrue(policy.mayLogIn("::1", 5000));
        assertTrue(policy.mayLogIn("[::1]", 5000));
    }
}
