package io.breakwater.bench;

import io.breakwater.bench.contestant.Contestant;
import io.breakwater.bench.contestant.Contestants;
import io.breakwater.bench.contestant.InProcess;
import io.breakwater.bench.contestant.Parallelism;
import io.breakwater.bench.corpus.Corpora;
import io.breakwater.bench.corpus.Corpora.Range;
import io.breakwater.bench.corpus.Corpora.Sizes;
import io.breakwater.bench.report.CorpusFigures;
import io.breakwater.bench.report.Report;
import io.breakwater.testkit.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "bench/run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Copies the same images by ours and by other tools, and says what each took.")
final class Main implements Callable<Integer> {
    private static final String HEAP = "heap";

    @Option(names = "--full", description = "The sizes of docs/measurements.md: takes hours, and 30 GB of disk.")
    private boolean full;

    @Option(names = "--rounds", defaultValue = "3", description = "Timed runs of each; default ${DEFAULT-VALUE}.")
    private int rounds = 3;

    @Option(
            names = "--budget",
            defaultValue = "120",
            description = "Seconds; whoever took longer for one corpus has no further run. Default ${DEFAULT-VALUE}.")
    private int budget = 120;

    @Option(
            names = "--corpora",
            split = ",",
            description =
                    "Of one, small, far, services, index, present, large, heap; default all. far-index and so on: 50 ms away.")
    private @Nullable List<String> corpora;

    @Option(names = "--contestants", split = ",", description = "Parts of names; default all that are found.")
    private @Nullable List<String> contestants;

    @Option(names = "--small", description = "Number of small images.")
    private @Nullable Integer small;

    @Option(names = "--services", description = "Number of images as services have them.")
    private @Nullable Integer services;

    @Option(names = "--layer-mb", split = "-", paramLabel = "LEAST-MOST", description = "Sizes of their layers.")
    private @Nullable List<Integer> layerMb;

    @Option(names = "--tags", description = "Number of tags that are there already.")
    private @Nullable Integer tags;

    @Option(names = "--large", description = "Number of large images.")
    private @Nullable Integer large;

    @Option(names = "--large-mib", description = "Size of a large image's layer.")
    private @Nullable Integer largeMib;

    @Option(names = "--heap-mib", defaultValue = "1024", description = "Size of the layer for a heap of 64 MiB.")
    private int heapMib = 1024;

    @Option(names = "--storage", description = "Folder for the registries' blobs; default the system's temporary one.")
    private @Nullable Path storage;

    @Option(names = "--json", defaultValue = "bench/target/bench.json", description = "Default ${DEFAULT-VALUE}.")
    private Path json = Path.of("bench.json");

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).setUsageHelpAutoWidth(true).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var folder = storage == null
                ? Folders.temporary("breakwater-bench")
                : Files.createTempDirectory(Files.createDirectories(storage.toAbsolutePath()), "breakwater-bench");
        var found = new ArrayList<Contestant>();
        try {
            found.addAll(
                    Contestants.find(folder.resolve("contestants"), checkout(), Parallelism.DEFAULT, this::isWanted));
            var report = new Report(settings(), descriptions(found), measure(folder, found));
            report.write(json);
            System.out.println(report.markdown());
            progress("All figures are in " + json);
            if (!report.oursDidTheJob()) {
                progress("Ours has failed, or not copied everything as it was: see the tables.");
                return 1;
            }
            return 0;
        } finally {
            found.forEach(Contestant::close);
            Folders.delete(folder);
        }
    }

    private List<CorpusFigures> measure(Path folder, List<Contestant> taking) throws InterruptedException {
        var bench = new Bench(folder, rounds, Duration.ofSeconds(budget), Main::progress);
        var inProcess = taking.stream().filter(InProcess.class::isInstance).toList();
        if (!inProcess.isEmpty()) {
            bench.warmUp(Corpora.warmUp(), inProcess);
        }
        var figures = new ArrayList<CorpusFigures>();
        for (var name : corpora == null ? Corpora.NAMES : corpora) {
            if (!name.equals(HEAP)) {
                figures.add(bench.run(Corpora.of(name, sizes()), taking));
            }
        }
        if (corpora == null || corpora.contains(HEAP)) {
            figures.add(withLittleMemory(folder));
        }
        return figures;
    }

    /** One large layer through a JVM of 64 MiB; nobody to compare with. */
    private CorpusFigures withLittleMemory(Path folder) throws InterruptedException {
        var options = List.of("-Xmx64m", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED");
        var place = folder.resolve("contestants").resolve(HEAP);
        try (var ours = Contestants.ours("breakwater -Xmx64m", place, Parallelism.DEFAULT, options)) {
            return new Bench(folder, 1, Duration.ofSeconds(budget), Main::progress)
                    .run(Corpora.oneLayer(HEAP, (long) heapMib << 20), List.of(ours));
        }
    }

    private Sizes sizes() {
        var given = full ? Sizes.FULL : Sizes.DEFAULT;
        return new Sizes(
                small == null ? given.small() : small,
                services == null ? given.services() : services,
                layerMb == null ? given.serviceLayer() : megabytes(layerMb),
                tags == null ? given.present() : tags,
                large == null ? given.large() : large,
                largeMib == null ? given.largeBytes() : (long) largeMib << 20);
    }

    private static Range megabytes(List<Integer> ends) {
        return new Range(ends.getFirst() * 1_000_000L, ends.getLast() * 1_000_000L);
    }

    private boolean isWanted(String name) {
        return contestants == null || contestants.stream().anyMatch(name::contains);
    }

    private Map<String, String> settings() throws IOException {
        var settings = new LinkedHashMap<String, String>();
        settings.put("date", LocalDate.now(ZoneOffset.UTC).toString());
        settings.put(
                "machine",
                "%d cores, %s MiB, Linux %s"
                        .formatted(
                                Runtime.getRuntime().availableProcessors(),
                                memoryMib(),
                                System.getProperty("os.version")));
        settings.put("java", System.getProperty("java.vm.version"));
        settings.put("rounds", String.valueOf(rounds));
        settings.put(
                "at once",
                Parallelism.DEFAULT.images() + " images, " + Parallelism.DEFAULT.blobs()
                        + " blobs of each; nobody less");
        return settings;
    }

    private static String memoryMib() throws IOException {
        return Files.readAllLines(Path.of("/proc/meminfo")).stream()
                .filter(line -> line.startsWith("MemTotal:"))
                .map(line -> String.valueOf(Long.parseLong(line.replaceAll("\\D", "")) / 1024))
                .findFirst()
                .orElse("?");
    }

    private static Map<String, String> descriptions(List<Contestant> taking) {
        var descriptions = new LinkedHashMap<String, String>();
        taking.forEach(contestant -> descriptions.put(contestant.name(), contestant.description()));
        return descriptions;
    }

    private static Optional<Path> checkout() {
        return Optional.ofNullable(System.getProperty("breakwater.home")).map(Path::of);
    }

    private static final long START = System.nanoTime();

    private static void progress(String line) {
        var seconds = Duration.ofNanos(System.nanoTime() - START).toSeconds();
        System.err.printf("%5d s  %s%n", seconds, line);
    }
}
