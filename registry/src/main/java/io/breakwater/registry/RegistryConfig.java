package io.breakwater.registry;

import io.breakwater.registry.auth.CredentialSource;
import io.breakwater.registry.reference.HostPort;
import io.breakwater.registry.tls.Tls;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How to talk to one registry.
 *
 * @param plainHttp without TLS: for registries on the same machine and in tests
 * @param tokenHosts token services other than the registry itself that may be shown the credentials
 * @param redirectHosts other hosts to which the registry may send downloads and uploads; they never see a credential
 * @param timeout for a connection, and from a request to its answer's headers
 * @param idleTimeout how long a blob may stand still, in either direction
 * @param commitTimeout from a blob's last byte to the registry's word that it has it: many hash and move it only then
 * @param tls whom we trust there, and who we say that we are
 * @param proxy what lies on the way; without one the Java platform's own settings count ({@code https.proxyHost})
 * @param userAgent Harbor sends no PULL webhook for what {@code harbor-registry-client} pulls, so our own copies do not
 *     echo (Harbor, {@code src/server/registry/manifest.go})
 */
public record RegistryConfig(
        HostPort host,
        boolean plainHttp,
        CredentialSource credentials,
        Set<HostPort> tokenHosts,
        Set<HostPort> redirectHosts,
        Duration timeout,
        Duration idleTimeout,
        Duration commitTimeout,
        String userAgent,
        Tls tls,
        Optional<HttpProxy> proxy) {
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
    public static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofSeconds(60);
    public static final Duration DEFAULT_COMMIT_TIMEOUT = Duration.ofMinutes(5);
    public static final String DEFAULT_USER_AGENT = "harbor-registry-client";

    /** @throws IllegalArgumentException if a time is not positive */
    public RegistryConfig {
        tokenHosts = Set.copyOf(tokenHosts);
        redirectHosts = Set.copyOf(redirectHosts);
        requirePositive("timeout", timeout);
        requirePositive("idle-timeout", idleTimeout);
        requirePositive("commit-timeout", commitTimeout);
    }

    private static void requirePositive(String name, Duration time) {
        if (!time.isPositive()) {
            throw new IllegalArgumentException(name + " must be longer than nothing, not " + time);
        }
    }

    /** TLS, anonymous, no other hosts, default times. */
    public static RegistryConfig of(HostPort host) {
        return new RegistryConfig(
                host,
                false,
                CredentialSource.anonymous(),
                Set.of(),
                Set.of(),
                DEFAULT_TIMEOUT,
                DEFAULT_IDLE_TIMEOUT,
                DEFAULT_COMMIT_TIMEOUT,
                DEFAULT_USER_AGENT,
                Tls.platform(),
                Optional.empty());
    }

    public RegistryConfig withPlainHttp(boolean plainHttp) {
        return new RegistryConfig(
                host,
                plainHttp,
                credentials,
                tokenHosts,
                redirectHosts,
                timeout,
                idleTimeout,
                commitTimeout,
                userAgent,
                tls,
                proxy);
    }

    public RegistryConfig withCredentials(CredentialSource credentials) {
        return new RegistryConfig(
                host,
                plainHttp,
                credentials,
                tokenHosts,
                redirectHosts,
                timeout,
                idleTimeout,
                commitTimeout,
                userAgent,
                tls,
                proxy);
    }

    public RegistryConfig withTokenHosts(Set<HostPort> tokenHosts) {
        return new RegistryConfig(
                host,
                plainHttp,
                credentials,
                tokenHosts,
                redirectHosts,
                timeout,
                idleTimeout,
                commitTimeout,
                userAgent,
                tls,
                proxy);
    }

    public RegistryConfig withRedirectHosts(Set<HostPort> redirectHosts) {
        return new RegistryConfig(
                host,
                plainHttp,
                credentials,
                tokenHosts,
                redirectHosts,
                timeout,
                idleTimeout,
                commitTimeout,
                userAgent,
                tls,
                proxy);
    }

    public RegistryConfig withTimeout(Duration timeout) {
        return new RegistryConfig(
                host,
                plainHttp,
                credentials,
                tokenHosts,
                redirectHosts,
                timeout,
                idleTimeout,
                commitTimeout,
                userAgent,
                tls,
                proxy);
    }

    public RegistryConfig withIdleTimeout(Duration idleTimeout) {
        return new RegistryConfig(
                host,
                plainHttp,
                credentials,
                tokenHosts,
                redirectHosts,
                timeout,
                idleTimeout,
                commitTimeout,
                userAgent,
                tls,
                proxy);
    }

    public RegistryConfig withCommitTimeout(Duration commitTimeout) {
        return new RegistryConfig(
                host,
                plainHttp,
                credentials,
                tokenHosts,
                redirectHosts,
                timeout,
                idleTimeout,
                commitTimeout,
                userAgent,
                tls,
                proxy);
    }

    public RegistryConfig withTls(Tls tls) {
        return new RegistryConfig(
                host,
                plainHttp,
                credentials,
                tokenHosts,
                redirectHosts,
                timeout,
                idleTimeout,
                commitTimeout,
                userAgent,
                tls,
                proxy);
    }

    public RegistryConfig withProxy(HttpProxy proxy) {
        return new RegistryConfig(
                host,
                plainHttp,
                credentials,
                tokenHosts,
                redirectHosts,
                timeout,
                idleTimeout,
                commitTimeout,
                userAgent,
                tls,
                Optional.of(proxy));
    }
}
