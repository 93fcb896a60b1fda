package io.breakwater.registry.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {
    @ParameterizedTest
    @ValueSource(strings = {"cr.example.io", "127.0.0.1:5000", "[::1]:5000", "[fe80::1]", "localhost", "registry:5000"})
    void hostIsWrittenAsItWasRead(String text) {
        assertEquals(text, HostPort.parse(text).toString());
    }

    @Test
    void caseDoesNotMatter() {
        assertEquals(HostPort.parse("cr.example.io"), HostPort.parse("CR.Example.IO"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":5000",
                "host:",
                "host:0",
                "host:65536",
                "host:-1",
                "host:+80",
                "host:99999999999",
                "a b",
                "a/b",
                "user@host",
                "host.",
                "-a.example",
                "a_b.example",
                "[::1",
                "::1",
                "[fe80::1%eth0]",
                "0x7f.1",
                "host?x",
                "höst.example",
                "1.2.3.4.5"
            })
    void whatCannotBeDialledIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> HostPort.parse(text));
    }

    @Test
    void longHostIsRefusedBeforeAnyPatternRuns() {
        assertThrows(IllegalArgumentException.class, () -> HostPort.parse("a.".repeat(50_000) + "a"));
    }

    @ParameterizedTest
    @CsvSource({
        "localhost,true", "localhost:5000,true", "127.0.0.1,true", "127.9.9.9:1,true", "[::1]:5000,true",
        "cr.example.io,false", "10.0.0.1,false", "[fe80::1],false", "localhost.example,false", "127.0.0.1.example,false"
    })
    void loopbackIsToldByTheText(String text, boolean loopback) {
        assertEquals(loopback, HostPort.parse(text).isLoopback());
    }

    @Test
    void schemeGivesThePortWhereThereIsNone() {
        assertEquals(443, HostPort.parse("cr.example.io").dialledPort(false));
        assertEquals(80, HostPort.parse("cr.example.io").dialledPort(true));
        assertEquals(5000, HostPort.parse("cr.example.io:5000").dialledPort(false));
    }
}
