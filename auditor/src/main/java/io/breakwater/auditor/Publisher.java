package io.breakwater.auditor;

import io.breakwater.schemas.CloudEvent;
import io.breakwater.schemas.DriftChange;
import io.breakwater.schemas.DriftVerdict;
import io.breakwater.schemas.ImageName;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Hands verdicts to the two output topics, with the headers that every record of ours carries. */
final class Publisher {
    private static final String SOURCE = "/auditor";
    private static final String VERDICT_TYPE = "io.breakwater.drift.verdict.v1";
    private static final String CHANGE_TYPE = "io.breakwater.drift.changed.v1";

    private final ProcessorContext<String, Object> context;

    Publisher(ProcessorContext<String, Object> context) {
        this.context = context;
    }

    void publish(DriftVerdict verdict) {
        forward(VERDICT_TYPE, verdict, verdict, DriftTopology.VERDICTS);
    }

    void publish(DriftChange change) {
        forward(CHANGE_TYPE, change.to(), change, DriftTopology.CHANGES);
    }

    /** A tombstone: the name has no verdict any more. */
    void withdraw(ImageName image, Instant now) {
        context.forward(new Record<>(image.key(), null, now.toEpochMilli()), DriftTopology.VERDICTS);
    }

    private void forward(String type, DriftVerdict verdict, Object value, String sink) {
        var key = verdict.image().key();
        var at = verdict.judgedAt();
        var headers = new RecordHeaders();
        new CloudEvent(UUID.randomUUID().toString(), type, SOURCE, at, key).writeTo(headers);
        context.forward(new Record<>(key, value, at.toEpochMilli(), headers), sink);
    }
}
