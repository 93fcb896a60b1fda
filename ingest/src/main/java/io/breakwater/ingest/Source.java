package io.breakwater.ingest;

import io.breakwater.ingest.distribution.DistributionEvents;
import io.breakwater.ingest.google.PubSubEvents;
import io.breakwater.ingest.google.PubSubPush;
import io.breakwater.ingest.google.PushTokens;
import io.breakwater.ingest.harbor.HarborEvents;
import io.breakwater.ingest.payload.Parser;
import java.util.Set;

/**
 * One kind of sender and its way in.
 *
 * @param path that it posts to
 * @param label for metrics
 * @param gate how it shows who it is
 * @param mediaTypes that it may send, in lower case
 */
record Source(String path, String label, Gate gate, Set<String> mediaTypes, Parser parser) {
    /** How a sender shows who it is. */
    sealed interface Gate {
        /** @param any one of these; none lets everybody in */
        record Secrets(SharedSecrets any) implements Gate {}

        /** A token of Google's. */
        record Token(PushTokens tokens) implements Gate {}
    }

    static Source harbor(SharedSecrets secrets) {
        return new Source(
                "/webhooks/harbor", "harbor", new Gate.Secrets(secrets), HarborEvents.MEDIA_TYPES, HarborEvents::parse);
    }

    static Source distribution(SharedSecrets secrets) {
        return new Source(
                "/webhooks/distribution",
                "distribution",
                new Gate.Secrets(secrets),
                DistributionEvents.MEDIA_TYPES,
                DistributionEvents::parse);
    }

    static Source pubsub(PubSubPush push) {
        return new Source(
                "/webhooks/pubsub",
                "pubsub",
                new Gate.Token(new PushTokens(push)),
                PubSubEvents.MEDIA_TYPES,
                new PubSubEvents(push.names()));
    }
}
