package io.breakwater.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.breakwater.schemas.Json;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code -o text|json}: data for a person or for a program, always on stdout and nothing else there. */
public final class OutputOption {
    /** How output is written. */
    enum Format {
        TEXT,
        JSON
    }

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "text|json",
            description = "How to print what is found (default: text).")
    private Format format = Format.TEXT;

    /** Whether {@code -v} was given to the command, or to one above it. */
    public boolean isVerbose() {
        return spec.root().userObject() instanceof Breakwater top && top.verbose();
    }

    public boolean isJson() {
        return format == Format.JSON;
    }

    public PrintWriter out() {
        return spec.commandLine().getOut();
    }

    public PrintWriter err() {
        return spec.commandLine().getErr();
    }

    public void printJson(Object value) {
        try {
            out().println(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write " + value.getClass() + " as JSON", e);
        }
    }
}
