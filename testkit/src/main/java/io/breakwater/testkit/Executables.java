package io.breakwater.testkit;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Programs that this machine has. */
public final class Executables {
    private static final Pattern SEPARATOR = Pattern.compile(Pattern.quote(File.pathSeparator));

    private Executables() {}

    /** The first of {@code names} that is on the PATH. */
    public static Optional<Path> onPath(String... names) {
        return Arrays.stream(names)
                .flatMap(name -> folders().stream().map(folder -> folder.resolve(name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static List<Path> folders() {
        var path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return SEPARATOR
                .splitAsStream(path)
                .filter(text -> !text.isEmpty())
                .map(Path::of)
                .toList();
    }
}
