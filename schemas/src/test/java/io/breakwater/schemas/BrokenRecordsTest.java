package io.breakwater.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong is refused by the schema and by the code alike, and both say where. */
class BrokenRecordsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            registry.events/pushed-by-tag              | /digest               | "md5:d41d8cd98f00b204e9800998ecf8427e"
            registry.events/pushed-by-tag              | /digest               | "sha256:ABCDEF"
            registry.events/pushed-by-tag              | /digest               | 5
            registry.events/pushed-by-tag              | /image                | "library/a/../b:v1"
            registry.events/pushed-by-tag              | /image                | "library/app:v1\\n"
            registry.events/pushed-by-tag              | /image                | "library/app"
            registry.events/pushed-by-tag              | /type                 | "pulled"
            registry.events/pushed-by-tag              | /origin/side          | "primary"
            registry.events/pushed-by-tag              | /origin/side          | 0
            registry.events/pushed-by-tag              | /origin/occurredAt    | "yesterday"
            registry.events/pushed-by-tag              | /origin/payloadDigest | ""
            registry.events/other-scan                 | /payload              | {"an": "object"}
            replication.requests/copy-repair           | /purpose              | "WHIM"
            replication.requests/copy-repair           | /provenance/causedBy/offset    | "12"
            replication.requests/copy-repair           | /provenance/causedBy/partition | 1.5
            replication.requests/delete-after-delay    | /notBefore            | null
            replication.ledger/replicated              | /outcome              | "DONE"
            replication.ledger/replicated              | /attempts             | "1"
            replication.ledger/replicated              | /transfer/bytesRead   | null
            replication.ledger/replicated              | /transfer/requests    | 2147483648
            replication.ledger/refused                 | /reason               | "DENIED"
            replication.dead-letters/unreadable-without-key | /headers         | ["ce_id"]
            registry.inventory.primary/epoch-end       | /type                 | "epoch-start"
            registry.inventory.primary/seen            | /epoch                | 9223372036854775808
            audit.drift/in-sync                        | /verdict              | "FINE"
            audit.drift/in-sync                        | /primary/digest       | "v1"
            audit.drift.changes/repaired               | /from                 | "BROKEN"
            audit.drift.changes/repaired               | /to/image             | "library/App:v1"
            """)
    void aWrongValueIsRefusedWithItsPlace(String golden, String place, String value) {
        var good = Golden.named(golden);
        var broken = good.tree();

        parent(broken, place).set(name(place), Golden.tree(value));

        assertRefused(new Golden(good.topic(), golden, broken.toString()), place);
    }

    @ParameterizedTest
    @MethodSource("io.breakwater.schemas.Golden#all")
    void aMissingMemberIsRefusedWithItsPlace(Golden golden) {
        for (var place : requiredMembers(golden)) {
            var broken = golden.tree();

            parent(broken, place).remove(name(place));

            assertRefused(new Golden(golden.topic(), golden.name(), broken.toString()), place);
        }
    }

    private static void assertRefused(Golden broken, String place) {
        var errors = Schemas.errors(broken.topic(), broken.json());
        assertTrue(
                errors.stream().anyMatch(error -> error.toString().contains(name(place))),
                broken + " without " + place + ": " + errors);
        var serde = JsonSerde.of(broken.topic().valueType());
        var refusal = assertThrows(
                SerializationException.class, () -> serde.read(broken.json().getBytes(UTF_8)), broken + place);
        var message = String.valueOf(refusal.getMessage());
        assertTrue(message.contains(" at " + place + ": "), message);
    }

    /** Pointers to all that may not be left out. */
    private static List<String> requiredMembers(Golden golden) {
        var required = new ArrayList<String>();
        if (golden.topic().valueType().isSealed()) {
            required.add("/type");
        }
        collect(golden.kind(), golden, "", required);
        return required;
    }

    private static void collect(Class<?> record, Golden golden, String place, List<String> required) {
        for (var component : record.getRecordComponents()) {
            var pointer = place + "/" + component.getName();
            if (!golden.tree().at(pointer).isMissingNode() && component.getType() != Optional.class) {
                required.add(pointer);
                if (component.getType().isRecord() && component.getType() != Digest.class) {
                    collect(component.getType(), golden, pointer, required);
                }
            }
        }
    }

    private static ObjectNode parent(JsonNode tree, String place) {
        return (ObjectNode) tree.at(JsonPointer.compile(place).head());
    }

    private static String name(String place) {
        return JsonPointer.compile(place).last().getMatchingProperty();
    }
}
