package io.breakwater.testkit.jvm;

import io.breakwater.broker.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An AOT cache (JEP 483, 514) for JVMs that tests start again and again: classes as they are once they are loaded and linked,
 * which is half of what a broker's start takes. The first who wants it lets one of these JVMs run for it; who comes
 * meanwhile starts without, and so does everyone if that fails.
 *
 * <p>A JVM takes a cache only if its class path begins with that of the rehearsal, with jars of the same size and age. So the
 * rehearsal's class path is kept beside the cache, and put before that of whoever uses it.
 */
public final class StartCache {
    /** The system property that names the folder of all caches; without it there are none. */
    static final String FOLDER = "breakwater.start-caches";

    private static final Logger log = LoggerFactory.getLogger(StartCache.class);

    /** JVMs without a cache that fits say so on standard output otherwise. */
    private static final List<String> SILENT = List.of("-Xlog:aot=off", "-Xlog:cds=off");

    private final Path folder;
    private final String name;
    private final ChildJvm plain;

    StartCache(Path folder, String name, ChildJvm plain) {
        this.folder = folder;
        this.name = name;
        this.plain = plain;
    }

    /** Lets a JVM do what the others will do, and end in order. */
    @FunctionalInterface
    public interface Rehearsal {
        void run(ChildJvm jvm) throws IOException, InterruptedException;
    }

    /**
     * With the cache of this name where there is one or {@code rehearsal} makes it.
     *
     * @param name one for each program
     * @param plain what is used without a cache, and for the rehearsal but for the folders on its class path
     */
    public static ChildJvm jvm(String name, ChildJvm plain, Rehearsal rehearsal) {
        return folder().flatMap(folder -> new StartCache(folder, name, plain).jvm(rehearsal))
                .orElse(plain);
    }

    /** Where the caches are, in a build that wants any. */
    public static Optional<Path> folder() {
        return Optional.ofNullable(System.getProperty(FOLDER))
                .filter(folder -> !folder.isBlank())
                .map(Path::of);
    }

    /** Whether a process has the cache of this name in its memory, as far as the system shows that ({@code /proc}). */
    public static boolean isUsedBy(long pid, String name) {
        var cache = folder().orElseThrow().resolve(name + ".aot").toString();
        try (var lines = Files.lines(Path.of("/proc/" + pid + "/maps"))) {
            return lines.anyMatch(line -> line.endsWith(cache));
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    Optional<ChildJvm> jvm(Rehearsal rehearsal) {
        try {
            Files.createDirectories(folder);
            if (!isUpToDate()) {
                make(rehearsal);
            }
            return isUpToDate() && Files.exists(cache()) ? Optional.of(user()) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look for the start cache " + cache(), e);
        }
    }

    private void make(Rehearsal rehearsal) throws IOException {
        try (var file = FileChannel.open(sibling(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var lock = file.tryLock()) {
            if (lock == null || isUpToDate()) {
                return;
            }
            Files.deleteIfExists(cache());
            var jars = ownJars();
            // Before the rehearsal: what changes while it runs is newer.
            var stamps = stamps(jars);
            rehearse(rehearsal, jars);
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            // Also after a failure, which the next would only repeat. Whoever reads meanwhile sees all of it or
            // nothing.
            Files.move(Files.write(sibling(".jars.new"), stamps), sibling(".jars"), StandardCopyOption.ATOMIC_MOVE);
        } catch (OverlappingFileLockException e) {
            // Another thread of this JVM makes it.
        }
    }

    private void rehearse(Rehearsal rehearsal, List<String> jars) throws IOException {
        var draft = sibling(".new");
        try {
            rehearsal.run(jvm(jars, "-XX:AOTCacheOutput=" + draft));
            Files.move(draft, cache(), StandardCopyOption.ATOMIC_MOVE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            log.atWarn().addKeyValue("cache", cache()).setCause(e).log("There will be no start cache");
        }
    }

    private ChildJvm user() throws IOException {
        var entries = new ArrayList<>(jars(Files.readAllLines(sibling(".jars"))));
        entries.add(plain.classPath());
        return jvm(entries, "-XX:AOTCache=" + cache());
    }

    private ChildJvm jvm(List<String> entries, String option) {
        var options = new ArrayList<>(plain.options());
        options.addAll(SILENT);
        options.add(option);
        return new ChildJvm(String.join(File.pathSeparator, entries), options);
    }

    /** Whether a rehearsal has been, with the jars that are there now. */
    private boolean isUpToDate() throws IOException {
        if (!Files.exists(sibling(".jars"))) {
            return false;
        }
        var then = Files.readAllLines(sibling(".jars"));
        return then.equals(stamps(jars(then)));
    }

    /** Folders cannot be in a cache; what is only there is loaded as ever. */
    private List<String> ownJars() {
        return Arrays.stream(plain.classPath().split(File.pathSeparator, -1))
                .filter(entry -> entry.endsWith(".jar"))
                .toList();
    }

    private static List<String> jars(List<String> stamps) {
        return stamps.stream().map(line -> line.split(" ", 3)[2]).toList();
    }

    /** Of each jar its time of change, its size and its path. */
    private static List<String> stamps(List<String> jars) throws IOException {
        var stamps = new ArrayList<String>();
        for (var jar : jars) {
            var file = Path.of(jar);
            stamps.add(
                    Files.exists(file)
                            ? Files.getLastModifiedTime(file).toMillis() + " " + Files.size(file) + " " + jar
                            : "- - " + jar);
        }
        return stamps;
    }

    private Path cache() {
        return sibling(".aot");
    }

    private Path sibling(String suffix) {
        return folder.resolve(name + suffix);
    }
}
