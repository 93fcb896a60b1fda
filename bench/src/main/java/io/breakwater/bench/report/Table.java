package io.breakwater.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** One corpus as a table; ratios are to the best rival that did the job, so under 1.00 is better than all of them. */
final class Table {
    private static final String UNKNOWN = "–";
    private static final List<String> HEADINGS = List.of(
            "",
            "wall s (min–max)",
            "×",
            "CPU s (min–max)",
            "per GiB",
            "×",
            "registries' CPU s",
            "requests source + target",
            "×",
            "MiB read + sent",
            "×",
            "peak RSS MiB",
            "remarks");

    private final CorpusFigures corpus;

    Table(CorpusFigures corpus) {
        this.corpus = corpus;
    }

    String markdown() {
        var text = new StringBuilder();
        text.append("### ")
                .append(corpus.name())
                .append(": ")
                .append(corpus.title())
                .append(", ")
                .append(mebibytes(corpus.bytes()))
                .append(" MiB to send\n\n");
        row(text, HEADINGS);
        row(
                text,
                HEADINGS.stream()
                        .map(heading -> heading.isEmpty() || heading.equals("remarks") ? "---" : "--:")
                        .toList());
        corpus.contestants().forEach(figures -> row(text, cells(figures)));
        text.append("\nBusy elsewhere meanwhile: ").append(elsewhere()).append(" processors.\n");
        return text.toString();
    }

    private String elsewhere() {
        var runs = corpus.contestants().stream().flatMap(figures -> figures.runs().stream());
        return spread(Spread.of(runs.mapToDouble(Run::elsewhere)));
    }

    private List<String> cells(Figures figures) {
        var cells = new ArrayList<String>();
        cells.add(figures.contestant());
        cells.add(spread(figures.wallSeconds()));
        cells.add(ratio(figures, one -> one.wallSeconds().map(Spread::median)));
        cells.add(spread(figures.cpuSeconds()));
        cells.add(figures.cpuSeconds().flatMap(this::perGibibyte).orElse(UNKNOWN));
        cells.add(ratio(figures, one -> one.cpuSeconds().map(Spread::median)));
        cells.add(figures.registriesCpuSeconds()
                .map(spread -> hundredths(spread.median()))
                .orElse(UNKNOWN));
        cells.add(both(
                figures,
                figures.atSource().map(traffic -> String.valueOf(traffic.requests())),
                figures.atTarget().map(traffic -> String.valueOf(traffic.requests()))));
        cells.add(ratio(figures, one -> one.requests().map(Integer::doubleValue)));
        cells.add(both(
                figures,
                figures.atSource().map(traffic -> mebibytes(traffic.bytesFromRegistry())),
                figures.atTarget().map(traffic -> mebibytes(traffic.bytesToRegistry()))));
        cells.add(ratio(figures, one -> one.bytes().map(Long::doubleValue)));
        cells.add(figures.peakRss()
                .map(spread -> String.valueOf(Math.round(spread.most())))
                .orElse(UNKNOWN));
        cells.add(remarks(figures));
        return cells;
    }

    private static String both(Figures figures, Optional<String> source, Optional<String> target) {
        return figures.failure().isPresent()
                ? UNKNOWN
                : source.flatMap(from -> target.map(to -> from + " + " + to)).orElse(UNKNOWN);
    }

    private static String spread(Optional<Spread> spread) {
        return spread.map(values -> "%s (%s–%s)"
                        .formatted(hundredths(values.median()), hundredths(values.least()), hundredths(values.most())))
                .orElse(UNKNOWN);
    }

    private String ratio(Figures figures, Function<Figures, Optional<Double>> figure) {
        var best = corpus.contestants().stream()
                .filter(one -> !one.ours() && one.isComparable())
                .flatMap(one -> figure.apply(one).stream())
                .min(Double::compare);
        return figures.failure().isPresent()
                ? UNKNOWN
                : best.filter(value -> value > 0)
                        .flatMap(value -> figure.apply(figures).map(own -> hundredths(own / value)))
                        .orElse(UNKNOWN);
    }

    /** Of what has to be sent, so that whoever sends more does not look better. */
    private Optional<String> perGibibyte(Spread cpuSeconds) {
        return corpus.bytes() == 0
                ? Optional.empty()
                : Optional.of(hundredths(cpuSeconds.median() / corpus.bytes() * (1L << 30)));
    }

    private static String remarks(Figures figures) {
        if (figures.failure().isPresent()) {
            return "failed: " + figures.failure().get().replace('|', '/');
        }
        var remarks = new ArrayList<String>();
        var processes = figures.runs().stream().mapToInt(Run::processes).max().orElse(1);
        if (processes > 1) {
            remarks.add(processes + " processes");
        }
        if (figures.wrongDigests() > 0) {
            remarks.add("**" + figures.wrongDigests() + " digests differ**");
        }
        remarks.add(figures.runs().size() + " runs");
        return String.join(", ", remarks);
    }

    private static String mebibytes(long bytes) {
        var mebibytes = bytes / 1024.0 / 1024.0;
        return mebibytes < 100 ? hundredths(mebibytes) : String.valueOf(Math.round(mebibytes));
    }

    private static String hundredths(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static void row(StringBuilder text, List<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
