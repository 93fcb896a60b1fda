package io.breakwater.auditor;

import java.time.Instant;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** The one node of the topology: what Kafka Streams calls, handed to the {@link Bench} of the task. */
final class DriftProcessor implements Processor<String, Reading, String, Object> {
    private final DriftRules rules;
    private final DriftMeters meters;
    private final DeleteBrake brake;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before anything else.
    private Bench bench;

    DriftProcessor(DriftRules rules, DriftMeters meters, DeleteBrake brake) {
        this.rules = rules;
        this.meters = meters;
        this.brake = brake;
    }

    @Override
    public void init(ProcessorContext<String, Object> context) {
        bench = new Bench(context, rules, meters, brake);
        context.schedule(
                rules.checkInterval(),
                PunctuationType.WALL_CLOCK_TIME,
                millis -> bench.sweep(Instant.ofEpochMilli(millis)));
    }

    @Override
    public void process(Record<String, Reading> record) {
        bench.take(record);
    }

    @Override
    public void close() {
        bench.close();
    }
}
