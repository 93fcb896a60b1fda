package io.breakwater.registry;

import io.breakwater.registry.auth.Credentials;
import io.breakwater.registry.auth.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What goes into the {@code Authorization} header. */
record Authorization(Secret value) {
    static Authorization basic(Credentials.Basic credentials) {
        var pair = credentials.username() + ":" + credentials.password().reveal();
        return new Authorization(
                Secret.of("Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8))));
    }

    static Authorization bearer(Secret token) {
        return new Authorization(Secret.of("Bearer " + token.reveal()));
    }

    String header() {
        return value.reveal();
    }
}
