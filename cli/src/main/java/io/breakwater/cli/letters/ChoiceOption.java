package io.breakwater.cli.letters;

import io.breakwater.cli.CommandFailure;
import io.breakwater.cli.batch.NameGlob;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
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
    private List<String> named = List.of();

    @Option(names = "--all", description = "All that are open.")
    private boolean all;

    @Option(
            names = "--image",
            split = ",",
            paramLabel = "GLOB",
            description = "All that are open about these images, such as library/*.")
    private List<String> images = List.of();

    @Option(
            names = "--code",
            split = ",",
            paramLabel = "CODE",
            description = "All that are open with this code, such as DENIED.")
    private Set<String> codes = Set.of();

    /**
     * @throws ParameterException if nothing or too much was said
     * @throws CommandFailure if one that is named is not open
     */
    List<Letter> of(List<Letter> letters) {
        var byKind = all || !images.isEmpty() || !codes.isEmpty();
        if (byKind == !named.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "name letters, or choose them by --all, --image or --code, but not both");
        }
        return byKind ? open(letters) : named(letters);
    }

    private List<Letter> open(List<Letter> letters) {
        var globs = globs();
        return letters.stream()
                .filter(Letter::isOpen)
                .filter(letter -> letter.isAbout(globs))
                .filter(letter ->
                        codes.isEmpty() || codes.contains(letter.reason().code()))
                .toList();
    }

    private List<NameGlob> globs() {
        try {
            return images.stream().map(NameGlob::new).toList();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private List<Letter> named(List<Letter> letters) {
        var byId = letters.stream().collect(Collectors.toMap(Letter::id, letter -> letter));
        return named.stream()
                .distinct()
                .map(id -> {
                    var letter = byId.get(id);
                    if (letter == null) {
                        throw new CommandFailure(
                                "there is no dead letter " + id + "; 'breakwater dead-letters list' shows them");
                    }
                    if (!letter.isOpen()) {
                        throw new CommandFailure("dead letter " + id + " is " + letter.state() + " already");
                    }
                    return letter;
                })
                .toList();
    }
}
