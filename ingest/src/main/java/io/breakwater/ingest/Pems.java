package io.breakwater.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509KeyManager;

/** What is in the files of a {@link ServerTls}. */
record Pems(Buffer certificate, Buffer key, Optional<Buffer> clientAuthorities) {
    void applyTo(HttpServerOptions options) {
        options.setKeyCertOptions(keyCert());
        clientAuthorities.ifPresent(authorities -> options.setClientAuth(ClientAuth.REQUIRED)
                .setTrustOptions(new PemTrustOptions().addCertValue(authorities)));
    }

    private PemKeyCertOptions keyCert() {
        return new PemKeyCertOptions().addCertValue(certificate).addKeyValue(key);
    }

    /**
     * Returns if the key is the certificate's. The server takes any two, and then nobody can shake hands with it.
     *
     * @throws IllegalArgumentException if it is another's, or one of them can't be read
     */
    void mustMatch(Vertx vertx) {
        if (!isPair(vertx)) {
            throw new IllegalArgumentException("the key is not that of the certificate");
        }
    }

    private boolean isPair(Vertx vertx) {
        try {
            var owner = CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(firstCertificate()))
                    .getPublicKey();
            return isPair(owner, privateKey(keyCert().getKeyManagerFactory(vertx), owner.getAlgorithm()));
        } catch (Exception e) {
            // Of many kinds. Their messages may quote the files.
            throw new IllegalArgumentException(
                    "no certificate and key in PEM (" + e.getClass().getSimpleName() + ")", e);
        }
    }

    /** A file may hold the key too, and that first. */
    private byte[] firstCertificate() {
        var text = certificate.toString(ISO_8859_1);
        return text.substring(text.indexOf("-----BEGIN CERTIFICATE-----")).getBytes(ISO_8859_1);
    }

    /** @throws IllegalArgumentException if the authorities can't be read */
    void mustHaveAuthorities(Vertx vertx) {
        try {
            for (var authorities : clientAuthorities.stream().toList()) {
                new PemTrustOptions().addCertValue(authorities).getTrustManagerFactory(vertx);
            }
        } catch (Exception e) {
            // Of many kinds.
            throw new IllegalArgumentException(
                    "no certificates in PEM (" + e.getClass().getSimpleName() + ")", e);
        }
    }

    private static PrivateKey privateKey(KeyManagerFactory factory, String algorithm) {
        return Stream.of(factory.getKeyManagers())
                .filter(X509KeyManager.class::isInstance)
                .map(X509KeyManager.class::cast)
                .flatMap(manager ->
                        Stream.of(manager.getServerAliases(algorithm, null)).map(manager::getPrivateKey))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isPair(PublicKey owner, PrivateKey key) throws GeneralSecurityException {
        var signature = Signature.getInstance(
                switch (owner.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> owner.getAlgorithm();
                });
        signature.initSign(key);
        var signed = signature.sign();
        signature.initVerify(owner);
        return signature.verify(signed);
    }

    /** Never the key. */
    @Override
    public String toString() {
        return "***";
    }
}
