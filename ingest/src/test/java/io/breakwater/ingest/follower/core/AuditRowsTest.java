package io.breakwater.ingest.follower.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.breakwater.ingest.follower.core.AuditRow.Kind;
import io.breakwater.ingest.payload.Field;
import io.breakwater.schemas.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuditRowsTest {
    private static final String DIGEST = "sha256:" + "a".repeat(64);

    @ParameterizedTest
    @CsvSource({
        "create, artifact, library/app:v1, PUSHED, library/app:v1",
        "create, artifact, library/app@DIGEST, PUSHED, library/app@DIGEST",
        "create, artifact, library/app:DIGEST, PUSHED, library/app@DIGEST",
        "delete, artifact, library/team/app@DIGEST, DELETED, library/team/app@DIGEST",
        "create, tag, library/app:v1, TAG_CREATED, library/app:v1",
        "delete, tag, library/app:v1, TAG_REMOVED, library/app:v1",
    })
    void rowsAboutImagesAreRead(String operation, String type, String resource, Kind kind, String image)
            throws Exception {
        var page = page(row(7, operation, type, resource.replace("DIGEST", DIGEST)));

        var row = page.rows().getFirst();
        assertEquals(kind, row.kind());
        assertEquals(image.replace("DIGEST", DIGEST), row.image().key());
        assertEquals(Instant.parse("2026-11-23T04:00:00.123Z"), row.at());
        assertEquals(Optional.of("robot$ci"), row.operator());
    }

    @ParameterizedTest
    @CsvSource({
        "create, project, library",
        "delete, repository, library/app",
        "pull, artifact, library/app:v1",
        "create, robot, robot$ci"
    })
    void whatChangesNoImageIsLeftOut(String operation, String type, String resource) throws Exception {
        var page = page(row(7, operation, type, resource));

        assertEquals(new AuditRows.Page(List.of(), 1, 7, 0), page);
    }

    @Test
    void whatDidNotSucceedIsLeftOut() throws Exception {
        var failed = row(7, "create", "artifact", "library/app:v1").replace("true", "false");

        assertEquals(List.of(), page(failed).rows());
    }

    @Test
    void olderHarborsDoNotSayWhetherItSucceeded() throws Exception {
        var row = row(7, "create", "artifact", "library/app:v1").replace(",\"operation_result\":true", "");

        assertEquals(1, page(row).rows().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"library/App:v1", "library/app", "library/app:", "", "library/app@sha256:12"})
    void rowThatNamesNoImageIsCountedAndTheOthersAreRead(String resource) throws Exception {
        var page = page(row(7, "create", "artifact", resource) + "," + row(8, "create", "tag", "library/app:v1"));

        assertEquals(1, page.unreadable());
        assertEquals(List.of(8L), page.rows().stream().map(AuditRow::id).toList());
        assertEquals(8, page.lastId());
    }

    @Test
    void longestNameThatHarborAllowsIsRead() throws Exception {
        var repository = "library/" + "a".repeat(247);

        assertEquals(
                1,
                page(row(7, "create", "artifact", repository + "@" + DIGEST))
                        .rows()
                        .size());
    }

    @Test
    void emptyLogIsNull() throws Exception {
        assertEquals(
                new AuditRows.Page(List.of(), 0, 0, 0),
                AuditRows.page(Json.mapper().readTree("null")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[{\"operation\":\"create\"}]", "\"text\""})
    void whatIsNoLogIsRefused(String body) throws Exception {
        var json = Json.mapper().readTree(body);

        assertThrows(Field.Malformed.class, () -> AuditRows.page(json));
    }

    private static AuditRows.Page page(String rows) throws Exception {
        return AuditRows.page(Json.mapper().readTree("[" + rows + "]"));
    }

    private static String row(long id, String operation, String type, String resource) {
        return """
                {"id":%d,"username":"robot$ci","resource":"%s","resource_type":"%s","operation":"%s",\
                "op_time":"2026-11-23T04:00:00.123Z","operation_result":true}""".formatted(id, resource, type, operation);
    }
}
