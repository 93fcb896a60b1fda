package io.breakwater.registry.auth;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A service account's key as a password: user {@code _json_key} sends the file as it is, {@code _json_key_base64} in base64
 * on one line, for what lies between and takes no new lines. The name alone chooses, whichever way the key is kept.
 */
final class GoogleKey {
    private static final String IN_BASE64 = "_json_key_base64";

    private GoogleKey() {}

    /** The password that goes with this user name. */
    static Secret password(String username, Secret kept) {
        if (!username.equals(IN_BASE64)) {
            return kept;
        }
        var key = kept.reveal().strip();
        return Secret.of(
                key.startsWith("{")
                        ? Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8))
                        // The command base64 breaks its lines.
                        : key.replaceAll("\\s+", ""));
    }
}
