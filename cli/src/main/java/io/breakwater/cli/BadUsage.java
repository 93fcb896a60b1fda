package io.breakwater.cli;

import io.breakwater.cli.config.Spelling;
import java.util.Collection;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, in one sentence: the parser's own, but for words that it knows nothing of. */
final class BadUsage {
    private BadUsage() {}

    static String of(ParameterException error) {
        return error instanceof UnmatchedArgumentException unmatched
                ? unknown(unmatched)
                : String.valueOf(error.getMessage()).replaceFirst("^Error: ", "");
    }

    private static String unknown(UnmatchedArgumentException error) {
        var word = error.getUnmatched().getFirst();
        var spec = error.getCommandLine().getCommandSpec();
        if (error.isUnknownOption()) {
            // One letter is near to every other one.
            return error.getMessage()
                    + (word.startsWith("--")
                            ? nearest(word.split("=", 2)[0], spec.optionsMap().keySet())
                            : "");
        }
        return spec.subcommands().isEmpty()
                ? String.valueOf(error.getMessage())
                : "there is no command '" + word + "'"
                        + nearest(word, spec.subcommands().keySet());
    }

    private static String nearest(String word, Collection<String> known) {
        return Spelling.nearest(word, known)
                .map(like -> "; the nearest is '" + like + "'")
                .orElse("");
    }
}
