package io.breakwater.cli.config;

import io.breakwater.ingest.IngestOptions;
import io.breakwater.ingest.SharedSecret;
import io.breakwater.ingest.SharedSecrets;
import io.breakwater.ingest.follower.FollowerConfig;
import io.breakwater.ingest.rest.HarborSite;
import io.breakwater.registry.HttpProxy;
import io.breakwater.registry.Pace;
import io.breakwater.registry.RegistryConfig;
import io.breakwater.registry.auth.CredentialSource;
import io.breakwater.registry.mapping.Mapping;
import io.breakwater.registry.reference.HostPort;
import io.breakwater.replicator.core.Deletes;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * All of {@code breakwater.yaml}, checked.
 *
 * @param file where it was read from
 * @param mapping which primary name becomes which standby name
 */
public record Configuration(
        Path file,
        RegistrySettings primary,
        RegistrySettings standby,
        Mapping mapping,
        KafkaSettings kafka,
        IngestSettings ingest,
        ReplicatorSettings replicator,
        AuditorSettings auditor,
        Listen ops) {
    public Configuration {
        if (primary.host().equals(standby.host())) {
            throw new IllegalArgumentException("primary and standby are the same host, " + primary.host()
                    + "; a copy beside the original does not survive an outage");
        }
    }

    /**
     * One registry.
     *
     * @param tokenHosts further hosts that may see this registry's credential, as its token service
     * @param redirectHosts hosts that its blobs may be read from, never with a credential
     * @param plainHttp whether it is spoken to without TLS
     * @param proxy an HTTP proxy on the way to it
     */
    public record RegistrySettings(
            HostPort host,
            Credentials credentials,
            Set<HostPort> tokenHosts,
            Set<HostPort> redirectHosts,
            boolean plainHttp,
            TlsSettings tls,
            Optional<HttpProxy> proxy,
            Pace pace) {
        public RegistrySettings {
            if (plainHttp && !tls.isEmpty()) {
                throw new IllegalArgumentException("'tls' has no use beside 'plain-http: true'; remove one of the two");
            }
            if (plainHttp && proxy.isPresent()) {
                throw new IllegalArgumentException(
                        "'proxy' beside 'plain-http: true' would show it every password; remove one of the two");
            }
            tokenHosts = Set.copyOf(tokenHosts);
            redirectHosts = Set.copyOf(redirectHosts);
            credentials.source(host);
        }

        /**
         * The same in the words of the client.
         *
         * @throws ConfigurationException if a file of {@code tls} cannot be used
         */
        public RegistryConfig client() {
            var direct = RegistryConfig.of(host)
                    .withPlainHttp(plainHttp)
                    .withCredentials(credentials.source(host))
                    .withTokenHosts(tokenHosts)
                    .withRedirectHosts(redirectHosts)
                    .withTls(tls.read())
                    .withPace(pace);
            return proxy.map(direct::withProxy).orElse(direct);
        }

        /**
         * Its REST API, where it is a Harbor.
         *
         * @throws ConfigurationException if a file of {@code tls} cannot be used
         */
        public HarborSite harbor(Credentials login) {
            return HarborSites.of(this, login);
        }
    }

    /** How a registry is logged in to. */
    public sealed interface Credentials {
        /** The same as a source for {@code host}; a secret in a file is read whenever it is needed. */
        default CredentialSource source(HostPort host) {
            return switch (this) {
                case Anonymous _ -> CredentialSource.anonymous();
                case Google _ -> CredentialSource.googleDefault(host);
                case DockerConfig _ -> CredentialSource.dockerConfig(host);
                case Basic(var username, var password) -> password.source(username);
            };
        }

        /** For a person; never a secret. */
        default String summary() {
            return switch (this) {
                case Anonymous _ -> "without a login";
                case Google _ -> "with Google's application default credentials";
                case DockerConfig _ -> "with what docker login left";
                case Basic basic -> "as " + basic.username();
            };
        }

        record Anonymous() implements Credentials {}

        /** Google's application default credentials. */
        record Google() implements Credentials {}

        /** What {@code docker login} left behind, credential helpers included. */
        record DockerConfig() implements Credentials {}

        record Basic(String username, SecretSetting password) implements Credentials {}
    }

    /**
     * The webhooks' door.
     *
     * @param secrets any of which a sender may show; more than one while they are exchanged, the new one first
     * @param address where Harbor finds it; absent: {@code harbor enroll} has to be told
     * @param follower absent: Harbor's audit log is not followed
     */
    public record IngestSettings(
            Listen listen,
            List<SecretSetting> secrets,
            Optional<URI> address,
            IngestOptions options,
            Optional<FollowerSettings> follower) {
        public IngestSettings {
            secrets = List.copyOf(secrets);
        }

        /**
         * The secrets as they are now, and as they will be: who uses them reads their files again.
         *
         * @throws ConfigurationException if one cannot be read or shown in a header, or there is none and more than this
         *     machine could come in without a certificate
         */
        public SharedSecrets readSecrets() {
            if (secrets.isEmpty() && !listen.isLoopback() && !options.asksForCertificates()) {
                throw new ConfigurationException("ingest: without a secret anybody who reaches " + listen
                        + " can have images copied; add 'secret-file' or 'tls.client-ca', or listen on 127.0.0.1");
            }
            return SharedSecrets.read(secrets.stream()
                    .<Supplier<SharedSecret>>map(secret -> () -> secret.read(SharedSecret::new))
                    .toList());
        }
    }

    /**
     * Who follows Harbor's audit log, and how.
     *
     * @param credentials absent: those of the primary
     */
    public record FollowerSettings(Optional<Credentials> credentials, String group, FollowerConfig.Pace pace) {}

    /**
     * The copying role.
     *
     * @param group of its consumers
     * @param instance this process's own name in the group, the same after a restart; absent: the host's name
     * @param parallelImages images that are copied at the same time
     * @param parallelBlobs blobs of one image that are copied at the same time
     * @param referrers whether what is about an image is copied with it
     */
    public record ReplicatorSettings(
            String group,
            Optional<String> instance,
            int parallelImages,
            int parallelBlobs,
            boolean referrers,
            Deletes deletes) {}

    /**
     * The judging role.
     *
     * @param state folder of its local stores; they can be lost and come back from Kafka
     * @param grace how long an image may differ before that is drift
     * @param checkInterval how often an image that waits is judged again
     */
    public record AuditorSettings(String applicationId, Path state, Duration grace, Duration checkInterval) {
        public AuditorSettings {
            if (grace.isZero() || checkInterval.isZero()) {
                throw new IllegalArgumentException("grace and check-interval must be longer than nothing");
            }
        }
    }
}
