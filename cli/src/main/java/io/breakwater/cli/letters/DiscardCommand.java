package io.breakwater.cli.letters;

import io.breakwater.cli.batch.Operations;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code breakwater dead-letters discard}. */
@Command(
        name = "discard",
        description = {
            "Put dead letters aside: they are no longer listed as open.",
            "Nothing is deleted; 'dead-letters list --all' still shows them, and operations.audit says who did it and why."
        },
        footerHeading = "%nExample:%n",
        footer = "  breakwater dead-letters discard 3:17 --reason 'a test, nobody needs it'")
final class DiscardCommand extends ChangingCommand {
    @Override
    Done handle(Letter letter, Means means) {
        if (means.dryRun()) {
            return Done.of(letter, "would be discarded");
        }
        Operations.write(
                means.writer(),
                letter.key().orElse(letter.cause().toString()),
                Deeds.DISCARD,
                means.operator(),
                means.reason(),
                Map.of(
                        Deeds.LETTER,
                        LetterId.parse(letter.id()).place().toString(),
                        "cause",
                        letter.cause().toString()));
        return Done.of(letter, "discarded");
    }
}
