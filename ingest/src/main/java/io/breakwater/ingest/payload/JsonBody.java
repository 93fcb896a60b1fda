package io.breakwater.ingest.payload;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import io.breakwater.ingest.payload.ParseResult.Code;
import io.breakwater.schemas.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/** Bytes that should be one JSON object. */
public final class JsonBody {
    private JsonBody() {}

    /**
     * Reads them.
     *
     * @param path what complaints call this place
     * @throws Field.Malformed if they are anything else
     */
    public static Field object(String path, byte[] bytes) {
        var field = new Field(path, read(path, bytes));
        field.mustBe(field.node().isObject(), "an object");
        return field;
    }

    /** By way of text: Jackson would guess UTF-16 and UTF-32 too, which no JSON sent over a network is (RFC 8259, 8.1). */
    private static JsonNode read(String path, byte[] bytes) {
        try {
            var text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            if (text.isBlank()) {
                throw new Field.Malformed(Code.EMPTY_BODY, path, "nothing is here; a JSON object is expected");
            }
            return Json.mapper().readTree(text);
        } catch (CharacterCodingException e) {
            throw new Field.Malformed(Code.NOT_JSON, path, "this is not UTF-8; JSON must be (RFC 8259, 8.1)");
        } catch (JsonProcessingException e) {
            throw new Field.Malformed(Code.NOT_JSON, path, complaint(e) + place(e));
        }
    }

    /** Jackson's own message quotes the body. */
    private static String complaint(JsonProcessingException e) {
        return e instanceof StreamConstraintsException
                ? "too deep, or a name or number in it is too long"
                : "one JSON value in UTF-8 without a byte order mark and without double names is expected; it breaks off";
    }

    private static String place(JsonProcessingException e) {
        var location = e.getLocation();
        return location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }
}
