package io.breakwater.registry.auth;

import com.google.auth.oauth2.GoogleCredentials;
import io.breakwater.registry.reference.HostPort;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Application Default Credentials; the library keeps the token and renews it in good time. */
final class GoogleDefault implements CredentialSource {
    private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";
    private static final Set<String> CONTAINER_REGISTRY = Set.of("gcr.io", "us.gcr.io", "eu.gcr.io", "asia.gcr.io");
    private static final Pattern ARTIFACT_REGISTRY =
            Pattern.compile("[a-z0-9-]+-docker\\.pkg\\.dev|docker\\.[a-z0-9-]+\\.rep\\.pkg\\.dev");

    /** Finds the account; asks files, the environment, and on Google's machines a local server. */
    @FunctionalInterface
    interface Finder {
        GoogleCredentials find() throws IOException;
    }

    private final HostPort host;
    private final Finder finder;
    private final AtomicReference<@Nullable GoogleCredentials> found = new AtomicReference<>();

    GoogleDefault(HostPort host, Finder finder) {
        if (!isGoogles(host)) {
            throw new IllegalArgumentException("Google credentials are only for gcr.io and *-docker.pkg.dev, not for "
                    + host + "; configure a user name and a password file for it");
        }
        this.host = host;
        this.finder = finder;
    }

    /** Exact names: {@code evilgcr.io} is not Google's, and another port is another server. */
    static boolean isGoogles(HostPort host) {
        return host.port().orElse(443) == 443
                && (CONTAINER_REGISTRY.contains(host.host())
                        || ARTIFACT_REGISTRY.matcher(host.host()).matches());
    }

    @Override
    public Credentials get() {
        try {
            var credentials = account();
            credentials.refreshIfExpired();
            var token = credentials.getAccessToken();
            if (token == null) {
                throw new IOException("refreshed, but there is no token");
            }
            return new Credentials.Basic("oauth2accesstoken", Secret.of(token.getTokenValue()));
        } catch (IOException e) {
            throw new CredentialsUnavailable(
                    "Cannot get a Google access token for " + host + ": "
                            + e.getClass().getSimpleName()
                            + ". Set GOOGLE_APPLICATION_CREDENTIALS, or run on a machine or service account that has one.",
                    e);
        }
    }

    private GoogleCredentials account() throws IOException {
        var known = found.get();
        if (known == null) {
            known = finder.find().createScoped(SCOPE);
            found.set(known);
        }
        return known;
    }
}
