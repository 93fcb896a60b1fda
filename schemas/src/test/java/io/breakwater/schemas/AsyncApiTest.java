package io.breakwater.schemas;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The AsyncAPI document says what the code does. */
class AsyncApiTest {
    private static final JsonNode DOCUMENT = read();

    @Test
    void everyTopicIsAChannel() {
        var addresses = DOCUMENT.path("channels")
                .valueStream()
                .map(channel -> channel.path("address").asText());

        assertEquals(Arrays.stream(Topic.values()).map(Topic::topicName).toList(), addresses.toList());
    }

    @ParameterizedTest
    @EnumSource
    void aChannelHasTheConfigurationOfItsTopic(Topic topic) {
        var binding = channel(topic).at("/bindings/kafka");

        var configuration = new TreeMap<String, String>();
        binding.path("topicConfiguration")
                .properties()
                .forEach(setting -> configuration.put(setting.getKey(), text(setting.getValue())));
        assertEquals(topic.configuration(), configuration);
        assertEquals(topic.topicName(), binding.path("topic").asText());
        assertEquals("0.5.0", binding.path("bindingVersion").asText());
    }

    @Test
    void everyChannelHasTheSameNumberOfPartitions() {
        var partitions = DOCUMENT.findValues("partitions").stream().map(JsonNode::asInt);

        assertEquals(Set.of(24), partitions.collect(toSet()));
        assertEquals(Topic.values().length, DOCUMENT.findValues("partitions").size());
    }

    @ParameterizedTest
    @EnumSource
    void aChannelListsEveryMessageWithItsSchema(Topic topic) {
        var expected = Schemas.kinds(topic).stream().collect(toMap(EventType::of, kind -> payload(topic, kind)));

        var listed = channel(topic)
                .path("messages")
                .valueStream()
                .map(message -> follow(message.path("$ref").asText()))
                .collect(toMap(
                        message -> message.path("name").asText(),
                        message -> message.at("/payload/$ref").asText()));
        assertEquals(expected, listed);
    }

    @ParameterizedTest
    @EnumSource
    void aPayloadIsInTheSchemaFiles(Topic topic) {
        for (var kind : Schemas.kinds(topic)) {
            var parts = payload(topic, kind).replace("json/", "").split("#", 2);
            var schema = Schemas.read(parts[0]);
            var payload = parts.length == 1 ? schema : schema.at(parts[1]);
            assertEquals("object", payload.path("type").asText(), kind.getSimpleName());
        }
    }

    @Test
    void noMessageIsLeftOver() {
        var listed = DOCUMENT.path("channels").findValues("messages").stream()
                .flatMap(JsonNode::valueStream)
                .map(message -> message.path("$ref").asText())
                .collect(toSet());

        var defined = DOCUMENT.at("/components/messages").properties().stream()
                .map(message -> "#/components/messages/" + message.getKey());
        assertEquals(defined.collect(toSet()), listed);
    }

    @Test
    void headersAreThoseOfACloudEvent() {
        var headers = DOCUMENT.at("/components/schemas/headers");
        var written = new CloudEvent("id", "type", "/ingest", Examples.NOON, "key")
                .attributes()
                .keySet();

        assertEquals(
                written,
                headers.path("required").valueStream().map(JsonNode::asText).collect(toSet()));
        assertEquals(
                written,
                headers.path("properties").properties().stream()
                        .map(Map.Entry::getKey)
                        .collect(toSet()));
    }

    @Test
    void everyMessageHasTheHeadersAndTheKey() {
        for (var message : DOCUMENT.at("/components/messages")) {
            var trait = follow(message.at("/traits/0/$ref").asText());
            assertEquals(
                    "#/components/schemas/headers", trait.at("/headers/$ref").asText());
            assertEquals("string", trait.at("/bindings/kafka/key/type").asText());
        }
    }

    private static String payload(Topic topic, Class<?> kind) {
        var file = "json/" + Schemas.file(topic.valueType());
        return kind == topic.valueType() ? file : file + "#/$defs/" + kind.getSimpleName();
    }

    private static JsonNode channel(Topic topic) {
        return DOCUMENT.path("channels")
                .valueStream()
                .filter(channel -> channel.path("address").asText().equals(topic.topicName()))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode follow(String reference) {
        var target = DOCUMENT.at(reference.substring(1));
        assertFalse(target.isMissingNode(), reference);
        return target;
    }

    private static String text(JsonNode setting) {
        return setting.isArray() ? setting.path(0).asText() : setting.asText();
    }

    private static JsonNode read() {
        try (var document = AsyncApiTest.class.getResourceAsStream("asyncapi.yaml")) {
            return new YAMLMapper().readTree(document);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
