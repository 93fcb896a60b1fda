package io.breakwater.cli.config;

import io.breakwater.registry.tls.Tls;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * TLS with one registry. The files are read only by a role that speaks to it, so that others need not have them.
 *
 * @param place file, line and path of the section, to complain later
 * @param authorities PEM, trusted beside those of the platform
 * @param certificate PEM, ours, with its chain
 * @param key PEM, PKCS#8, of that certificate
 */
public record TlsSettings(String place, Optional<Path> authorities, Optional<Path> certificate, Optional<Path> key) {
    public TlsSettings {
        if (certificate.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException(
                    "'certificate' and 'key' belong together; add " + (key.isPresent() ? "'certificate'" : "'key'"));
        }
    }

    boolean isEmpty() {
        return authorities.isEmpty() && certificate.isEmpty();
    }

    /**
     * The same in the words of the client.
     *
     * @throws ConfigurationException if a file is missing, is not what it should be, or the key is not the certificate's
     */
    Tls read() {
        var trusting = authorities
                .map(file -> complaining("ca", () -> Tls.platform().withAuthorities(file)))
                .orElseGet(Tls::platform);
        return certificate
                .map(file -> complaining("certificate", () -> trusting.withClientCertificate(file, key.orElseThrow())))
                .orElse(trusting);
    }

    private Tls complaining(String setting, Supplier<Tls> read) {
        try {
            return read.get();
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(place + "." + setting + ": " + e.getMessage());
        }
    }
}
