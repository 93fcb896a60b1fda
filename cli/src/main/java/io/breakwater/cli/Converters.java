package io.breakwater.cli;

import io.breakwater.cli.batch.NameGlob;
import io.breakwater.cli.letters.LetterId;
import io.breakwater.cli.topics.PartitionOffset;
import io.breakwater.schemas.Topic;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How words of a command line become values; a word that is none is bad usage, in its parser's own words. */
final class Converters {
    /** Topics that options may name: what asks for copies. */
    private static final List<Topic> SOURCES = List.of(Topic.REGISTRY_EVENTS, Topic.REPLICATION_REQUESTS);

    private Converters() {}

    static CommandLine register(CommandLine command) {
        return command.registerConverter(NameGlob.class, checked(NameGlob::new))
                .registerConverter(PartitionOffset.class, checked(PartitionOffset::parse))
                .registerConverter(LetterId.class, checked(LetterId::parse))
                .registerConverter(Topic.class, checked(Converters::source))
                .registerConverter(Instant.class, checked(Converters::time));
    }

    private static <T> ITypeConverter<T> checked(Function<String, T> parse) {
        return text -> {
            try {
                return parse.apply(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        };
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "'" + text
                            + "': write day, time and zone, such as 2026-11-23T09:00:00Z or 2026-11-23T10:00:00+01:00",
                    e);
        }
    }

    private static Topic source(String name) {
        return SOURCES.stream()
                .filter(topic -> topic.topicName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + name + "': write registry.events or replication.requests; nothing else asks for copies"));
    }
}
