package io.breakwater.registry.auth;

import io.breakwater.registry.reference.Quote;

/** Who we are to a registry. */
public sealed interface Credentials {
    /** Nobody: what everyone may read. */
    record Anonymous() implements Credentials {}

    /** A user name and a password, or whatever a registry takes in their place ({@code oauth2accesstoken}, {@code _json_key}). */
    record Basic(String username, Secret password) implements Credentials {
        /** @throws IllegalArgumentException if the user name is empty or holds a colon or a control character (RFC 7617, 2) */
        public Basic {
            checkUsername(username);
        }

        static void checkUsername(String username) {
            if (username.isEmpty() || username.chars().anyMatch(c -> c == ':' || c < ' ' || c == 127)) {
                throw new IllegalArgumentException("not a user name for a registry: " + Quote.of(username));
            }
        }
    }
}
