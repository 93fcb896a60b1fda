package io.breakwater.schemas;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
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
        files.forEach((kind, goldens) -> optionalMembers(kind, "").forEach(member -> {
            var present = goldens.stream()
                    .map(golden -> !golden.tree().at(member).isMissingNode())
                    .collect(Collectors.toSet());
            assertEquals(Set.of(true, false), present, kind.getSimpleName() + member);
        }));
    }

    @ParameterizedTest
    @MethodSource("io.breakwater.schemas.Golden#all")
    void membersOfALaterVersionAreLeftOut(Golden golden) {
        var later = golden.json().replaceFirst("\\{", "{\"later\": {\"deep\": [1, null]},");

        assertEquals(List.of(), Schemas.errors(golden.topic(), later));
        assertEquals(golden.tree(), Golden.tree(Schemas.writeAgain(golden.topic(), later)));
    }

    /** JSON pointers. */
    private static Set<String> optionalMembers(Class<?> record, String place) {
        var pointers = new TreeSet<String>();
        for (var component : record.getRecordComponents()) {
            var pointer = place + "/" + component.getName();
            if (component.getType() == Optional.class) {
                pointers.add(pointer);
            } else if (component.getType().isRecord() && component.getType() != Digest.class) {
                pointers.addAll(optionalMembers(component.getType(), pointer));
            }
        }
        return pointers;
    }
}
