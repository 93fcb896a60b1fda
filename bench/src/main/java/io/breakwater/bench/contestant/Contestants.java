package io.breakwater.bench.contestant;

import io.breakwater.testkit.Executables;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Everyone who takes part here: ours, and the rivals that this machine has. */
public final class Contestants {
    /** Names of ours begin so. */
    static final String OURS = "breakwater";

    /** As the launcher's {@code copy}; the heap is bounded so that memory says something. */
    private static final List<String> JVM = List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private static final String SKOPEO_CACHE = "containers/cache/blob-info-cache-v1.boltdb";

    private final Path folder;
    private final Parallelism parallelism;
    private final String blobs;
    private final Predicate<String> wanted;
    private final List<Contestant> all = new ArrayList<>();

    private Contestants(Path folder, Parallelism parallelism, Predicate<String> wanted) {
        this.wanted = wanted;
        this.folder = folder.toAbsolutePath();
        this.parallelism = parallelism;
        this.blobs = String.valueOf(parallelism.blobs());
    }

    /**
     * In the order of the report. Programs are looked for in {@code BREAKWATER_RIVALS}, then on the PATH.
     *
     * @param folder for what they write
     * @param checkout where the launcher is; without, ours does not start cold
     * @param wanted says of each name whether it takes part
     */
    public static List<Contestant> find(
            Path folder, Optional<Path> checkout, Parallelism parallelism, Predicate<String> wanted) {
        var contestants = new Contestants(folder, parallelism, wanted);
        contestants.ours(checkout);
        contestants.skopeo();
        contestants.crane();
        contestants.regctl();
        contestants.oras();
        contestants.orasJava();
        return List.copyOf(contestants.all);
    }

    /** Ours in a JVM with these options alone. */
    public static Contestant ours(String name, Path folder, Parallelism parallelism, List<String> jvmOptions) {
        return new InProcess(name, String.join(" ", jvmOptions), "breakwater", made(folder), parallelism, jvmOptions);
    }

    private void ours(Optional<Path> checkout) {
        inProcess(OURS + " warm", "", "breakwater");
        checkout.map(root -> root.resolve("breakwater"))
                .filter(Files::isExecutable)
                .ifPresent(launcher -> {
                    var command = List.of(launcher.toString(), "copy");
                    command(OURS + " cold", "./breakwater copy" + bulk(), "", Map.of(), job -> command, () -> {});
                });
    }

    private void skopeo() {
        program("skopeo").ifPresent(program -> {
            var version = version(program, "--version");
            var home = made(folder.resolve("skopeo"));
            Runnable forget = () -> forgetBlobs(home);
            var command = List.of(
                    program.toString(),
                    "--insecure-policy",
                    "copy",
                    "--all",
                    "--preserve-digests",
                    "--src-tls-verify=false",
                    "--dest-tls-verify=false");
            command("skopeo", version + bulk(), "docker://", Map.of(), job -> command, forget);
            add("skopeo sync", () -> new SkopeoSync(program, version, new Meter(home, Map.of()), home, forget));
        });
    }

    private void crane() {
        program("crane").ifPresent(program -> {
            var version = "crane " + version(program, "version");
            var command = List.of(program.toString(), "copy", "-j", blobs);
            command("crane", version + ", -j " + blobs + bulk(), "", Map.of(), job -> command, () -> {});
            var meter = new Meter(made(folder.resolve("crane")), Map.of());
            var jobs = Math.max(parallelism.images(), parallelism.blobs());
            add("crane -a", () -> new CraneAllTags(program, version, meter, jobs));
        });
    }

    private void regctl() {
        program("regctl").ifPresent(program -> {
            var config = made(folder.resolve("regctl")).resolve("config.json");
            var command = List.of(program.toString(), "image", "copy");
            command(
                    "regctl",
                    "regctl " + version(program, "version") + ", reqConcurrent " + blobs + bulk(),
                    "",
                    Map.of("REGCTL_CONFIG", config.toString()),
                    job -> {
                        regctlHosts(config, job);
                        return command;
                    },
                    () -> {});
        });
    }

    private void oras() {
        program("oras").ifPresent(program -> {
            var command = List.of(
                    program.toString(),
                    "copy",
                    "--no-tty",
                    "--from-plain-http",
                    "--to-plain-http",
                    "--concurrency",
                    blobs);
            var description = "oras " + version(program, "version") + ", --concurrency " + blobs + bulk();
            command("oras", description, "", Map.of(), job -> command, () -> {});
        });
    }

    private void orasJava() {
        inProcess("ORAS Java", "oras-java-sdk " + orasJavaVersion() + ", ", "oras-java");
    }

    private static String orasJavaVersion() {
        var properties = new Properties();
        try (var file = land.oras.Registry.class.getResourceAsStream(
                "/META-INF/maven/land.oras/oras-java-sdk/pom.properties")) {
            if (file != null) {
                properties.load(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version", "of unknown version");
    }

    private void inProcess(String name, String description, String engine) {
        add(
                name,
                () -> new InProcess(
                        name,
                        description + "in-process, " + JVM.getFirst(),
                        engine,
                        made(folder.resolve("jvm-" + engine)),
                        parallelism,
                        JVM));
    }

    private void command(
            String name,
            String description,
            String transport,
            Map<String, String> environment,
            Function<Job, List<String>> arguments,
            Runnable forget) {
        var home = made(folder.resolve(name.replace(' ', '-')));
        var meter = new Meter(home, environment);
        add(
                name,
                () -> new Command(name, description, meter, home, parallelism.images(), transport, arguments, forget));
    }

    private void add(String name, Supplier<Contestant> contestant) {
        if (wanted.test(name)) {
            all.add(contestant.get());
        }
    }

    private String bulk() {
        return "; many: xargs -P" + parallelism.images();
    }

    /** Its {@code --host} option knows no limit of requests in flight; its default is 3. */
    private void regctlHosts(Path config, Job job) {
        var host = "\"%s\": {\"tls\": \"disabled\", \"hostname\": \"%s\", \"reqConcurrent\": %s}";
        var text = "{\"hosts\": {%s, %s}}"
                .formatted(
                        host.formatted(job.source(), job.source(), blobs),
                        host.formatted(job.target(), job.target(), blobs));
        try {
            Files.writeString(config, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where root has it, and where everyone else has it. */
    private static void forgetBlobs(Path home) {
        try {
            Files.deleteIfExists(Path.of("/var/lib", SKOPEO_CACHE));
            Files.deleteIfExists(home.resolve(".local/share").resolve(SKOPEO_CACHE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Path> program(String name) {
        var folders = Optional.ofNullable(System.getenv("BREAKWATER_RIVALS")).orElse("");
        return Arrays.stream(folders.split(File.pathSeparator, -1))
                .filter(text -> !text.isEmpty())
                .map(text -> Path.of(text, name))
                .filter(Files::isExecutable)
                .findFirst()
                .or(() -> Executables.onPath(name));
    }

    /** The first line that it says of its version, without the words around it. */
    private static String version(Path program, String argument) {
        try {
            var process = new ProcessBuilder(program.toString(), argument)
                    .redirectErrorStream(true)
                    .start();
            try (var lines = process.inputReader()) {
                var line = Optional.ofNullable(lines.readLine()).orElse("");
                return line.replace("Version:", "").replace("VCSTag:", "").strip();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run " + program, e);
        }
    }

    private static Path made(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
