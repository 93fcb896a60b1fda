package io.breakwater.registry.auth;

import com.google.auth.oauth2.GoogleCredentials;
import io.breakwater.registry.reference.HostPort;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where credentials come from. It is asked whenever one is needed, so that a rotated secret is taken up without a restart;
 * it keeps what is dear to get. Safe for use by many threads.
 */
@FunctionalInterface
public interface CredentialSource {
    /** @throws CredentialsUnavailable if it cannot be said at present who we are */
    Credentials get();

    static CredentialSource anonymous() {
        var nobody = new Credentials.Anonymous();
        return () -> nobody;
    }

    /**
     * A user name and a password, or what Google takes in their place: {@code oauth2accesstoken} with an access token,
     * {@code _json_key} or {@code _json_key_base64} with a service account's key, for the latter in either form.
     *
     * @throws IllegalArgumentException if the user name can be none
     */
    static CredentialSource fixed(String username, Secret password) {
        var credentials = new Credentials.Basic(username, GoogleKey.password(username, password));
        return () -> credentials;
    }

    /**
     * A file that holds the password alone, as in {@link #fixed}, read each time it is needed; white space after it is
     * dropped.
     *
     * @throws IllegalArgumentException if the user name can be none
     */
    static CredentialSource passwordFile(String username, Path file) {
        return new PasswordFile(username, file);
    }

    /**
     * What {@code docker login} and its like have left for {@code host} in the usual files, and the credential helpers
     * named there. Nobody, if there is nothing, or if a helper has nothing for this host or cannot be run.
     * What was found is kept for five minutes.
     *
     * @throws IllegalArgumentException if {@code host} is an IPv6 address, which those files cannot name
     */
    static CredentialSource dockerConfig(HostPort host) {
        return new Kept(new DockerConfig(host), Duration.ofMinutes(5), System::nanoTime);
    }

    /**
     * Google's Application Default Credentials, for the scope {@code cloud-platform}, as user {@code oauth2accesstoken}.
     *
     * @throws IllegalArgumentException if {@code host} is not one of Google's registries: the token opens all of the
     *     account's cloud, so it is shown to nobody else
     */
    static CredentialSource googleDefault(HostPort host) {
        return new GoogleDefault(host, GoogleCredentials::getApplicationDefault);
    }
}
