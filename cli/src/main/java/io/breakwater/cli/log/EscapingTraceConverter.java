package io.breakwater.cli.log;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;
import io.breakwater.cli.text.Visible;
import java.util.regex.Pattern;

/**
 * {@code %trace}: a stack trace fit for a terminal. An exception's message may have line ends, so every line but the first
 * is indented: none can be taken for a line of the log.
 */
public final class EscapingTraceConverter extends ThrowableProxyConverter {
    private static final Pattern LINE_THAT_IS_NOT_INDENTED = Pattern.compile("\n(?=[^\t\n])");

    @Override
    protected String throwableProxyToString(IThrowableProxy proxy) {
        var trace = Visible.escapedLines(super.throwableProxyToString(proxy));
        return LINE_THAT_IS_NOT_INDENTED.matcher(trace).replaceAll("\n\t");
    }
}
