package io.breakwater.cli.copy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.registry.reference.HostPort;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnconfiguredHostTest {
    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:5000", "127.0.0.1:5000", "127.8.9.10", "[::1]:5000"})
    void thisMachineByItsVeryNameIsSpokenToWithoutTls(String host) {
        assertTrue(UnconfiguredHost.client(HostPort.parse(host)).plainHttp());
    }

    /** Private networks, names that look like this machine's or resolve to it, port 80. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "cr.example.io",
                "cr.example.io:80",
                "10.0.0.1:5000",
                "192.168.1.1",
                "172.17.0.1:5000",
                "169.254.169.254",
                "0.0.0.0:5000",
                "128.0.0.1",
                "[::2]:5000",
                "[fd00::1]",
                "[fe80::1]:5000",
                "localhost.example.io",
                "registry.localhost",
                "localhost.localdomain",
                "ip6-localhost",
                "127.0.0.1.example.io",
                "host.docker.internal:5000",
                "registry:5000"
            })
    void anyOtherHostIsNeverSpokenToByPlainHttp(String host) {
        assertFalse(UnconfiguredHost.client(HostPort.parse(host)).plainHttp());
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:5000", "cr.example.io"})
    void noHostWithoutConfigurationMaySendUsElsewhere(String host) {
        var client = UnconfiguredHost.client(HostPort.parse(host));

        assertEquals(Set.of(), client.tokenHosts());
        assertEquals(Set.of(), client.redirectHosts());
    }
}
