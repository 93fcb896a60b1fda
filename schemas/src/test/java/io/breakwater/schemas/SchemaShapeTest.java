package io.breakwater.schemas;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The schemas are written by hand; here they and the records are held to say the same. */
class SchemaShapeTest {
    static Stream<String> files() {
        var ofTopics = Arrays.stream(Topic.values()).map(topic -> Schemas.file(topic.valueType()));
        return Stream.concat(Stream.of("common.v1.schema.json"), ofTopics).distinct();
    }

    @ParameterizedTest
    @MethodSource("files")
    void aSchemaFileIsASchemaUnderItsOwnName(String file) {
        assertEquals(List.of(), Schemas.metaErrors(file));
        assertEquals(
                "https://breakwater.dev/schemas/" + file,
                Schemas.read(file).path("$id").asText());
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyMemberIsDescribed(String file) {
        for (var members : Schemas.read(file).findValues("properties")) {
            members.properties()
                    .forEach(member -> assertFalse(
                            new Place(file, member.getValue()).description().isBlank(), file + " " + member.getKey()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSchemaHasTheMembersOfItsRecord(Topic topic) {
        var file = Schemas.file(topic.valueType());

        assertSame(topic.valueType(), new Place(file, Schemas.read(file)));
    }

    private static void assertSame(Class<?> type, Place place) {
        if (type.isEnum()) {
            var constants = Arrays.stream(type.getEnumConstants()).map(Object::toString);
            assertEquals(constants.collect(toSet()), texts(place.schema().path("enum")), type.getSimpleName());
        } else if (type.isSealed()) {
            assertSameVariants(type.getAnnotation(JsonSubTypes.class).value(), place);
        } else {
            assertSameMembers(type, place, Set.of());
        }
    }

    private static void assertSameVariants(JsonSubTypes.Type[] variants, Place place) {
        var references = Arrays.stream(variants)
                .map(variant -> "#/$defs/" + variant.value().getSimpleName())
                .toList();
        assertEquals(references, place.schema().path("oneOf").findValuesAsText("$ref"));
        for (var variant : variants) {
            var definition = place.follow("#/$defs/" + variant.value().getSimpleName());
            assertEquals(
                    variant.name(),
                    definition.schema().at("/properties/type/const").asText());
            assertSameMembers(variant.value(), definition, Set.of("type"));
        }
    }

    private static void assertSameMembers(Class<?> record, Place place, Set<String> more) {
        var components = record.getRecordComponents();
        var members = place.schema().path("properties");
        var required = Arrays.stream(components).filter(component -> component.getType() != Optional.class);
        assertEquals(
                names(more, Arrays.stream(components)),
                members.properties().stream().map(Map.Entry::getKey).collect(toSet()),
                record.getSimpleName());
        assertEquals(names(more, required), texts(place.schema().path("required")), record.getSimpleName());
        for (var component : components) {
            assertSameValue(component, place, members.path(component.getName()));
        }
    }

    private static void assertSameValue(RecordComponent component, Place place, JsonNode member) {
        var type =
                component.getGenericType() instanceof ParameterizedType generic && component.getType() == Optional.class
                        ? (Class<?>) generic.getActualTypeArguments()[0]
                        : component.getType();
        if (type.getPackage() == Topic.class.getPackage()) {
            var reference = member.path("$ref").asText();
            assertTrue(
                    reference.endsWith("#/$defs/" + type.getSimpleName()) || reference.equals(Schemas.file(type)),
                    component + ": " + reference);
            if (type != Digest.class && type != ImageName.class) {
                assertSame(type, place.follow(reference));
            }
        }
    }

    private static Set<String> names(Set<String> more, Stream<RecordComponent> components) {
        return Stream.concat(more.stream(), components.map(RecordComponent::getName))
                .collect(toSet());
    }

    private static Set<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asText).collect(toSet());
    }

    /** A schema and the file that its references start from. */
    private record Place(String file, JsonNode schema) {
        Place follow(String reference) {
            var hash = reference.indexOf('#');
            var target = hash == 0 ? file : hash < 0 ? reference : reference.substring(0, hash);
            var content = Schemas.read(target);
            return new Place(target, hash < 0 ? content : content.at(reference.substring(hash + 1)));
        }

        String description() {
            return schema.has("description") || !schema.has("$ref")
                    ? schema.path("description").asText()
                    : follow(schema.path("$ref").asText()).description();
        }
    }
}
