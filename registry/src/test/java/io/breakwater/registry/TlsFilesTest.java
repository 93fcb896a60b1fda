package io.breakwater.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.registry.tls.Tls;
import io.breakwater.testkit.tls.Certificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Files of certificates and keys: which are read, and what is said of those that cannot be used. */
class TlsFilesTest {
    @TempDir
    static Path folder;

    private static Certificates certificates;

    @BeforeAll
    static void make() {
        certificates = new Certificates(folder)
                .authority("ca")
                .authority("other")
                .signed("client", "ca", "EC", "eku=clientAuth")
                .signed("rsa", "ca", "RSA", "eku=clientAuth")
                .signed("ed", "ca", "Ed25519", "eku=clientAuth")
                .signed("stranger", "other", "EC", "eku=clientAuth");
    }

    private static String as(String client) {
        return Tls.platform()
                .withAuthorities(certificates.certificate("ca"))
                .withClientCertificate(certificates.certificate(client), certificates.key(client))
                .toString();
    }

    private static String complaint(Executable read) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, read).getMessage());
    }

    private static String keyComplaint(Path key) {
        return complaint(() -> Tls.platform().withClientCertificate(certificates.certificate("client"), key));
    }

    @Test
    void keyOfEveryKindIsReadAndNoneIsShown() {
        for (var name : List.of("client", "rsa", "ed")) {
            assertEquals("TLS with 1 authorities of its own, as CN=" + name, as(name));
        }
    }

    @Test
    void keyOfAnotherCertificateIsNamed() {
        for (var other : List.of("stranger", "rsa", "ed")) {
            assertTrue(keyComplaint(certificates.key(other))
                    .startsWith("the key in " + certificates.key(other) + " does not belong to the certificate in "
                            + certificates.certificate("client") + " (CN=client)"));
        }
    }

    @Test
    void fileThatIsMissingOrNoPemIsNamed() throws IOException {
        var missing = folder.resolve("missing.pem");
        var der = Files.write(folder.resolve("der"), new byte[] {0x30, 0x00});
        var broken = Files.writeString(folder.resolve("broken"), Certificates.pem("CERTIFICATE", new byte[] {1, 2}));

        assertTrue(complaint(() -> Tls.platform().withAuthorities(missing)).startsWith(missing + " does not exist"));
        assertTrue(complaint(() -> Tls.platform().withAuthorities(der)).startsWith(der + " is not PEM"));
        assertTrue(complaint(() -> Tls.platform().withAuthorities(broken))
                .startsWith(broken + " has a certificate that cannot be read"));
        assertTrue(complaint(() -> Tls.platform().withAuthorities(certificates.key("client")))
                .startsWith(certificates.key("client") + " holds no certificate, but [PRIVATE KEY]"));
        assertTrue(complaint(() -> Tls.platform().withAuthorities(folder)).startsWith("cannot read " + folder));
    }

    @Test
    void keyInAFormThatIsNotTakenSaysHowToConvertIt() throws IOException {
        var old = Files.writeString(folder.resolve("old"), Certificates.pem("EC PRIVATE KEY", new byte[] {1}));
        var locked =
                Files.writeString(folder.resolve("locked"), Certificates.pem("ENCRYPTED PRIVATE KEY", new byte[] {1}));
        var nonsense = Files.writeString(folder.resolve("nonsense"), Certificates.pem("PRIVATE KEY", new byte[] {1}));

        assertTrue(keyComplaint(old).contains("openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW"));
        assertTrue(keyComplaint(locked).contains("under a password"));
        assertTrue(keyComplaint(nonsense).contains("neither RSA, EC nor EdDSA"));
        assertTrue(keyComplaint(certificates.certificate("client")).contains("holds no private key"));
    }
}
