package io.breakwater.cli.letters;

import io.breakwater.cli.CommandFailure;
import io.breakwater.cli.batch.NameGlob;
import io.breakwater.cli.topics.TopicReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Which letters: those that are named, or all open ones of a kind. */
final class ChoiceOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "LETTER",
            arity = "0..*",
            description = "As 'dead-letters list' shows them, such as 3:17; or choose by --all, --image and --code.")
    private List<LetterId> named = List.of();

    @Option(names = "--all", description = "All that are open.")
    private boolean all;

    @Option(
            names = "--image",
            split = ",",
            paramLabel = "GLOB",
            description = "All that are open about these images, such as library/*.")
    private List<NameGlob> images = List.of();

    @Option(
            names = "--code",
            split = ",",
            paramLabel = "CODE",
            description = "All that are open with this code, such as DENIED.")
    private Set<String> codes = Set.of();

    /** Whether each was named, so that somebody has looked at it. */
    boolean isByName() {
        return !named.isEmpty();
    }

    /** @throws ParameterException if nothing or too much was said */
    void check() {
        var byKind = all || !images.isEmpty() || !codes.isEmpty();
        if (byKind == isByName()) {
            throw new ParameterException(
                    spec.commandLine(), "name letters, or choose them by --all, --image or --code, but not both");
        }
    }

    /**
     * Those that are chosen: the oldest first, or as they were named. No other is held.
     *
     * @throws CommandFailure if one that is named is not open
     */
    List<Letter> of(TopicReader reader) {
        return isByName() ? named(reader) : open(reader);
    }

    private List<Letter> open(TopicReader reader) {
        var letters = new ArrayList<Letter>();
        Letters.read(reader, letter -> {
            if (letter.isOpen()
                    && letter.isAbout(images)
                    && (codes.isEmpty() || codes.contains(letter.reason().code()))) {
                letters.add(letter);
            }
        });
        letters.sort(Comparator.comparing(Letter::failedAt));
        return letters;
    }

    private List<Letter> named(TopicReader reader) {
        var wanted = Set.copyOf(named.stream().map(LetterId::toString).toList());
        var found = new HashMap<String, Letter>();
        Letters.read(reader, letter -> {
            if (wanted.contains(letter.id())) {
                found.put(letter.id(), letter);
            }
        });
        return named.stream().distinct().map(id -> open(id, found)).toList();
    }

    private static Letter open(LetterId id, Map<String, Letter> found) {
        var letter = found.get(id.toString());
        if (letter == null) {
            throw new CommandFailure("there is no dead letter " + id + "; 'breakwater dead-letters list' shows them");
        }
        if (!letter.isOpen()) {
            throw new CommandFailure("dead letter " + id + " is " + letter.state() + " already");
        }
        return letter;
    }
}
