package io.breakwater.registry.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** Shows our certificate to whoever asks for one. */
final class ClientKeys extends X509ExtendedKeyManager {
    private static final String ALIAS = "client";

    private final ClientKey key;

    ClientKeys(ClientKey key) {
        this.key = key;
    }

    /** Issuers are not compared: a server may name roots of which our chain shows none, and refuses us then by itself. */
    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return fits(keyTypes) ? ALIAS : null;
    }

    private boolean fits(String[] keyTypes) {
        var algorithm = key.chain().getFirst().getPublicKey().getAlgorithm();
        for (var type : keyTypes) {
            if (type.equals(algorithm) || (type.startsWith("EC") && algorithm.startsWith("EC"))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return alias.equals(ALIAS) ? key.chain().toArray(X509Certificate[]::new) : null;
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return alias.equals(ALIAS) ? key.key() : null;
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[0];
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[0];
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
