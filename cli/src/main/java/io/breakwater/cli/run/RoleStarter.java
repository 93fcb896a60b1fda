package io.breakwater.cli.run;

import io.breakwater.auditor.Auditor;
import io.breakwater.auditor.AuditorConfig;
import io.breakwater.auditor.DeleteRule;
import io.breakwater.cli.config.Configuration;
import io.breakwater.cli.config.Configuration.FollowerSettings;
import io.breakwater.cli.config.ConfigurationException;
import io.breakwater.cli.config.Listen;
import io.breakwater.ingest.Ingest;
import io.breakwater.ingest.IngestConfig;
import io.breakwater.ingest.IngestLimits;
import io.breakwater.ingest.follower.Follower;
import io.breakwater.ingest.follower.FollowerConfig;
import io.breakwater.ingest.follower.core.Told;
import io.breakwater.registry.Registry;
import io.breakwater.replicator.Replicator;
import io.breakwater.replicator.ReplicatorConfig;
import io.breakwater.replicator.ReplicatorLimits;
import io.breakwater.replicator.core.Deletes;
import io.breakwater.replicator.core.Rules;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;

/** Hands each role what the configuration says about it. */
final class RoleStarter {
    private final Configuration configuration;
    private final Map<String, Object> kafka;
    private final Future<?> topics;
    private final MeterRegistry meters;

    /** @param topics done when they are made; ingest may be started before that, the others may not */
    RoleStarter(Configuration configuration, Map<String, Object> kafka, Future<?> topics, MeterRegistry meters) {
        this.configuration = configuration;
        this.kafka = kafka;
        this.topics = topics;
        this.meters = meters;
    }

    Role start(RoleName name) throws InterruptedException {
        return switch (name) {
            case INGEST -> ingest();
            case REPLICATOR -> replicator();
            case AUDITOR -> auditor();
        };
    }

    private Role ingest() {
        var settings = configuration.ingest();
        var secrets = settings.readSecrets();
        var listen = settings.listen();
        var told = new Told();
        var ingest = Ingest.start(
                new IngestConfig(
                        listen.host(), listen.port(), secrets, kafka, IngestLimits.DEFAULT, settings.options()),
                topics,
                told,
                meters);
        var follower = settings.follower().map(wanted -> follower(wanted, told));
        return new Role(
                RoleName.INGEST,
                "webhooks at " + (settings.options().tls().isPresent() ? "https" : "http") + "://"
                        + new Listen(listen.host(), ingest.port()) + "/webhooks/harbor"
                        + (settings.options().pubsub().isPresent() ? ", Pub/Sub at /webhooks/pubsub" : "")
                        + (follower.isPresent() ? ", and follows Harbor's audit log" : ""),
                ingest::ready,
                () -> follower.map(Follower::degraded).orElse(List.of()),
                () -> ingest.failure().or(() -> follower.flatMap(Follower::failure)),
                () -> {
                    follower.ifPresent(Follower::close);
                    ingest.close();
                });
    }

    private Follower follower(FollowerSettings settings, Told told) {
        var primary = configuration.primary();
        var login = settings.credentials().orElse(primary.credentials());
        var config = new FollowerConfig(
                primary.harbor(login),
                repository -> configuration.mapping().toStandby(repository).isPresent(),
                kafka,
                settings.group(),
                settings.pace());
        return Follower.start(config, topics, told, meters);
    }

    private Role replicator() throws InterruptedException {
        var settings = configuration.replicator();
        var primary = new Registry(configuration.primary().client());
        var standby = new Registry(configuration.standby().client());
        var limits = ReplicatorLimits.DEFAULT.withParallel(settings.parallelImages(), settings.parallelBlobs());
        var replicator = Replicator.start(
                new ReplicatorConfig(
                        kafka,
                        settings.group(),
                        settings.instance().orElseGet(RoleStarter::hostName),
                        primary,
                        standby,
                        new Rules(configuration.mapping(), settings.referrers(), settings.deletes()),
                        limits),
                meters);
        return new Role(
                RoleName.REPLICATOR,
                "copies " + configuration.primary().host() + " to "
                        + configuration.standby().host(),
                replicator::ready,
                replicator::degraded,
                () -> Optional.of(replicator.jobs()),
                replicator::failure,
                () -> {
                    replicator.close();
                    primary.close();
                    standby.close();
                });
    }

    /** Stays the same over restarts, and differs from one container or machine to the next. */
    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            throw new ConfigurationException("this machine does not know its own name (" + e.getMessage()
                    + "); set replicator.instance to one that no other replicator has");
        }
    }

    private Role auditor() {
        var settings = configuration.auditor();
        var auditor = Auditor.start(
                new AuditorConfig(
                        kafka,
                        settings.applicationId(),
                        settings.state(),
                        settings.grace(),
                        settings.checkInterval(),
                        deleteRule(configuration.replicator().deletes())),
                meters);
        return new Role(
                RoleName.AUDITOR,
                "what differs for longer than " + settings.grace().toSeconds() + " s is drift; see 'breakwater drift'",
                auditor::ready,
                auditor::degraded,
                auditor::failure,
                auditor::close);
    }

    /** One rule for both: the auditor keeps the delay, the replicator carries it out (decision 0008). */
    private static Optional<DeleteRule> deleteRule(Deletes deletes) {
        return switch (deletes) {
            case Deletes.Ignore _ -> Optional.empty();
            case Deletes.Mirror(var after, var atMost) -> Optional.of(new DeleteRule(after, atMost));
        };
    }
}
