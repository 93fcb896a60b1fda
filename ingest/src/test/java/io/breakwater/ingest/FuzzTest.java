package io.breakwater.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.breakwater.ingest.Corpus.Sample;
import io.breakwater.ingest.distribution.DistributionEvents;
import io.breakwater.ingest.google.PubSubEvents;
import io.breakwater.ingest.google.StandbyNames;
import io.breakwater.ingest.harbor.HarborEvents;
import io.breakwater.ingest.payload.ParseResult;
import io.breakwater.ingest.payload.ParseResult.Accepted;
import io.breakwater.ingest.payload.ParseResult.Ignored;
import io.breakwater.ingest.payload.ParseResult.Rejected;
import io.breakwater.ingest.payload.ParseResult.Understood;
import io.breakwater.ingest.payload.Received;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.RegistryEvent;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever comes, a parser says something about it, and what it accepts is what the body says. */
class FuzzTest {
    private static final Instant RECEIVED = Instant.parse("2026-11-24T04:00:01Z");
    private static final int MUTATIONS_EACH = 400;
    private static final long SEED = 20_261_124;
    private static final JsonSerde<RegistryEvent> EVENTS = JsonSerde.of(RegistryEvent.class);
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(
                    SpecificationVersion.DRAFT_2020_12,
                    builder -> builder.schemaIdResolvers(ids ->
                            ids.mapPrefix("https://breakwater.dev/schemas/", "classpath:io/breakwater/schemas/json/")))
            .getSchema(SchemaLocation.of("https://breakwater.dev/schemas/registry-event.v1.schema.json"));

    /** Reads a body as a stranger would who is as strict, and not by our code. */
    private static final JsonMapper STRANGER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final PubSubEvents PUBSUB = new PubSubEvents(new StandbyNames() {
        @Override
        public String host() {
            return "asia.gcr.io";
        }

        @Override
        public Optional<String> atPrimary(String standbyRepository) {
            return Optional.of(standbyRepository);
        }
    });

    private enum Kind {
        ACCEPTED,
        IGNORED,
        REJECTED
    }

    @Test
    void whatSendersSendIsAccepted() {
        assertEquals(Set.of(Kind.ACCEPTED), judged(Corpus.good().stream()).keySet());
    }

    @Test
    void whatIsBrokenByHandIsNeverAcceptedWrongly() {
        var kinds = judged(Corpus.broken());

        assertTrue(kinds.getOrDefault(Kind.REJECTED, 0L) > 500, kinds.toString());
    }

    @Test
    void whatIsBrokenByChanceIsNeverAcceptedWrongly() {
        var kinds = judged(Corpus.mutated(SEED, MUTATIONS_EACH));

        // Chance that hits no member that matters leaves a good body.
        assertEquals(Set.of(Kind.values()), kinds.keySet(), kinds.toString());
    }

    private static Map<Kind, Long> judged(Stream<Sample> samples) {
        return samples.collect(
                Collectors.groupingBy(FuzzTest::judge, () -> new EnumMap<>(Kind.class), Collectors.counting()));
    }

    private static Kind judge(Sample sample) {
        return switch (parse(sample)) {
            case Accepted(var events) -> {
                events.forEach(understood -> assertRight(sample, understood));
                yield Kind.ACCEPTED;
            }
            case Ignored(var reason) -> {
                assertFitForALog(reason);
                yield Kind.IGNORED;
            }
            case Rejected rejected -> {
                assertFitForALog(rejected.message());
                yield Kind.REJECTED;
            }
        };
    }

    private static ParseResult parse(Sample sample) {
        var received = new Received(sample.mediaType(), sample.body(), RECEIVED);
        try {
            return switch (sample.path()) {
                case "/webhooks/harbor" -> HarborEvents.parse(received);
                case "/webhooks/distribution" -> DistributionEvents.parse(received);
                default -> PUBSUB.parse(received);
            };
        } catch (RuntimeException e) {
            return fail("a parser threw for " + sample, e);
        }
    }

    private static void assertFitForALog(String message) {
        assertTrue(message.length() < 1_000, message);
        assertTrue(message.chars().allMatch(c -> (c >= ' ' && c < 127) || c == '…'), message);
    }

    private static void assertRight(Sample sample, Understood understood) {
        var event = understood.event();
        var record = EVENTS.write(event);
        assertEquals(event, EVENTS.read(record), sample::toString);
        assertEquals(List.of(), SCHEMA.validate(new String(record, UTF_8), InputFormat.JSON), sample::toString);
        var said = said(sample);
        switch (event) {
            case RegistryEvent.Pushed pushed ->
                assertTrue(said.contains(pushed.key() + " " + pushed.digest()), () -> said + " " + sample);
            case RegistryEvent.Deleted deleted ->
                assertTrue(said.contains(deleted.key() + " " + deleted.digest()), () -> said + " " + sample);
            case RegistryEvent.Other other -> assertEquals(new String(sample.body(), UTF_8), other.payload());
        }
    }

    /** Every name and digest that the body says, each by another way than ours. */
    private static Set<String> said(Sample sample) {
        try {
            var body = STRANGER.readTree(new String(sample.body(), UTF_8));
            return switch (sample.path()) {
                case "/webhooks/harbor" -> harbor(body);
                case "/webhooks/distribution" ->
                    body.path("events")
                            .valueStream()
                            .map(event -> event.path("target"))
                            .map(target -> named(target.path("repository"), target.path("tag"), target.path("digest")))
                            .collect(Collectors.toSet());
                default -> pubsub(body);
            };
        } catch (IOException e) {
            return fail("a stranger could not read what was accepted: " + sample, e);
        }
    }

    private static Set<String> harbor(JsonNode body) {
        var data = body.has("event_data") ? body.path("event_data") : body.path("data");
        var resource = data.at("/resources/0");
        return Set.of(named(data.at("/repository/repo_full_name"), resource.path("tag"), resource.path("digest")));
    }

    private static Set<String> pubsub(JsonNode body) throws IOException {
        var data = STRANGER.readTree(
                Base64.getDecoder().decode(body.at("/message/data").asText()));
        var digest = data.path("digest").asText();
        var name = data.has("tag") ? data.path("tag").asText() : digest;
        return Set.of(name.replaceFirst("^asia.gcr.io/", "") + " " + digest.substring(digest.indexOf('@') + 1));
    }

    private static String named(JsonNode repository, JsonNode tag, JsonNode digest) {
        var tagged = !tag.asText("").isEmpty() && !tag.isNull() && !tag.asText().contains(":");
        return repository.asText() + (tagged ? ":" + tag.asText() : "@" + digest.asText()) + " " + digest.asText();
    }
}
