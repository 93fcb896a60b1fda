package io.breakwater.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.header.Headers;

/**
 * The attributes that every record of ours carries in its headers (CloudEvents 1.0, Kafka protocol binding, binary
 * mode), so that any consumer can route it without our code.
 *
 * @param type what the record is, with a version: see {@link EventType}
 * @param source which part of Breakwater wrote it: {@code /ingest}
 * @param subject the record key
 */
public record CloudEvent(String id, String type, String source, Instant time, String subject) {
    /** Writes the attributes as headers; the content type is JSON. */
    public void writeTo(Headers headers) {
        attributes().forEach((name, value) -> headers.add(name, value.getBytes(UTF_8)));
    }

    /** Header name to value, in a fixed order. */
    public Map<String, String> attributes() {
        var attributes = new LinkedHashMap<String, String>();
        attributes.put("ce_specversion", "1.0");
        attributes.put("ce_id", id);
        attributes.put("ce_type", type);
        attributes.put("ce_source", source);
        attributes.put("ce_time", time.toString());
        attributes.put("ce_subject", subject);
        attributes.put("content-type", "application/json");
        return attributes;
    }
}
