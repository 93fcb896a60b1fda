package io.breakwater.cli.copy;

import io.breakwater.registry.RegistryConfig;
import io.breakwater.registry.auth.CredentialSource;
import io.breakwater.registry.reference.HostPort;

/** How a registry is spoken to that no configuration names: by plain HTTP on this machine, by TLS elsewhere. */
public final class UnconfiguredHost {
    private UnconfiguredHost() {}

    /**
     * With the login that docker has left; without TLS if it is on this machine by its very name ({@code localhost}, {@code
     * 127.0.0.1}, {@code [::1]}), since nobody is in between, and never otherwise. A name is not resolved: whoever answers for
     * it would decide. Nor may any registry without configuration send us to another host.
     */
    public static RegistryConfig client(HostPort host) {
        return RegistryConfig.of(host).withPlainHttp(host.isLoopback()).withCredentials(login(host));
    }

    /** Docker's files cannot name an IPv6 address. */
    private static CredentialSource login(HostPort host) {
        return host.host().startsWith("[") ? CredentialSource.anonymous() : CredentialSource.dockerConfig(host);
    }
}
