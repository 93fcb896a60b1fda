package io.breakwater.registry.auth;

import com.google.cloud.tools.jib.api.Credential;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.frontend.CredentialRetrieverFactory;
import com.google.cloud.tools.jib.registry.credentials.CredentialRetrievalException;
import io.breakwater.registry.reference.HostPort;
import java.nio.file.Path;
import java.util.Optional;

/** Credentials out of Docker's and Podman's files and the credential helpers named there, found by Jib. */
final class DockerConfig implements CredentialSource {
    private final HostPort host;
    private final CredentialRetrieverFactory factory;
    private final Optional<Path> file;

    DockerConfig(HostPort host) {
        this(host, Optional.empty());
    }

    /** @param file instead of the usual places */
    DockerConfig(HostPort host, Optional<Path> file) {
        if (host.host().startsWith("[")) {
            throw new IllegalArgumentException("Docker's configuration cannot name the IPv6 address " + host
                    + "; use a host name or a password file");
        }
        this.host = host;
        this.file = file;
        this.factory =
                CredentialRetrieverFactory.forImage(ImageReference.of(host.toString(), "any", "latest"), event -> {});
    }

    @Override
    public Credentials get() {
        try {
            var retriever = file.map(factory::dockerConfig).orElseGet(factory::dockerConfig);
            return retriever.retrieve().map(this::credentials).orElseGet(Credentials.Anonymous::new);
        } catch (CredentialRetrievalException | IllegalArgumentException e) {
            throw new CredentialsUnavailable(
                    "Cannot use the credentials for " + host + " in the Docker configuration ("
                            + e.getClass().getSimpleName() + "). Run 'docker login " + host
                            + "' again, or try the credential helper named there.",
                    e);
        }
    }

    private Credentials credentials(Credential found) {
        return new Credentials.Basic(found.getUsername(), Secret.of(found.getPassword()));
    }
}
