package io.breakwater.registry.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A password, key or token. It shows itself only to who asks for it by name. */
public final class Secret {
    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /** @throws IllegalArgumentException if it is empty, which never is what was meant */
    public static Secret of(String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("the secret is empty");
        }
        return new Secret(value);
    }

    /** The secret itself: for the request that needs it, never for a message. */
    public String reveal() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret
                && MessageDigest.isEqual(
                        value.getBytes(StandardCharsets.UTF_8), secret.value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return "***";
    }
}
