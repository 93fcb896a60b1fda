package io.breakwater.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallersTest {
    private static final Callers CALLERS =
            Callers.in(List.of("10.0.0.0/8", "192.0.2.7", "2001:db8::/32"), List.of("172.16.0.1", "172.16.0.2"));

    @ParameterizedTest(name = "{0} for {1}")
    @CsvSource(delimiter = '|', textBlock = """
            10.1.2.3         |                               | true
            192.0.2.7        |                               | true
            192.0.2.8        |                               | false
            2001:db8:1::1    |                               | true
            2001:db9::1      |                               | false
            ::ffff:10.1.2.3  |                               | true
            192.0.2.8        | 10.1.2.3                      | false
            10.1.2.3         | 192.0.2.8                     | true
            172.16.0.1       |                               | false
            172.16.0.1       | 10.1.2.3                      | true
            172.16.0.1       | 192.0.2.8                     | false
            172.16.0.1       | 10.1.2.3, 192.0.2.8           | false
            172.16.0.1       | 192.0.2.8, 10.1.2.3           | true
            172.16.0.1       | 192.0.2.8,10.1.2.3,172.16.0.2 | true
            172.16.0.1       | 10.1.2.3,192.0.2.8,172.16.0.2 | false
            172.16.0.1       | localhost                     | false
            172.16.0.1       | 10.1.2.3,                     | false
            172.16.0.1       | 10.1.2.3:4711                 | false
            """)
    void onlyATrustedProxyIsBelieved(String socket, String forwardedFor, boolean allowed) {
        assertEquals(
                allowed, CALLERS.allows(address(socket), forwardedFor == null ? List.of() : List.of(forwardedFor)));
    }

    @Test
    void severalHeadersAreOneList() {
        assertTrue(CALLERS.allows(address("172.16.0.1"), List.of("192.0.2.8", "10.1.2.3", "172.16.0.2")));
    }

    /** A balancer that looks whether we are ready asks for nobody. */
    @Test
    void aTrustedProxyMayLookForItselfAndForNobodyWhoMayNot() {
        assertTrue(CALLERS.mayLook(address("172.16.0.1"), List.of()));
        assertTrue(CALLERS.mayLook(address("172.16.0.1"), List.of("10.1.2.3")));
        assertFalse(CALLERS.mayLook(address("172.16.0.1"), List.of("192.0.2.8")));
        assertFalse(CALLERS.mayLook(address("192.0.2.8"), List.of()));
    }

    @Test
    void noListLetsEverybodyIn() {
        assertTrue(Callers.ANYWHERE.allows(address("203.0.113.9"), List.of("nonsense")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "harbor.example.com",
                "10.0.0.0/33",
                "10.0.0.0/",
                "10.0.0.0/-1",
                "10.0.0/8",
                "::/129"
            })
    void whatIsNoNetworkIsRefused(String range) {
        assertThrows(IllegalArgumentException.class, () -> Callers.in(List.of(range), List.of()));
    }

    private static InetAddress address(String literal) {
        return InetAddress.ofLiteral(literal);
    }
}
