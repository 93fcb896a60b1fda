package io.breakwater.bench.report;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * All of one run.
 *
 * @param settings what was asked for and where, by name
 * @param contestants description by name
 */
public record Report(Map<String, String> settings, Map<String, String> contestants, List<CorpusFigures> corpora) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .addModule(new Jdk8Module())
            .build();

    public Report {
        corpora = List.copyOf(corpora);
    }

    /** Every figure, also the single runs and the kinds of requests. */
    public void write(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, JSON.writeValueAsBytes(this));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }

    /** Whether ours has copied everything as it was; without, its figures are worth nothing. */
    public boolean oursDidTheJob() {
        return corpora.stream()
                .flatMap(corpus -> corpus.contestants().stream())
                .filter(Figures::ours)
                .allMatch(Figures::didTheJob);
    }

    public String markdown() {
        var text = new StringBuilder();
        settings.forEach((name, value) ->
                text.append("- ").append(name).append(": ").append(value).append('\n'));
        contestants.forEach((name, description) ->
                text.append("- ").append(name).append(": ").append(description).append('\n'));
        corpora.forEach(corpus -> text.append('\n').append(new Table(corpus).markdown()));
        return text.toString();
    }
}
