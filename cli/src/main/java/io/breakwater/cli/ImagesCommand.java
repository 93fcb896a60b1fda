package io.breakwater.cli;

import io.breakwater.cli.image.ImageBuilder;
import io.breakwater.cli.progress.Progress;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "images",
        description = {
            "Build Breakwater's container image as a tar, without a container engine.",
            "It holds a Java runtime linked from the running JDK and the C library of this machine, nothing else."
        })
final class ImagesCommand implements Callable<Integer> {
    @Mixin
    private OutputOption output = new OutputOption();

    @Option(
            names = "--base",
            paramLabel = "REF|tar:///PATH",
            description = "Build on this image, which has a Java 25 on its PATH, instead of on nothing.")
    private @Nullable String base;

    @Option(names = "--output-dir", paramLabel = "DIR", description = "Where to write (default: cli/target/images).")
    private Path folder = Path.of(System.getProperty("breakwater.home", "."), "cli", "target", "images");

    @Override
    public Integer call() {
        var built = new ImageBuilder(
                        jars(),
                        Build.current().version(),
                        folder.toAbsolutePath().normalize())
                .build(Optional.ofNullable(base));
        if (output.isJson()) {
            output.printJson(built);
        } else {
            output.out()
                    .printf(
                            "%s %s (%s)%nLoad it with: docker load -i %s%n",
                            built.name(), built.digest(), Progress.bytes(built.bytes()), built.tar());
        }
        return ExitCode.DONE;
    }

    private static List<Path> jars() {
        var jars = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .toList();
        if (!jars.stream().allMatch(jar -> jar.toString().endsWith(".jar"))) {
            throw new CommandFailure("the image is built from jars; run it as ./breakwater images");
        }
        return jars;
    }
}
