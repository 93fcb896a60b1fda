package io.breakwater.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.registry.tls.Tls;
import io.breakwater.testkit.Folders;
import io.breakwater.testkit.tls.Certificates;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A real registry whose certificate ran out, as they do in the night. */
class ExpiredCertificateIT {
    private final Path folder = Folders.temporary("tls-");
    private final Certificates certificates = new Certificates(folder);

    @AfterEach
    void clear() {
        Folders.delete(folder);
    }

    @Test
    void messageSaysThatTheCertificateIsToBeRenewed() throws IOException {
        certificates.authority("ca").expired("server", "ca", "san=ip:127.0.0.1");
        var tls = "  tls:\n    certificate: " + certificates.certificate("server") + "\n    key: "
                + certificates.key("server") + "\n";
        var trust = Tls.platform().withAuthorities(certificates.certificate("ca"));
        try (var process = new RegistryProcess(tls);
                var registry = new Registry(RegistryConfig.of(process.host()).withTls(trust))) {
            var fault = assertThrows(RegistryFault.class, () -> registry.headManifest("library/app", "v1"));

            assertEquals(RegistryFault.UNREACHABLE, fault.code());
            var said = String.valueOf(fault.getMessage());
            assertTrue(said.contains("its certificate is out of date (NotAfter: "), said);
            assertTrue(said.contains("Renew the certificate there"), said);
        }
    }
}
