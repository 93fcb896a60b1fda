package io.breakwater.registry;

import io.breakwater.registry.auth.CredentialSource;
import io.breakwater.registry.reference.HostPort;
import io.breakwater.registry.tls.Tls;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * How to talk to one registry.
 *
 * @param plainHttp without TLS: for registries on the same machine and in tests. Without it nothing is ever sent in the clear,
 *     neither after a redirect nor to a token service nor to an upload's place; with it these hosts, if they are named here, may
 *     be on plain HTTP too
 * @param tokenHosts token services other than the registry itself that may be shown the credentials
 * @param redirectHosts other hosts to which the registry may send downloads and uploads; they never see a credential
 * @param timeout for a connection, and from a request to its answer's headers
 * @param idleTimeout how long a blob may stand still, in either direction, or take for the next 64 KiB that come or 128
 *     that go
 * @param commitTimeout from a blob's last byte to the registry's word that it has it: many hash and move it only then
 * @param tls whom we trust there, and who we say that we are
 * @param proxy what lies on the way; without one the Java platform's own settings count ({@code https.proxyHost})
 * @param userAgent Harbor sends no PULL webhook for what {@code harbor-registry-client} pulls, so our own copies do not
 *     echo (Harbor, {@code src/server/registry/manifest.go})
 * @param pace how much it is asked for at once and in a second
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
        Optional<HttpProxy> proxy,
        Pace pace) {
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
                Optional.empty(),
                Pace.DEFAULT);
    }

    public RegistryConfig withPlainHttp(boolean plainHttp) {
        return with(draft -> draft.plainHttp = plainHttp);
    }

    public RegistryConfig withCredentials(CredentialSource credentials) {
        return with(draft -> draft.credentials = credentials);
    }

    public RegistryConfig withTokenHosts(Set<HostPort> tokenHosts) {
        return with(draft -> draft.tokenHosts = tokenHosts);
    }

    public RegistryConfig withRedirectHosts(Set<HostPort> redirectHosts) {
        return with(draft -> draft.redirectHosts = redirectHosts);
    }

    public RegistryConfig withTimeout(Duration timeout) {
        return with(draft -> draft.timeout = timeout);
    }

    public RegistryConfig withIdleTimeout(Duration idleTimeout) {
        return with(draft -> draft.idleTimeout = idleTimeout);
    }

    public RegistryConfig withCommitTimeout(Duration commitTimeout) {
        return with(draft -> draft.commitTimeout = commitTimeout);
    }

    public RegistryConfig withTls(Tls tls) {
        return with(draft -> draft.tls = tls);
    }

    public RegistryConfig withProxy(HttpProxy proxy) {
        return with(draft -> draft.proxy = Optional.of(proxy));
    }

    public RegistryConfig withPace(Pace pace) {
        return with(draft -> draft.pace = pace);
    }

    private RegistryConfig with(Consumer<Draft> change) {
        var draft = new Draft(this);
        change.accept(draft);
        return draft.config();
    }

    /** A copy in which one thing is changed. */
    private static final class Draft {
        private final HostPort host;
        private boolean plainHttp;
        private CredentialSource credentials;
        private Set<HostPort> tokenHosts;
        private Set<HostPort> redirectHosts;
        private Duration timeout;
        private Duration idleTimeout;
        private Duration commitTimeout;
        private final String userAgent;
        private Tls tls;
        private Optional<HttpProxy> proxy;
        private Pace pace;

        Draft(RegistryConfig config) {
            host = config.host;
            plainHttp = config.plainHttp;
            credentials = config.credentials;
            tokenHosts = config.tokenHosts;
            redirectHosts = config.redirectHosts;
            timeout = config.timeout;
            idleTimeout = config.idleTimeout;
            commitTimeout = config.commitTimeout;
            userAgent = config.userAgent;
            tls = config.tls;
            proxy = config.proxy;
            pace = config.pace;
        }

        RegistryConfig config() {
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
                    proxy,
                    pace);
        }
    }
}
