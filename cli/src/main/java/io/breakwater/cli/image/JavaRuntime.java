package io.breakwater.cli.image;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A Java runtime with the modules we use, linked from the JDK that runs this. */
final class JavaRuntime {
    /** What the class path asks for; no desktop, no compiler, no tools but jcmd's. */
    private static final List<String> MODULES = List.of(
            "java.instrument",
            "java.logging",
            "java.management",
            "java.naming",
            "java.net.http",
            "java.scripting",
            "java.security.jgss",
            "java.security.sasl",
            "java.sql",
            "java.xml",
            "jdk.crypto.ec",
            "jdk.jcmd",
            "jdk.jfr",
            "jdk.management",
            "jdk.naming.dns",
            "jdk.net",
            "jdk.unsupported",
            "jdk.zipfs");

    private JavaRuntime() {}

    /** Links into {@code folder}, which must not be there yet. */
    static void link(Path folder) {
        var jlink = Path.of(System.getProperty("java.home"), "bin", "jlink");
        if (!Files.isExecutable(jlink)) {
            throw new ImageFault("there is no " + jlink + "; run this with a whole JDK, or give --base");
        }
        var result = Program.run(List.of(
                jlink.toString(),
                "--add-modules",
                String.join(",", MODULES),
                "--strip-java-debug-attributes",
                "--no-man-pages",
                "--no-header-files",
                "--output",
                folder.toString()));
        if (result.exitCode() != 0) {
            throw new ImageFault("cannot link a Java runtime with " + jlink + ": " + result.output());
        }
    }
}
