package io.breakwater.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.breakwater.schemas.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The document that is served says what senders send: whatever the parsers take is as described. */
class OpenApiBodiesTest {
    private static final JsonNode DOCUMENT = read();
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    @ParameterizedTest
    @MethodSource("bodies")
    void whatSendersSendIsAsDescribed(String path, String contentType, String body) {
        assertEquals(List.of(), errors(path, contentType, body), body);
    }

    static Stream<Arguments> bodies() throws IOException {
        var all = new ArrayList<>(List.of(
                Arguments.of("harbor", "application/json", "{\"type\":\"CREATE_PROJECT\",\"occur_at\":1763870000}"),
                Arguments.of("distribution", "application/json", "{\"events\":[{\"action\":\"pull\"}]}"),
                Arguments.of(
                        "distribution",
                        "application/vnd.docker.distribution.events.v1+json",
                        Files.readString(Path.of("src/test/resources/distribution/push.json")))));
        try (var files = Files.newDirectoryStream(Path.of("src/test/resources/harbor"), "*.json")) {
            for (var file : files) {
                var isCloudEvent = file.getFileName().toString().startsWith("cloudevents-");
                var contentType = isCloudEvent ? "application/cloudevents+json" : "application/json";
                all.add(Arguments.of("harbor", contentType, Files.readString(file)));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "harbor       | application/json             | {'type':'PUSH_ARTIFACT','occur_at':1763870000}",
                "harbor       | application/json             | {'occur_at':1763870000}",
                "harbor       | application/cloudevents+json | {'specversion':'1.0','id':'a','source':'b','type':'c'}",
                "distribution | application/json             | {'events':[{'action':'delete'}]}",
                "pubsub       | application/json             | {'message':{'data':''}}"
            })
    void whatLacksSomethingIsNot(String path, String contentType, String body) {
        assertFalse(errors(path, contentType, body.replace('\'', '"')).isEmpty(), body);
    }

    private static List<Error> errors(String path, String contentType, String body) {
        var content = DOCUMENT.path("paths").path("/webhooks/" + path).at("/post/requestBody/content");
        var schema = content.path(contentType).path("schema");
        assertTrue(schema.isObject() && !schema.isEmpty(), "what is not described would fit everything");
        var whole = Json.mapper().createObjectNode();
        whole.set("allOf", Json.mapper().createArrayNode().add(schema));
        whole.set("components", DOCUMENT.path("components"));
        return SCHEMAS.getSchema(whole.toString(), InputFormat.JSON).validate(body, InputFormat.JSON);
    }

    private static JsonNode read() {
        try (var document = Routes.class.getResourceAsStream("openapi.yaml")) {
            return new YAMLMapper().readTree(document);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
