package io.breakwater.cli.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.pattern.CompositeConverter;
import io.breakwater.cli.text.Visible;

/** {@code %visible(...)}: on one line, fit for a terminal. */
public final class EscapingConverter extends CompositeConverter<ILoggingEvent> {
    @Override
    protected String transform(ILoggingEvent event, String in) {
        return Visible.escaped(in.stripTrailing());
    }
}
