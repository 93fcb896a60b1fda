package io.breakwater.cli.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import io.breakwater.schemas.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** What a payload may have in it, logged through the configuration that the command runs with. */
class LogFormTest {
    private static final Pattern UNFIT = Pattern.compile("[\\x00-\\x1f\\x7f-\\x9f\u2028\u2029]");

    /** Every control and separator of lines, then what sets a terminal's title, and a line of the log that is none. */
    private static final String HOSTILE = IntStream.concat(
                            IntStream.concat(IntStream.rangeClosed(0, 0x1f), IntStream.rangeClosed(0x7f, 0x9f)),
                            IntStream.of(0x2028, 0x2029, 0x202e))
                    .mapToObj(Character::toString)
                    .collect(Collectors.joining("x"))
            + "\u001b]0;owned\u0007\n12:00:00.000 ERROR Forged          all is lost";

    @Test
    void textIsOneLineForAMessageAndTellsATerminalNothing() throws JoranException {
        var logged = logged(
                "text", log -> log.atInfo().addKeyValue("repository", HOSTILE).log("A payload says {}", HOSTILE));

        assertTrue(logged.endsWith("\n"), logged);
        var line = logged.substring(0, logged.length() - 1);
        assertEquals(0, UNFIT.matcher(line).results().count(), line);
        assertTrue(line.contains("INFO  Test             A payload says \\u0000x\\u0001"), line);
        assertTrue(line.contains(" repository=\\u0000x\\u0001"), line);
        assertTrue(line.contains("\\u001b]0;owned\\u0007\\u000a12:00:00.000 ERROR"), line);
    }

    @Test
    void traceIsShownAndNoLineOfItPassesForALineOfTheLog() throws JoranException {
        var logged = logged(
                "text",
                log -> log.atError()
                        .setCause(new IllegalStateException(HOSTILE, new IOException("why " + HOSTILE)))
                        .log("It failed"));

        assertEquals(0, UNFIT.matcher(logged.replaceAll("[\n\t]", "")).results().count(), logged);
        var lines = logged.lines().toList();
        assertTrue(lines.get(0).endsWith(" It failed "), logged);
        assertTrue(lines.get(1).startsWith("java.lang.IllegalStateException: \\u0000x"), logged);
        assertTrue(lines.stream().skip(2).allMatch(line -> line.startsWith("\t")), logged);
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("\tat " + LogFormTest.class.getName())), logged);
        assertTrue(lines.stream().anyMatch(line -> line.contains("Caused by: java.io.IOException: why ")), logged);
    }

    @Test
    void jsonIsOneLineTellsATerminalNothingAndLosesNothing() throws IOException, JoranException {
        var logged = logged(
                "json",
                log -> log.atInfo()
                        .addKeyValue("repository", HOSTILE)
                        .setCause(new IllegalStateException(HOSTILE))
                        .log("A payload says {}", HOSTILE));

        assertTrue(logged.endsWith("\n"), logged);
        var line = logged.substring(0, logged.length() - 1);
        assertEquals(0, UNFIT.matcher(line).results().count(), line);
        var json = Json.mapper().readTree(line);
        assertEquals("A payload says " + HOSTILE, json.path("formattedMessage").textValue());
        assertEquals(HOSTILE, json.at("/kvpList/0/repository").textValue());
        assertEquals(HOSTILE, json.at("/throwable/message").textValue());
    }

    /** All that is written while {@code act} logs. */
    private static String logged(String form, Consumer<Logger> act) throws JoranException {
        var context = new LoggerContext();
        // As SLF4J does for the one of the process; without it nothing is written.
        context.setMDCAdapter(new LogbackMDCAdapter());
        context.putProperty("BREAKWATER_LOG_FORMAT", form);
        var configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(LogFormTest.class.getResource("/logback.xml"));
        var appender = (ConsoleAppender<ILoggingEvent>)
                context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("stderr");
        var written = new ByteArrayOutputStream();
        appender.setOutputStream(written);
        try {
            act.accept(context.getLogger("io.breakwater.Test"));
            return written.toString(UTF_8);
        } finally {
            context.stop();
        }
    }
}
