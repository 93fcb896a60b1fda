package io.breakwater.registry.auth;

import org.jspecify.annotations.Nullable;

/** A {@link CredentialSource} could not say who we are. The message names the source and the mend, and holds no secret. */
public final class CredentialsUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    public CredentialsUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
