package io.breakwater.cli.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;

/** Which shared libraries of this machine a program needs, as {@code ldd} tells. */
final class SharedLibraries {
    private static final Pattern FOUND = Pattern.compile("\\s*(?:\\S+ => )?(/\\S+) \\(0x[0-9a-f]+\\)\\s*");
    private static final Pattern MISSING = Pattern.compile("\\s*(\\S+) => not found\\s*");

    /** Bytes of an ELF header up to and with the machine it is for (ELF specification, "ELF Header"). */
    private static final int ELF_HEADER = 20;

    private SharedLibraries() {}

    /** @param missing names that were asked for and not found */
    record Needs(SortedSet<Path> found, SortedSet<String> missing) {}

    /** Reads what {@code ldd} prints. */
    static Needs parse(String output) {
        var needs = new Needs(new TreeSet<>(), new TreeSet<>());
        output.lines().forEach(line -> {
            var found = FOUND.matcher(line);
            var missing = MISSING.matcher(line);
            if (found.matches()) {
                needs.found().add(Path.of(found.group(1)));
            } else if (missing.matches()) {
                needs.missing().add(missing.group(1));
            }
        });
        return needs;
    }

    /**
     * What the files need that does not lie under {@code own}.
     *
     * @throws ImageFault if something is neither on this machine nor under {@code own}
     */
    static SortedSet<Path> of(Collection<Path> files, Path own) {
        var libraries = new TreeSet<Path>();
        for (var file : files) {
            var needs = parse(Program.run(List.of("ldd", file.toString())).output());
            needs.found().stream().filter(path -> !path.startsWith(own)).forEach(libraries::add);
            for (var name : needs.missing()) {
                if (!isUnder(own, name)) {
                    throw new ImageFault(file.getFileName() + " needs " + name
                            + ", which is not on this machine; install it, or give --base");
                }
            }
        }
        return libraries;
    }

    /** The shared libraries in the jars that this machine can load, unpacked into {@code folder}. */
    static List<Path> unpack(Collection<Path> jars, Path folder, Path sameMachineAs) throws IOException {
        var machine = header(Files.newInputStream(sameMachineAs));
        var unpacked = new ArrayList<Path>();
        for (var path : jars) {
            try (var jar = new JarFile(path.toFile())) {
                for (var entry :
                        jar.stream().filter(SharedLibraries::isForThisLibc).toList()) {
                    if (header(jar.getInputStream(entry)).equals(machine)) {
                        var target = folder.resolve(
                                unpacked.size() + "-" + Path.of(entry.getName()).getFileName());
                        Files.copy(jar.getInputStream(entry), target);
                        unpacked.add(target);
                    }
                }
            }
        }
        return unpacked;
    }

    /** Jars say it in the paths of their libraries, beside which lie those for musl and other systems. */
    private static boolean isForThisLibc(ZipEntry entry) {
        var name = entry.getName().toLowerCase(Locale.ROOT);
        return name.endsWith(".so") && name.contains("linux") && !name.contains("musl");
    }

    /** Class, byte order and machine; text, since it is only compared. */
    private static String header(InputStream elf) throws IOException {
        try (elf) {
            var bytes = elf.readNBytes(ELF_HEADER);
            return bytes.length < ELF_HEADER || bytes[0] != 0x7f
                    ? "not ELF"
                    : bytes[4] + " " + bytes[5] + " " + bytes[18] + " " + bytes[19];
        }
    }

    private static boolean isUnder(Path folder, String name) {
        try (var files = Files.walk(folder)) {
            return files.anyMatch(file -> file.getFileName().toString().equals(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
