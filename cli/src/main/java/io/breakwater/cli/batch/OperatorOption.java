package io.breakwater.cli.batch;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Who does it, and why; both go into {@code operations.audit}. */
public final class OperatorOption {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--operator",
            paramLabel = "NAME",
            description = "Who does this (default: the account that runs the command).")
    private String name = System.getProperty("user.name", "unknown");

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "Why, in a few words; goes into operations.audit with everything that is changed.")
    private @Nullable String reason;

    public String name() {
        return name;
    }

    /** @throws ParameterException if none was given */
    public String reason() {
        return Optional.ofNullable(reason)
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "--reason is missing: say why, in a few words, for operations.audit"));
    }

    /** The reason, or {@code otherwise} where the command says enough. */
    public String reason(String otherwise) {
        return reason == null || reason.isBlank() ? otherwise : reason;
    }
}
