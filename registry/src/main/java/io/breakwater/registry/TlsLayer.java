package io.breakwater.registry;

import io.breakwater.registry.tls.Tls;
import java.io.IOException;
import java.net.Socket;
import java.util.Locale;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * TLS for the sockets of one registry. Our certificate is shown to the registry and to its token services; other hosts, such as
 * its storage, are met without. Made when first needed, since a registry on plain HTTP never does.
 */
final class TlsLayer implements TlsSocketStrategy {
    private final HostPolicy policy;
    private final Supplier<TlsSocketStrategy> own;
    private final Supplier<TlsSocketStrategy> foreign;

    TlsLayer(Tls tls, HostPolicy policy) {
        this.policy = policy;
        this.own = new Once(() -> strategy(tls, true));
        this.foreign = new Once(() -> strategy(tls, false));
    }

    private static TlsSocketStrategy strategy(Tls tls, boolean own) {
        // The platform checks names by itself (RFC 2818), so the client's own verifier is not needed.
        return new DefaultClientTlsStrategy(
                tls.context(own), HostnameVerificationPolicy.BUILTIN, NoopHostnameVerifier.INSTANCE);
    }

    @Override
    public SSLSocket upgrade(
            Socket socket, String target, int port, @Nullable Object attachment, @Nullable HttpContext context)
            throws IOException {
        var layer = policy.mayLogIn(target.toLowerCase(Locale.ROOT), port) ? own : foreign;
        return layer.get().upgrade(socket, target, port, attachment, context);
    }

    private static final class Once implements Supplier<TlsSocketStrategy> {
        private final Supplier<TlsSocketStrategy> maker;
        private @Nullable TlsSocketStrategy made;

        Once(Supplier<TlsSocketStrategy> maker) {
            this.maker = maker;
        }

        @Override
        public synchronized TlsSocketStrategy get() {
            if (made == null) {
                made = maker.get();
            }
            return made;
        }
    }
}
