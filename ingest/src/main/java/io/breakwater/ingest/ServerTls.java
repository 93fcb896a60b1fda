package io.breakwater.ingest;

import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * TLS for the webhooks' door; PEM files.
 *
 * @param certificate ours, with its chain
 * @param key of that certificate
 * @param clientAuthorities who must have signed a sender's certificate; absent: senders need none
 */
public record ServerTls(Path certificate, Path key, Optional<Path> clientAuthorities) {
    void applyTo(HttpServerOptions options, IngestLimits limits) {
        options.setSsl(true)
                // The request decoder of ours is for HTTP/1.1, which is all that webhooks need.
                .setUseAlpn(false)
                .setSslHandshakeTimeout(limits.request().toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(certificate.toString())
                        .addKeyPath(key.toString()));
        clientAuthorities.ifPresent(authorities -> options.setClientAuth(ClientAuth.REQUIRED)
                .setTrustOptions(new PemTrustOptions().addCertPath(authorities.toString())));
    }
}
