package io.breakwater.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** The schema files as a stranger reads them: by their ids, nothing fetched over the network. */
final class Schemas {
    private static final String ID = "https://breakwater.dev/schemas/";
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemaIdResolvers(ids -> ids.mapPrefix(ID, "classpath:io/breakwater/schemas/json/"))
                    .schemaRegistryConfig(SchemaRegistryConfig.builder()
                            .formatAssertionsEnabled(true)
                            .build()));

    private Schemas() {}

    /** {@code registry-event.v1.schema.json} for {@code RegistryEvent} */
    static String file(Class<?> valueType) {
        var words = valueType.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-");
        return words.toLowerCase(Locale.ROOT) + ".v1.schema.json";
    }

    /** A schema file's content. */
    static JsonNode read(String file) {
        try (var content = Schemas.class.getResourceAsStream("json/" + file)) {
            if (content == null) {
                throw new IllegalArgumentException("there is no schema file " + file);
            }
            return Json.mapper().readTree(content);
        } catch (IOException e) {
            throw new IllegalStateException(file, e);
        }
    }

    /** What a topic's schema has against a record; nothing if it is valid. */
    static List<Error> errors(Topic topic, String json) {
        return REGISTRY.getSchema(SchemaLocation.of(ID + file(topic.valueType())))
                .validate(json, InputFormat.JSON);
    }

    /** Whether a text is what a definition says; {@code reference} is {@code file#/$defs/name}. */
    static boolean isValid(String reference, String text) {
        var json = Json.mapper().getNodeFactory().textNode(text).toString();
        return REGISTRY.getSchema(SchemaLocation.of(ID + reference))
                .validate(json, InputFormat.JSON)
                .isEmpty();
    }

    /** What there is against a schema file by the specification of schemas. */
    static List<Error> metaErrors(String file) {
        return REGISTRY.getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()))
                .validate(read(file).toString(), InputFormat.JSON);
    }

    /** The record classes that a topic's values have: one, or the variants of a sealed type. */
    static List<Class<?>> kinds(Topic topic) {
        var type = topic.valueType();
        return type.isSealed() ? List.of(type.getPermittedSubclasses()) : List.of(type);
    }

    /** Writes a value and reads it back. */
    static String writeAgain(Topic topic, String json) {
        return writeAgain(JsonSerde.of(topic.valueType()), json);
    }

    private static <T> String writeAgain(JsonSerde<T> serde, String json) {
        return new String(serde.write(serde.read(json.getBytes(UTF_8))), UTF_8);
    }
}
