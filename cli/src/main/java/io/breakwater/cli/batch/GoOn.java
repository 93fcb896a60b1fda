package io.breakwater.cli.batch;

import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;

/** A command to type, with what was said about where and how fast. */
public final class GoOn {
    private static final List<String> KEPT = List.of("-c", "--rate", "--operator");
    private static final String WAIT = "--wait";
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@%+=,-]+");

    private GoOn() {}

    /**
     * {@code command} with the options of the command that runs, as far as they hold for both.
     *
     * @param spec of the command that runs
     */
    public static String with(String command, CommandSpec spec) {
        var parsed = spec.commandLine().getParseResult();
        var line = new StringBuilder(command);
        for (var name : KEPT) {
            if (parsed.hasMatchedOption(name)) {
                var values = parsed.matchedOption(name).originalStringValues();
                line.append(' ').append(name).append(' ').append(quoted(values.getLast()));
            }
        }
        return parsed.hasMatchedOption(WAIT) ? line.append(' ').append(WAIT).toString() : line.toString();
    }

    /** One word for a shell. */
    public static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
