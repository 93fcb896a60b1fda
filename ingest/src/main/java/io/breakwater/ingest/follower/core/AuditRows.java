package io.breakwater.ingest.follower.core;

import com.fasterxml.jackson.databind.JsonNode;
import io.breakwater.ingest.follower.core.AuditRow.Kind;
import io.breakwater.ingest.payload.Field;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.ImageName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the audit log's JSON (goharbor/harbor, {@code api/v2.0/swagger.yaml}, {@code AuditLogExt} and the older
 * {@code AuditLog}).
 */
public final class AuditRows {
    /** Characters: a repository's 255, a colon and a digest or a tag of 128. */
    private static final int LONGEST_RESOURCE = 512;

    private AuditRows() {}

    /**
     * One page.
     *
     * @param rows those about images
     * @param size of the page, with all that is about something else
     * @param lastId the highest id on it; 0 for an empty one
     * @param unreadable rows about images that could not be read
     */
    public record Page(List<AuditRow> rows, int size, long lastId, int unreadable) {
        public Page {
            rows = List.copyOf(rows);
        }
    }

    /** @throws Field.Malformed if it is no page, or one whose rows have no id */
    public static Page page(JsonNode body) {
        var top = new Field("$", body);
        // Harbor's empty list is null.
        if (top.isAbsent()) {
            return new Page(List.of(), 0, 0, 0);
        }
        top.mustBe(body.isArray(), "an array");
        var rows = new ArrayList<AuditRow>();
        var lastId = 0L;
        var unreadable = 0;
        for (var node : body) {
            var row = new Field("$[" + node.path("id").asText() + "]", node);
            var id = row.wholeNumber("id");
            lastId = Math.max(lastId, id);
            try {
                kind(row).map(kind -> row(id, kind, row)).ifPresent(rows::add);
            } catch (Field.Malformed e) {
                unreadable++;
            }
        }
        return new Page(rows, body.size(), lastId, unreadable);
    }

    /** Empty for what is about no image, or did not succeed. */
    private static Optional<Kind> kind(Field row) {
        if (row.node().path("operation_result").isBoolean()
                && !row.node().path("operation_result").booleanValue()) {
            return Optional.empty();
        }
        var what = row.optionalText("operation").orElse("") + " "
                + row.optionalText("resource_type").orElse("");
        return switch (what) {
            case "create artifact" -> Optional.of(Kind.PUSHED);
            case "delete artifact" -> Optional.of(Kind.DELETED);
            case "create tag" -> Optional.of(Kind.TAG_CREATED);
            case "delete tag" -> Optional.of(Kind.TAG_REMOVED);
            default -> Optional.empty();
        };
    }

    private static AuditRow row(long id, Kind kind, Field row) {
        var resource = row.child("resource");
        resource.mustBe(resource.node().isTextual(), "a text");
        var image = resource.valid(() -> image(resource.node().textValue()));
        return new AuditRow(
                id,
                kind,
                image,
                row.time("op_time"),
                row.optionalText("username"),
                row.node().toString());
    }

    /** {@code library/app:v1}, {@code library/app@sha256:…}, and {@code library/app:sha256:…} as older versions wrote it. */
    private static ImageName image(String resource) {
        if (resource.length() > LONGEST_RESOURCE) {
            throw new IllegalArgumentException("longer than any name of an image");
        }
        var colon = resource.indexOf(':');
        var rest = resource.substring(colon + 1);
        return colon >= 0 && resource.indexOf('@') < 0 && Digest.isDigest(rest)
                ? new ImageName.Untagged(resource.substring(0, colon), new Digest(rest))
                : ImageName.parse(resource);
    }
}
