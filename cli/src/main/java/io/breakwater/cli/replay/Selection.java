package io.breakwater.cli.replay;

import io.breakwater.cli.batch.NameGlob;
import io.breakwater.cli.topics.Spans;
import io.breakwater.schemas.Outcome;
import io.breakwater.schemas.Topic;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is to be replayed. Its bounds are offsets that are fixed when it is made, so that whoever goes on with a batch finds
 * the same records again.
 *
 * @param topic where the records are
 * @param spans of {@code topic}
 * @param from of a record's time, inclusive
 * @param to exclusive
 * @param images any, if empty
 * @param outcomes that a record must have in the ledger; with or without, if empty
 * @param ledger where to look for outcomes
 */
record Selection(
        Topic topic,
        Spans spans,
        Optional<Instant> from,
        Optional<Instant> to,
        List<NameGlob> images,
        Set<Outcome> outcomes,
        Spans ledger) {
    Selection {
        images = List.copyOf(images);
        outcomes = Set.copyOf(outcomes);
    }

    boolean isInTime(Instant writtenAt) {
        return from.map(begin -> !writtenAt.isBefore(begin)).orElse(true)
                && to.map(writtenAt::isBefore).orElse(true);
    }

    /** As {@code operations.audit} keeps it; what {@link #of} reads. */
    Map<String, String> details() {
        var details = new TreeMap<String, String>();
        details.put("topic", topic.topicName());
        details.put("offsets", spans.text());
        from.ifPresent(time -> details.put("from", time.toString()));
        to.ifPresent(time -> details.put("to", time.toString()));
        if (!images.isEmpty()) {
            details.put("images", images.stream().map(NameGlob::text).collect(Collectors.joining(" ")));
        }
        if (!outcomes.isEmpty()) {
            details.put(
                    "outcomes", outcomes.stream().map(Outcome::name).sorted().collect(Collectors.joining(" ")));
            details.put("ledger", ledger.text());
        }
        return details;
    }

    /** @throws IllegalArgumentException if {@code details} are not what {@link #details} writes */
    static Selection of(Map<String, String> details) {
        return new Selection(
                topic(details.getOrDefault("topic", "")),
                Spans.parse(details.getOrDefault("offsets", "")),
                Optional.ofNullable(details.get("from")).map(Instant::parse),
                Optional.ofNullable(details.get("to")).map(Instant::parse),
                words(details, "images").map(NameGlob::new).toList(),
                words(details, "outcomes").map(Outcome::valueOf).collect(Collectors.toSet()),
                Spans.parse(details.getOrDefault("ledger", "")));
    }

    private static Stream<String> words(Map<String, String> details, String name) {
        return Optional.ofNullable(details.get(name)).stream().flatMap(text -> Arrays.stream(text.split(" ", -1)));
    }

    private static Topic topic(String name) {
        return Arrays.stream(Topic.values())
                .filter(topic -> topic.topicName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no topic '" + name + "'"));
    }
}
