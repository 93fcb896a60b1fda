package io.breakwater.registry;

import io.breakwater.registry.reference.HostPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;

/**
 * An HTTP proxy on the way to a registry, its token service and its storage: asked to tunnel (CONNECT) where the registry
 * has TLS, so that it sees names of hosts and no more. Of a registry with plain HTTP it sees everything.
 *
 * @param skipsLoopback whether hosts on this machine are dialled directly
 */
public record HttpProxy(HostPort address, boolean skipsLoopback) {
    /** @throws IllegalArgumentException if the address has no port: proxies have no common one */
    public HttpProxy {
        if (address.port().isEmpty()) {
            throw new IllegalArgumentException("a proxy needs its port, such as " + address + ":3128");
        }
    }

    /** Everything goes through it but what is on this machine. */
    public static HttpProxy of(HostPort address) {
        return new HttpProxy(address, true);
    }

    ProxySelector selector() {
        var host = address.host();
        var literal = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        var through = new Proxy(
                Proxy.Type.HTTP,
                InetSocketAddress.createUnresolved(literal, address.port().orElseThrow()));
        return new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                return List.of(skipsLoopback && HostPort.parse(uri.getHost()).isLoopback() ? Proxy.NO_PROXY : through);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress proxy, IOException e) {
                // The caller is told by the request that failed.
            }
        };
    }
}
