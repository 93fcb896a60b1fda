package io.breakwater.auditor;

import io.breakwater.schemas.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Binds {@link AuditorMeter} to a registry. Closing takes the gauges out again, since they would hold this one's numbers. */
final class DriftMeters implements AutoCloseable {
    private final MeterRegistry registry;
    private final Set<Partition> partitions = ConcurrentHashMap.newKeySet();
    private final List<Meter> gauges = new ArrayList<>();

    DriftMeters(MeterRegistry registry, DeleteBrake brake) {
        this.registry = registry;
        for (var held : List.of(true, false)) {
            gauges.add(Gauge.builder(
                            AuditorMeter.DELETES.meterName(),
                            brake,
                            deletes -> deletes.isHolding() == held ? deletes.waiting() : 0)
                    .tag(AuditorMeter.DELETES.label(), held.toString())
                    .description(AuditorMeter.DELETES.description())
                    .register(registry));
        }
        for (var verdict : Verdict.values()) {
            gauges.add(Gauge.builder(AuditorMeter.IMAGES.meterName(), this, meters -> meters.images(verdict))
                    .tag(AuditorMeter.IMAGES.label(), verdict.name())
                    .description(AuditorMeter.IMAGES.description())
                    .register(registry));
        }
    }

    /** Opens the numbers of a partition that was assigned; to be closed when it goes. */
    Partition partition() {
        var partition = new Partition();
        partitions.add(partition);
        return partition;
    }

    void changed(Verdict to) {
        count(AuditorMeter.CHANGES, to.name());
    }

    void unreadable(String topic) {
        count(AuditorMeter.UNREADABLE, topic);
    }

    @Override
    public void close() {
        gauges.forEach(registry::remove);
    }

    private long images(Verdict verdict) {
        return partitions.stream()
                .mapToLong(partition -> partition.counts.getOrDefault(verdict, 0L))
                .sum();
    }

    private void count(AuditorMeter meter, String value) {
        Counter.builder(meter.meterName())
                .tag(meter.label(), value)
                .description(meter.description())
                .register(registry)
                .increment();
    }

    /** Written by the thread of one task, read by whoever scrapes. */
    final class Partition implements AutoCloseable {
        private final Map<Verdict, Long> counts = new ConcurrentHashMap<>();

        void set(Verdict verdict, long images) {
            counts.put(verdict, images);
        }

        @Override
        public void close() {
            partitions.remove(this);
        }
    }
}
