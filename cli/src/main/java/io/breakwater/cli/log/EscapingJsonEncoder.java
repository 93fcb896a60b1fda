package io.breakwater.cli.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.breakwater.cli.text.Visible;

/** Logback's JSON, which escapes what JSON wants escaped; here also what a terminal or a reader of lines would obey. */
public final class EscapingJsonEncoder extends JsonEncoder {
    @Override
    public byte[] encode(ILoggingEvent event) {
        // Such characters can stand in strings only, so what is read is the same.
        return Visible.escapedLines(new String(super.encode(event), UTF_8)).getBytes(UTF_8);
    }
}
