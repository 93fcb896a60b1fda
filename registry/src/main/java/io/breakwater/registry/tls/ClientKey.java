package io.breakwater.registry.tls;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.util.List;

/**
 * Who we are in TLS: a certificate with its chain, our own first, and the key that belongs to it.
 *
 * @param key never shown
 */
record ClientKey(List<X509Certificate> chain, PrivateKey key) {
    ClientKey {
        chain = List.copyOf(chain);
    }

    /** @throws IllegalArgumentException that names the file, if one cannot be used or they do not fit together */
    static ClientKey read(Path certificate, Path key) {
        var chain = Pem.read(certificate).certificates();
        var privateKey = Pem.read(key).privateKey();
        if (!fits(chain.getFirst().getPublicKey(), privateKey)) {
            throw new IllegalArgumentException("the key in " + key + " does not belong to the certificate in "
                    + certificate + " ("
                    + chain.getFirst().getSubjectX500Principal().getName()
                    + "); give the key that the certificate was made for, and that certificate first in its file");
        }
        return new ClientKey(chain, privateKey);
    }

    private static boolean fits(PublicKey publicKey, PrivateKey privateKey) {
        var sample = new byte[32];
        try {
            var algorithm = algorithm(privateKey);
            var signer = Signature.getInstance(algorithm);
            signer.initSign(privateKey);
            signer.update(sample);
            var signature = signer.sign();
            var verifier = Signature.getInstance(algorithm);
            verifier.initVerify(publicKey);
            verifier.update(sample);
            return verifier.verify(signature);
        } catch (GeneralSecurityException ofAnotherKind) {
            return false;
        }
    }

    private static String algorithm(PrivateKey key) {
        return switch (key) {
            case RSAKey _ -> "SHA256withRSA";
            case ECKey _ -> "SHA256withECDSA";
            default -> "EdDSA";
        };
    }

    @Override
    public String toString() {
        return chain.getFirst().getSubjectX500Principal().getName();
    }
}
