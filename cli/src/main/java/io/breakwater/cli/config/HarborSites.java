package io.breakwater.cli.config;

import io.breakwater.cli.config.Configuration.Credentials;
import io.breakwater.cli.config.Configuration.RegistrySettings;
import io.breakwater.ingest.rest.HarborSite;
import io.breakwater.ingest.rest.HarborSite.Login;
import io.breakwater.registry.HttpProxy;
import io.breakwater.registry.auth.CredentialSource;
import io.breakwater.registry.auth.Credentials.Anonymous;
import io.breakwater.registry.auth.Credentials.Basic;
import io.breakwater.registry.reference.HostPort;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;

/** A registry's settings in the words of a client of Harbor's REST API. */
final class HarborSites {
    private HarborSites() {}

    static HarborSite of(RegistrySettings settings, Credentials login) {
        var host = settings.host();
        return new HarborSite(
                URI.create((settings.plainHttp() ? "http://" : "https://") + host),
                login(login.source(host)),
                settings.plainHttp()
                        ? Optional.empty()
                        : Optional.of(settings.tls().read().context(true)),
                settings.proxy().flatMap(proxy -> selector(host, proxy)));
    }

    private static Supplier<Optional<Login>> login(CredentialSource source) {
        return () -> switch (source.get()) {
            case Anonymous _ -> Optional.empty();
            case Basic basic ->
                Optional.of(new Login(basic.username(), basic.password().reveal()));
        };
    }

    private static Optional<ProxySelector> selector(HostPort host, HttpProxy proxy) {
        if (proxy.skipsLoopback() && host.isLoopback()) {
            return Optional.empty();
        }
        var address = proxy.address();
        return Optional.of(ProxySelector.of(InetSocketAddress.createUnresolved(
                address.host(), address.port().orElseThrow())));
    }
}
