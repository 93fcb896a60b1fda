package io.breakwater.cli;

import io.breakwater.cli.config.ConfigurationException;
import io.breakwater.cli.text.Visible;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Where the {@code breakwater} command starts; every way it ends is an exit code here. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        var out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
        var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(out, err, arguments));
    }

    /** Runs one command and returns its exit code. */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        var top = new Breakwater();
        var command = Converters.register(new CommandLine(top))
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler((error, _) -> usage(error))
                .setExecutionExceptionHandler((error, line, _) -> failed(error, line.getErr(), top.verbose()));
        var code = command.execute(arguments);
        out.flush();
        return code;
    }

    private static int usage(ParameterException error) {
        var line = error.getCommandLine();
        line.getErr()
                .println("breakwater: " + oneLine(BadUsage.of(error)) + "; see '"
                        + line.getCommandSpec().qualifiedName() + " --help'");
        return ExitCode.USAGE;
    }

    private static int failed(Exception error, PrintWriter err, boolean verbose) {
        err.println("breakwater: " + oneLine(Objects.requireNonNullElse(error.getMessage(), error.toString())));
        if (verbose) {
            error.printStackTrace(err);
        }
        return error instanceof ConfigurationException ? ExitCode.USAGE : ExitCode.FAILED;
    }

    private static String oneLine(String message) {
        return Visible.line(message.strip().replaceAll("\\s*[\r\n]+\\s*", " "));
    }
}
