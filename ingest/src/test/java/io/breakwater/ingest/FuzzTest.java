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
import com.fasterxml.jackson.databind.node.MissingNode;
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
import java.time.OffsetDateTime;
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

    private static final PubSubEvents PUBSUB = new PubSubEvents(new StandbyNames("asia.gcr.io", Optional::of));

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
                assertRight(sample, events);
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

    private static void assertRight(Sample sample, List<Understood> events) {
        for (var understood : events) {
            var record = EVENTS.write(understood.event());
            assertEquals(understood.event(), EVENTS.read(record), sample::toString);
            assertEquals(List.of(), SCHEMA.validate(new String(record, UTF_8), InputFormat.JSON), sample::toString);
            if (understood.event() instanceof RegistryEvent.Other other && !isEnvelope(sample)) {
                assertEquals(new String(sample.body(), UTF_8), other.payload());
            }
        }
        assertEquals(
                said(sample),
                events.stream().map(understood -> line(understood.event())).toList(),
                sample::toString);
    }

    private static boolean isEnvelope(Sample sample) {
        return sample.path().equals("/webhooks/distribution");
    }

    private static String line(RegistryEvent event) {
        var origin = event.origin();
        var what = switch (event) {
            case RegistryEvent.Pushed pushed -> "pushed " + pushed.key() + " " + pushed.digest();
            case RegistryEvent.Deleted deleted -> "deleted " + deleted.key() + " " + deleted.digest();
            case RegistryEvent.Other other -> other.eventType() + " " + other.key() + " " + tree(other.payload());
        };
        return String.join(
                " ",
                origin.eventId(),
                origin.occurredAt().toString(),
                origin.operator().orElse("-"),
                what);
    }

    /** What the body says, event by event, each found by another way than ours. */
    private static List<String> said(Sample sample) {
        var body = tree(new String(sample.body(), UTF_8));
        return switch (sample.path()) {
            case "/webhooks/harbor" -> List.of(harbor(sample, body));
            case "/webhooks/distribution" ->
                body.path("events")
                        .valueStream()
                        .filter(FuzzTest::isNews)
                        .map(FuzzTest::distribution)
                        .toList();
            default -> List.of(pubsub(body));
        };
    }

    private static JsonNode tree(String json) {
        try {
            return STRANGER.readTree(json);
        } catch (IOException e) {
            return fail("a stranger could not read what was accepted: " + json, e);
        }
    }

    private static String harbor(Sample sample, JsonNode body) {
        var structured = sample.mediaType().contains("cloudevents");
        var data = body.path(structured ? "data" : "event_data");
        var type = text(body.path("type"));
        var repository = data.at("/repository/repo_full_name");
        var resource = data.at("/resources/0");
        var what = switch (type) {
            case "PUSH_ARTIFACT", "harbor.artifact.pushed" ->
                "pushed " + named(repository, resource.path("tag"), resource.path("digest"));
            case "DELETE_ARTIFACT", "harbor.artifact.deleted" ->
                "deleted " + named(repository, resource.path("tag"), resource.path("digest"));
            default -> type + " " + (isName(repository) ? repository.asText() : type) + " " + body;
        };
        var time = structured
                ? OffsetDateTime.parse(text(body.path("time"))).toInstant()
                : Instant.ofEpochSecond(body.path("occur_at").asLong());
        var id = structured ? text(body.path("id")) : hash(sample);
        return String.join(" ", id, time.toString(), orNobody(body.path("operator")), what);
    }

    private static String hash(Sample sample) {
        return new Received("", sample.body(), RECEIVED).digest().value();
    }

    /** As the specification has it, and this pattern from it: "Pulling manifests". */
    private static boolean isName(JsonNode repository) {
        var name = repository.asText("");
        return name.length() < 256
                && name.matches("[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*");
    }

    private static boolean isNews(JsonNode event) {
        return switch (text(event.path("action"))) {
            case "push" ->
                text(event.at("/target/mediaType")).equals("application/vnd.docker.distribution.manifest.v2+json");
            case "delete" -> true;
            default -> false;
        };
    }

    private static String distribution(JsonNode event) {
        var target = event.path("target");
        var repository = target.path("repository");
        var removed = text(event.path("action")).equals("delete");
        var what = !removed
                ? "pushed " + named(repository, target.path("tag"), target.path("digest"))
                : text(target.path("digest")).isEmpty()
                        ? "delete " + text(repository) + ":" + text(target.path("tag")) + " " + tree(event.toString())
                        : "deleted " + named(repository, MissingNode.getInstance(), target.path("digest"));
        var time = OffsetDateTime.parse(text(event.path("timestamp"))).toInstant();
        return String.join(" ", text(event.path("id")), time.toString(), orNobody(event.at("/actor/name")), what);
    }

    private static String pubsub(JsonNode body) {
        var message = body.path("message");
        var data = tree(new String(Base64.getDecoder().decode(text(message.path("data"))), UTF_8));
        var digest = withoutHost(data.path("digest"));
        var tag = withoutHost(data.path("tag"));
        var name = tag.isEmpty() ? digest : tag;
        var what = digest.isEmpty()
                ? "DELETE " + name + " " + body
                : (text(data.path("action")).equals("INSERT") ? "pushed " : "deleted ") + name + " "
                        + digest.substring(digest.indexOf('@') + 1);
        var time = OffsetDateTime.parse(text(message.path("publishTime"))).toInstant();
        return String.join(" ", text(message.path("messageId")), time.toString(), "-", what);
    }

    private static String withoutHost(JsonNode name) {
        return text(name).replaceFirst("^asia.gcr.io/", "");
    }

    private static String named(JsonNode repository, JsonNode tag, JsonNode digest) {
        var tagged = !text(tag).isEmpty() && !text(tag).contains(":");
        return text(repository) + (tagged ? ":" + text(tag) : "@" + text(digest)) + " " + text(digest);
    }

    private static String orNobody(JsonNode operator) {
        return text(operator).isEmpty() ? "-" : text(operator);
    }

    /** Empty for whatever is no text. */
    private static String text(JsonNode node) {
        return node.isTextual() ? node.textValue() : "";
    }
}
