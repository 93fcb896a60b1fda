package io.breakwater.registry.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One PEM file (RFC 7468). Text around its blocks is passed over. Messages name the file and the mend, never its content.
 *
 * @param file for messages
 */
record Pem(Path file, List<Block> blocks) {
    /** Bytes; all the CAs of an operating system have about 220 KiB. */
    private static final int LONGEST = 2 << 20;

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\\s]*+)-----END \\1-----");
    private static final List<String> KEY_ALGORITHMS = List.of("RSA", "EC", "EdDSA");

    /** One block; it shows its label alone, such as {@code CERTIFICATE}. */
    static final class Block {
        private final String label;
        private final byte[] content;

        private Block(String label, byte[] content) {
            this.label = label;
            this.content = content;
        }

        @Override
        public String toString() {
            return label;
        }
    }

    /** @throws IllegalArgumentException if the file cannot be read, or holds no PEM */
    static Pem read(Path file) {
        var text = content(file);
        var blocks = new ArrayList<Block>();
        var matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            blocks.add(new Block(matcher.group(1), decoded(file, matcher.group(2))));
        }
        if (blocks.isEmpty()) {
            throw new IllegalArgumentException(file
                    + " is not PEM: it has no -----BEGIN …----- block; convert it, such as by 'openssl x509 -inform"
                    + " der' or 'openssl pkcs12'");
        }
        return new Pem(file, List.copyOf(blocks));
    }

    private static String content(Path file) {
        try (var in = Files.newInputStream(file)) {
            var bytes = in.readNBytes(LONGEST + 1);
            if (bytes.length > LONGEST) {
                throw new IllegalArgumentException(file + " is longer than " + LONGEST + " bytes; name the right file");
            }
            return new String(bytes, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(file + " does not exist; create it or mend the path", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "cannot read " + file + " (" + e.getClass().getSimpleName() + "); let this user read it", e);
        }
    }

    private static byte[] decoded(Path file, String text) {
        try {
            return Base64.getMimeDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + " has a PEM block that is no base64; copy the file anew", e);
        }
    }

    /** @throws IllegalArgumentException if there is none */
    List<X509Certificate> certificates() {
        var certificates = new ArrayList<X509Certificate>();
        for (var block : blocks) {
            if (block.label.equals("CERTIFICATE") || block.label.equals("TRUSTED CERTIFICATE")) {
                certificates.add(certificate(block));
            }
        }
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException(
                    file + " holds no certificate, but " + blocks + "; name the file with -----BEGIN CERTIFICATE-----");
        }
        return List.copyOf(certificates);
    }

    private X509Certificate certificate(Block block) {
        try {
            var factory = CertificateFactory.getInstance("X.509");
            return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.content));
        } catch (CertificateException e) {
            throw new IllegalArgumentException(
                    file + " has a certificate that cannot be read ("
                            + e.getClass().getSimpleName() + "); copy the file anew",
                    e);
        }
    }

    /** @throws IllegalArgumentException if there is none that can be used */
    PrivateKey privateKey() {
        for (var block : blocks) {
            switch (block.label) {
                case "PRIVATE KEY" -> {
                    return privateKey(block.content);
                }
                case "ENCRYPTED PRIVATE KEY" ->
                    throw new IllegalArgumentException(file + " holds a key under a password; store it without one, by"
                            + " 'openssl pkcs8 -topk8 -nocrypt', readable for this user alone");
                case "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY" ->
                    throw new IllegalArgumentException(file + " holds a key in the old form '" + block.label
                            + "'; convert it by 'openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW'");
                default -> {
                    // Certificates and curve parameters may lie beside the key.
                }
            }
        }
        throw new IllegalArgumentException(
                file + " holds no private key, but " + blocks + "; name the file with -----BEGIN PRIVATE KEY-----");
    }

    private PrivateKey privateKey(byte[] pkcs8) {
        for (var algorithm : KEY_ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (GeneralSecurityException ofAnotherKind) {
                // The next may be its kind.
            }
        }
        throw new IllegalArgumentException(
                file + " holds a private key that is neither RSA, EC nor EdDSA, or is broken; make a new one");
    }
}
