package io.breakwater.cli.run;

import io.breakwater.cli.config.Configuration;
import io.breakwater.cli.config.ConfigurationException;
import io.breakwater.cli.config.KafkaSettings;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** One process that runs roles until it is told to end, or until one of them ends by itself. */
public final class RoleProcess {
    private static final Duration LOOK = Duration.ofMillis(250);

    private final Configuration configuration;
    private final List<RoleName> names;
    private final PrintWriter err;

    private RoleProcess(Configuration configuration, List<RoleName> names, PrintWriter err) {
        this.configuration = configuration;
        this.names = names;
        this.err = err;
    }

    /** Every role, on an embedded broker if the configuration asks for one. */
    public static RoleProcess all(Configuration configuration, PrintWriter err) {
        return new RoleProcess(configuration, List.of(RoleName.values()), err);
    }

    /** @throws ConfigurationException if the brokers are embedded: those belong to the process that runs every role */
    public static RoleProcess single(RoleName name, Configuration configuration, PrintWriter err) {
        if (configuration.kafka() instanceof KafkaSettings.Embedded) {
            throw new ConfigurationException(configuration.file() + ": kafka.embedded is for 'breakwater up'; a " + name
                    + " in a process of its own needs kafka.bootstrap-servers");
        }
        return new RoleProcess(configuration, List.of(name), err);
    }

    /**
     * Runs until SIGTERM or Ctrl-C, then ends what it has started.
     *
     * @param version what {@code /version} answers
     * @return why it ended by itself; empty if it was told to
     */
    public Optional<String> run(String versionName, Object version) throws InterruptedException {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        try (var shutdown = Shutdown.listen()) {
            try {
                return run(shutdown, versionName, version);
            } catch (RuntimeException | InterruptedException e) {
                if (shutdown.isAsked()) {
                    // What was interrupted may say so in its own way; that it ends is what was asked for.
                    return Optional.empty();
                }
                throw e;
            }
        }
    }

    private Optional<String> run(Shutdown shutdown, String versionName, Object version) throws InterruptedException {
        try (var meters = new Meters(versionName);
                var brokers = Brokers.open(configuration.kafka());
                var watch = KafkaWatch.start(brokers.client());
                var roles = new Roles(names, watch::trouble);
                var ops = OpsServer.start(
                        configuration.ops(),
                        roles::readiness,
                        roles::degraded,
                        roles::jobs,
                        meters.registry()::scrape,
                        version)) {
            try {
                start(roles, brokers, meters);
            } finally {
                shutdown.started();
            }
            announce(roles, brokers, ops);
            return awaitEnd(shutdown, roles);
        }
    }

    /** Webhooks are answered first of all, also while there are no brokers to store them. */
    private void start(Roles roles, Brokers brokers, Meters meters) throws InterruptedException {
        var topics = new CompletableFuture<Boolean>();
        var starter = new RoleStarter(configuration, brokers.client(), topics, meters.registry());
        if (names.contains(RoleName.INGEST)) {
            roles.add(starter.start(RoleName.INGEST));
        }
        brokers.awaitTopics();
        topics.complete(true);
        for (var name : names) {
            if (name != RoleName.INGEST) {
                roles.add(starter.start(name));
            }
        }
    }

    private static Optional<String> awaitEnd(Shutdown shutdown, Roles roles) throws InterruptedException {
        var failure = roles.failure();
        while (failure.isEmpty() && !shutdown.isAskedWithin(LOOK)) {
            failure = roles.failure();
        }
        return failure;
    }

    private void announce(Roles roles, Brokers brokers, OpsServer ops) {
        err.println("Breakwater is running; Ctrl-C ends it.");
        roles.started().forEach(role -> err.printf("  %-11s %s%n", role.name(), role.summary()));
        err.printf("  %-11s %s%n", "kafka", brokers.summary());
        err.printf("  %-11s http://%s (/healthz /readyz /jobs /metrics /version)%n", "operations", ops.address());
        err.flush();
    }
}
