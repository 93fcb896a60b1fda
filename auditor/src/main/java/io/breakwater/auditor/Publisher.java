package io.breakwater.auditor;

import io.breakwater.schemas.CloudEvent;
import io.breakwater.schemas.DriftChange;
import io.breakwater.schemas.DriftVerdict;
import io.breakwater.schemas.EventType;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.ReplicationRequest;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Hands verdicts and requests to the output topics, with the headers that every record of ours carries. */
final class Publisher {
    private static final String SOURCE = "/auditor";

    private final ProcessorContext<String, Object> context;

    Publisher(ProcessorContext<String, Object> context) {
        this.context = context;
    }

    void publish(DriftVerdict verdict) {
        var at = verdict.judgedAt();
        forward(DriftVerdict.class, verdict.image(), at, verdict, DriftTopology.VERDICTS);
    }

    void publish(DriftChange change) {
        var to = change.to();
        forward(DriftChange.class, to.image(), to.judgedAt(), change, DriftTopology.CHANGES);
    }

    /** A tombstone: the name has no verdict any more. */
    void withdraw(ImageName image, Instant now) {
        forward(DriftVerdict.class, image, now, null, DriftTopology.VERDICTS);
    }

    void ask(ReplicationRequest.Delete request) {
        var at = request.provenance().requestedAt();
        forward(
                ReplicationRequest.Delete.class,
                request.image(),
                request.provenance().requestId(),
                at,
                request,
                DriftTopology.REQUESTS);
    }

    private void forward(Class<?> type, ImageName image, Instant at, @Nullable Object value, String sink) {
        forward(type, image, UUID.randomUUID().toString(), at, value, sink);
    }

    private void forward(Class<?> type, ImageName image, String id, Instant at, @Nullable Object value, String sink) {
        var key = image.key();
        var headers = new RecordHeaders();
        new CloudEvent(id, EventType.of(type), SOURCE, at, key).writeTo(headers);
        context.forward(new Record<>(key, value, at.toEpochMilli(), headers), sink);
    }
}
