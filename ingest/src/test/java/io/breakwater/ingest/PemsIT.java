package io.breakwater.ingest;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.breakwater.testkit.tls.Certificates;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PemsIT {
    private static final Vertx VERTX = Vertx.vertx();

    @TempDir
    static Path folder;

    private static Certificates certificates;

    @BeforeAll
    static void make() {
        certificates = new Certificates(folder)
                .authority("ca")
                .signed("EC", "ca", "EC")
                .signed("EC-2", "ca", "EC")
                .signed("RSA", "ca", "RSA");
    }

    @AfterAll
    static void close() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA"})
    void aKeyOfItsCertificateIsGood(String name) throws IOException {
        var pems = pems(name, name);

        assertDoesNotThrow(() -> pems.mustMatch(VERTX));
    }

    @ParameterizedTest
    @CsvSource({"EC, EC-2", "EC, RSA", "RSA, EC"})
    void aKeyOfAnotherIsNot(String certificate, String key) throws IOException {
        var pems = pems(certificate, key);

        assertThrows(IllegalArgumentException.class, () -> pems.mustMatch(VERTX));
    }

    /** As some tools write it. */
    @Test
    void oneFileWithTheKeyFirstIsGood() throws IOException {
        var both = Buffer.buffer(Files.readAllBytes(certificates.key("EC")))
                .appendBytes(Files.readAllBytes(certificates.certificate("EC")));

        assertDoesNotThrow(() -> new Pems(both, both, Optional.empty()).mustMatch(VERTX));
    }

    @Test
    void authoritiesThatAreNoneAreNotGood() throws IOException {
        var good = pems("EC", "EC");
        var bad = new Pems(good.certificate(), good.key(), Optional.of(Buffer.buffer("nonsense")));

        assertThrows(IllegalArgumentException.class, () -> bad.mustHaveAuthorities(VERTX));
        assertDoesNotThrow(() -> good.mustHaveAuthorities(VERTX));
    }

    @Test
    void nonsenseIsNotGoodAndNotQuoted() throws IOException {
        var pems = new Pems(
                Buffer.buffer(Files.readAllBytes(certificates.certificate("EC"))),
                Buffer.buffer("-----BEGIN PRIVATE KEY-----\ns3cret\n-----END PRIVATE KEY-----"),
                Optional.empty());

        var refused = assertThrows(IllegalArgumentException.class, () -> pems.mustMatch(VERTX));

        assertFalse(String.valueOf(refused.getMessage()).contains("s3cret"), refused.getMessage());
        assertEquals("***", pems.toString());
    }

    private static Pems pems(String certificate, String key) throws IOException {
        return new Pems(
                Buffer.buffer(Files.readAllBytes(certificates.certificate(certificate))),
                Buffer.buffer(Files.readAllBytes(certificates.key(key))),
                Optional.empty());
    }
}
