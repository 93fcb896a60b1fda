package io.breakwater.ingest.rest;

import java.net.ProxySelector;
import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * Which Harbor is asked, and as whom. All of it is from the configuration; nothing that Harbor answers changes it.
 *
 * @param base scheme, host and port, {@code https://cr.example.io}
 * @param login asked before each request, so that a secret that was exchanged is taken up; absent for nobody
 * @param tls absent: what the platform trusts
 * @param proxy absent: what the platform says
 */
public record HarborSite(
        URI base, Supplier<Optional<Login>> login, Optional<SSLContext> tls, Optional<ProxySelector> proxy) {
    /** Without TLS settings or a proxy of its own. */
    public HarborSite(URI base, Supplier<Optional<Login>> login) {
        this(base, login, Optional.empty(), Optional.empty());
    }

    /** By Basic: a user, or a robot account with its secret. */
    public record Login(String username, String password) {
        /** Without the password. */
        @Override
        public String toString() {
            return username;
        }
    }

    /** As messages name it. */
    public String host() {
        return base.getAuthority();
    }
}
