package io.breakwater.registry.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.function.BiPredicate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** Shows our certificate to the hosts that it is meant for and to nobody else, whoever asks for one. */
final class OwnHostKeys extends X509ExtendedKeyManager {
    private static final String ALIAS = "client";

    private final ClientKey key;
    private final BiPredicate<String, Integer> own;

    /** @param own whether the certificate may be shown to this host (in lower case) and port */
    OwnHostKeys(ClientKey key, BiPredicate<String, Integer> own) {
        this.key = key;
        this.own = own;
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return engine != null
                        && engine.getPeerHost() != null
                        && own.test(engine.getPeerHost(), engine.getPeerPort())
                        && fits(keyTypes)
                ? ALIAS
                : null;
    }

    /** Issuers are not compared: a server may name roots of which our chain shows none, and refuses us then by itself. */
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
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
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
