package io.breakwater.registry.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whom we trust and who we are, in TLS with one registry. Certificates and names are always checked; there is no switch
 * that turns that off. Files are read once: after a change of them, start anew.
 */
public final class Tls {
    private static final Tls PLATFORM = new Tls(List.of(), Optional.empty());

    private final List<X509Certificate> authorities;
    private final Optional<ClientKey> client;

    private Tls(List<X509Certificate> authorities, Optional<ClientKey> client) {
        this.authorities = List.copyOf(authorities);
        this.client = client;
    }

    /** The certificate authorities of the Java platform, no certificate of ours. */
    public static Tls platform() {
        return PLATFORM;
    }

    /**
     * These settings, and the certificates in {@code file} (PEM) trusted beside those of the platform: the storage or token
     * service of a registry may well have a public one.
     *
     * @throws IllegalArgumentException if the file cannot be read or holds no certificate; names it and the mend
     */
    public Tls withAuthorities(Path file) {
        return new Tls(Pem.read(file).certificates(), client);
    }

    /**
     * These settings, and a certificate of ours that the registry and its token services may ask for; other hosts never see it.
     *
     * @param certificate PEM; our own certificate first, then those that it was issued by
     * @param key PEM, PKCS#8, without a password
     * @throws IllegalArgumentException if a file cannot be used, or the two do not fit together; names it and the mend
     */
    public Tls withClientCertificate(Path certificate, Path key) {
        return new Tls(authorities, Optional.of(ClientKey.read(certificate, key)));
    }

    /**
     * For sockets to one kind of host.
     *
     * @param own whether the host may see our certificate: the registry and its token services
     */
    public SSLContext context(boolean own) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(
                    client.filter(_ -> own)
                            .map(key -> new KeyManager[] {new ClientKeys(key)})
                            .orElse(null),
                    authorities.isEmpty() ? null : trust(),
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        }
    }

    private TrustManager[] trust() throws GeneralSecurityException {
        var trusted = new ArrayList<>(authorities);
        for (var manager : trust(null)) {
            if (manager instanceof X509TrustManager platform) {
                trusted.addAll(List.of(platform.getAcceptedIssuers()));
            }
        }
        var store = emptyStore();
        for (int i = 0; i < trusted.size(); i++) {
            store.setCertificateEntry("ca-" + i, trusted.get(i));
        }
        return trust(store);
    }

    /** @param store null for the platform's */
    private static TrustManager[] trust(@Nullable KeyStore store) throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException {
        try {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            return store;
        } catch (IOException e) {
            throw new IllegalStateException("nothing is read", e);
        }
    }

    /** How many authorities and who we are; never a key. */
    @Override
    public String toString() {
        return "TLS with " + authorities.size() + " authorities of its own"
                + client.map(key -> ", as " + key).orElse("");
    }
}
