package io.breakwater.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IngestMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final IngestMeters meters = new IngestMeters(registry);
    private final Source harbor = Source.harbor(SharedSecrets.of(List.of()));

    @Test
    void anEventInTheSpoolIsCountedOnceHoweverOftenItComes() {
        meters.kept(harbor, new Receipt.Spooled());
        meters.kept(harbor, new Receipt.Known(Optional.empty()));
        meters.kept(harbor, new Receipt.Known(Optional.empty()));

        assertEquals(1, count("breakwater.webhook.spooled"));
        assertEquals(2, count("breakwater.webhook.duplicates"));
    }

    @Test
    void anEventInTheLogIsADuplicateFromItsSecondTimeOn() {
        meters.kept(harbor, new Receipt.InLog(MemoryLog.at(0)));
        assertEquals(0, count("breakwater.webhook.duplicates"));

        meters.kept(harbor, new Receipt.Known(Optional.of(MemoryLog.at(0))));

        assertEquals(1, count("breakwater.webhook.duplicates"));
        assertEquals(0, count("breakwater.webhook.spooled"));
    }

    private double count(String name) {
        return registry.find(name).tag("source", "harbor").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }
}
