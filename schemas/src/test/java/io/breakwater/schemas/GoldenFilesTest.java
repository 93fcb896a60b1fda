package io.breakwater.schemas;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What any version has written stays readable, and stays what it was. */
class GoldenFilesTest {
    @ParameterizedTest
    @MethodSource("io.breakwater.schemas.Golden#all")
    void aGoldenFileIsValid(Golden golden) {
        assertEquals(List.of(), Schemas.errors(golden.topic(), golden.json()));
    }

    @ParameterizedTest
    @MethodSource("io.breakwater.schemas.Golden#all")
    void aGoldenFileIsWrittenAsItWasRead(Golden golden) {
        assertEquals(golden.tree(), Golden.tree(Schemas.writeAgain(golden.topic(), golden.json())));
    }

    @ParameterizedTest
    @EnumSource
    void everyKindHasGoldenFilesWithAndWithoutEachOptionalMember(Topic topic) {
        // Inventories of both sides have one schema and share their files.
        var files = Golden.all().stream()
                .filter(golden -> golden.topic().valueType() == topic.valueType())
                .collect(Collectors.groupingBy(Golden::kind));

        assertEquals(Set.copyOf(Schemas.kinds(topic)), files.keySet());
        files.forEach((kind, goldens) -> optionalMembers(kind, "", Optional.empty())
                .forEach(member -> {
                    var present = goldens.stream()
                            .map(Golden::tree)
                            .filter(member::mayBeIn)
                            .map(member::isIn)
                            .collect(Collectors.toSet());
                    assertEquals(Set.of(true, false), present, kind.getSimpleName() + " " + member);
                }));
    }

    @ParameterizedTest
    @MethodSource("io.breakwater.schemas.Golden#all")
    void membersOfALaterVersionAreLeftOut(Golden golden) {
        var later = golden.json().replaceFirst("\\{", "{\"later\": {\"deep\": [1, null]},");

        assertEquals(List.of(), Schemas.errors(golden.topic(), later));
        assertEquals(golden.tree(), Golden.tree(Schemas.writeAgain(golden.topic(), later)));
    }

    /**
     * A member that may be absent.
     *
     * @param place of what it belongs to, a JSON pointer
     * @param variant the {@code type} of what it belongs to, if only one of several has it
     */
    private record Member(String place, Optional<String> variant, String name) {
        /** What lies in something that is absent, or something else, says nothing. */
        boolean mayBeIn(JsonNode tree) {
            var owner = tree.at(place);
            return !owner.isMissingNode()
                    && variant.map(type -> type.equals(owner.path("type").asText()))
                            .orElse(true);
        }

        boolean isIn(JsonNode tree) {
            return tree.at(place).has(name);
        }
    }

    /** Also those in optional members, in the first of a list, and of each variant. */
    private static List<Member> optionalMembers(Class<?> record, String place, Optional<String> variant) {
        var members = new ArrayList<Member>();
        for (var component : record.getRecordComponents()) {
            if (component.getType() == Optional.class) {
                members.add(new Member(place, variant, component.getName()));
            }
            var inner = place + "/" + component.getName() + (component.getType() == List.class ? "/0" : "");
            members.addAll(membersOfValue(valueType(component), inner));
        }
        return members;
    }

    private static List<Member> membersOfValue(Class<?> type, String place) {
        var variants = type.getAnnotation(JsonSubTypes.class);
        if (variants != null) {
            return Stream.of(variants.value())
                    .flatMap(each -> optionalMembers(each.value(), place, Optional.of(each.name())).stream())
                    .toList();
        }
        return type.isRecord() && type != Digest.class ? optionalMembers(type, place, Optional.empty()) : List.of();
    }

    /** Of an optional or a list, what is in it. */
    private static Class<?> valueType(RecordComponent component) {
        return component.getGenericType() instanceof ParameterizedType type
                        && type.getActualTypeArguments()[0] instanceof Class<?> inner
                ? inner
                : component.getType();
    }
}
