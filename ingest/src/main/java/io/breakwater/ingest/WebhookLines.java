package io.breakwater.ingest;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * What the log says of one source's webhooks. An outage under load, or a stranger, would fill a disk with the same line: of
 * each answer some are said in a minute, and how many were not. The metrics count them all.
 */
final class WebhookLines {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookLines.class);
    private static final int A_MINUTE = 10;

    private final String source;
    private final Map<Answer, Lines> refused = new EnumMap<>(Answer.class);
    private final Lines notStored = aFewEachMinute();

    /** @param source its label */
    WebhookLines(String source) {
        this.source = source;
        Arrays.stream(Answer.values()).forEach(answer -> refused.put(answer, aFewEachMinute()));
    }

    private static Lines aFewEachMinute() {
        return new Lines(A_MINUTE, Duration.ofMinutes(1), System::nanoTime);
    }

    void refused(Answer answer, String code) {
        Objects.requireNonNull(refused.get(answer))
                .next()
                .ifPresent(others ->
                        line(LOG.atInfo(), others).addKeyValue("code", code).log("A webhook was refused"));
    }

    void notStored(Throwable cause) {
        notStored
                .next()
                .ifPresent(others -> line(LOG.atWarn(), others)
                        .addKeyValue("cause", cause.toString())
                        .log("An event was not acknowledged by the log"));
    }

    private LoggingEventBuilder line(LoggingEventBuilder line, long others) {
        var withSource = line.addKeyValue("source", source);
        return others == 0 ? withSource : withSource.addKeyValue("others-not-said", others);
    }
}
