package io.breakwater.cli.config;

import io.breakwater.cli.config.Configuration.Credentials;
import io.breakwater.cli.config.Configuration.FollowerSettings;
import io.breakwater.cli.config.Configuration.IngestSettings;
import io.breakwater.ingest.Callers;
import io.breakwater.ingest.IngestOptions;
import io.breakwater.ingest.ServerTls;
import io.breakwater.ingest.SpoolSettings;
import io.breakwater.ingest.follower.FollowerConfig;
import io.breakwater.ingest.google.PubSubPush;
import io.breakwater.ingest.google.StandbyNames;
import io.breakwater.registry.mapping.Mapping;
import io.breakwater.registry.reference.HostPort;
import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads the section {@code ingest}; its outline, with every default. */
final class IngestReader {
    /** Hours of a busy Harbor's webhooks, of half a kilobyte each. */
    private static final long SPOOL_BYTES = 64L << 20;

    private final Section section;
    private final StandbyNames names;
    private final boolean ownBroker;
    private final String replicatorGroup;

    IngestReader(Section section, HostPort standby, Mapping mapping, KafkaSettings kafka, String replicatorGroup) {
        this.section = section;
        this.names = new StandbyNames(standby.toString(), mapping::toPrimary);
        this.ownBroker = kafka instanceof KafkaSettings.Embedded;
        this.replicatorGroup = replicatorGroup;
    }

    IngestSettings settings() {
        var listen = section.value("listen", Listen::parse).orElse(new Listen("0.0.0.0", 8080));
        var secrets = section.secrets("secret");
        var tls = tls();
        var callers = callers();
        var pubsub = pubsub();
        if (pubsub.isPresent() && tls.flatMap(ServerTls::clientAuthorities).isPresent()) {
            throw section.complaint(
                    "pubsub",
                    "Pub/Sub shows no client certificate, which tls.client-ca asks of every sender; leave one of them out");
        }
        var spool = spool();
        var quarantine = section.flag("quarantine");
        var address = section.value("address", WebhookAddress::parse);
        var follower = follower();
        return section.build(() -> new IngestSettings(
                listen, secrets, address, new IngestOptions(callers.get(), tls, pubsub, spool, quarantine), follower));
    }

    /** Checked where the whole section is. */
    private Supplier<Callers> callers() {
        var allowed = section.values("allow-from", text -> text);
        var proxies = section.values("trusted-proxies", text -> text);
        if (allowed.isEmpty() && section.has("allow-from")) {
            throw section.complaint(
                    "allow-from",
                    "an empty list would let everybody in; name a network, or leave the key out if that is meant");
        }
        return () -> Callers.in(allowed, proxies);
    }

    private Optional<FollowerSettings> follower() {
        if (!section.has("follower")) {
            return Optional.empty();
        }
        var follower = section.section("follower");
        var username = follower.text("username");
        var passwords = follower.secrets("password");
        if (passwords.size() != (username.isPresent() ? 1 : 0)) {
            throw follower.complaint(
                    "needs both 'username' and one 'password-file', or neither: then the primary's" + " login is used");
        }
        var credentials = username.<Credentials>map(name -> new Credentials.Basic(name, passwords.getFirst()));
        var group = follower.text("group").orElse("breakwater-follower");
        if (group.equals(replicatorGroup)) {
            throw follower.complaint(
                    "group",
                    "'" + group
                            + "' is replicator.group too, and each would take the other's partitions; give one of them"
                            + " another name");
        }
        var usual = FollowerConfig.Pace.DEFAULT;
        var interval = follower.value("interval", Quantities::duration).orElse(usual.interval());
        var grace = follower.value("grace", Quantities::duration).orElse(usual.grace());
        var overlap = follower.value("overlap", Quantities::duration).orElse(usual.overlap());
        return Optional.of(follower.build(
                () -> new FollowerSettings(credentials, group, new FollowerConfig.Pace(interval, grace, overlap))));
    }

    private Optional<ServerTls> tls() {
        if (!section.has("tls")) {
            return Optional.empty();
        }
        var tls = section.section("tls");
        var certificate = tls.requiredPath("certificate");
        var key = tls.requiredPath("key");
        var clientAuthorities = tls.path("client-ca");
        return Optional.of(tls.build(() -> new ServerTls(certificate, key, clientAuthorities)));
    }

    private Optional<PubSubPush> pubsub() {
        if (!section.has("pubsub")) {
            return Optional.empty();
        }
        var pubsub = section.section("pubsub");
        var audience = pubsub.required("audience", text -> text);
        var account = pubsub.required("account", text -> text);
        var keys = pubsub.value("keys", URI::create).orElse(PubSubPush.GOOGLE_KEYS);
        return Optional.of(pubsub.build(() -> new PubSubPush(audience, account, keys, names)));
    }

    /** On where the broker is our own: then an outage of it is a restart of ours, and this disk is as good as its. */
    private Optional<SpoolSettings> spool() {
        var wanted = section.has("spool") || ownBroker;
        var spool = section.section("spool");
        var data = spool.path("data").orElseGet(() -> spool.beside("data/spool"));
        var bytes = spool.value("size", text -> text.equals("0") ? 0L : Quantities.bytes(text))
                .orElse(SPOOL_BYTES);
        return spool.build(() -> wanted && bytes > 0 ? Optional.of(new SpoolSettings(data, bytes)) : Optional.empty());
    }
}
