package io.breakwater.cli.run;

import io.breakwater.auditor.Auditor;
import io.breakwater.auditor.AuditorConfig;
import io.breakwater.cli.config.Configuration;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;

/** Hands each role what the configuration says about it. */
final class RoleStarter {
    private final Configuration configuration;
    private final Map<String, Object> kafka;
    private final MeterRegistry meters;

    RoleStarter(Configuration configuration, Map<String, Object> kafka, MeterRegistry meters) {
        this.configuration = configuration;
        this.kafka = kafka;
        this.meters = meters;
    }

    Role start(RoleName name) throws InterruptedException {
        return switch (name) {
            case INGEST -> ingest();
            case REPLICATOR -> replicator();
            case AUDITOR -> auditor();
        };
    }

    private Role auditor() {
        var settings = configuration.auditor();
        var auditor = Auditor.start(
                new AuditorConfig(
                        kafka,
                        settings.applicationId(),
                        settings.state(),
                        settings.grace(),
                        settings.checkInterval()),
                meters);
        return new Role(
                RoleName.AUDITOR,
                "what differs for longer than " + settings.grace().toSeconds() + " s is drift; see 'breakwater drift'",
                auditor::ready,
                auditor::failure,
                auditor::close);
    }
}
