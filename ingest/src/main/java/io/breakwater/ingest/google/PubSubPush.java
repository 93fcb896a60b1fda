package io.breakwater.ingest.google;

import java.net.URI;

/**
 * A push subscription to Artifact Registry's topic.
 *
 * @param audience as the subscription says it; ours alone, or a token for another service would do
 * @param account the service account whose token the subscription shows
 * @param keys where the signing keys are published (a JSON Web Key Set); never taken from a token
 */
public record PubSubPush(String audience, String account, URI keys, StandbyNames names) {
    /** Google's own. */
    public static final URI GOOGLE_KEYS = URI.create("https://www.googleapis.com/oauth2/v3/certs");

    /** @throws IllegalArgumentException if anything is empty, or the keys could be forged on their way */
    public PubSubPush {
        if (audience.isBlank() || account.isBlank()) {
            throw new IllegalArgumentException(
                    "audience and account are both needed: a token is genuine only for both");
        }
        if (!"https".equals(keys.getScheme()) && !isLoopback(keys)) {
            throw new IllegalArgumentException(
                    "the keys must come by https; over plain http anybody on the way could" + " put in his own");
        }
    }

    private static boolean isLoopback(URI keys) {
        return "http".equals(keys.getScheme()) && "127.0.0.1".equals(keys.getHost());
    }
}
