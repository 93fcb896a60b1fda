package io.breakwater.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import org.junit.jupiter.api.Test;

class CallTest {
    private static final URI BLOB = URI.create("http://127.0.0.1:5000/v2/library/app/blobs/x");

    private static Call pull() {
        return Call.get(What.BLOB, "pull blob x", BLOB, TokenScope.pull("library/app"));
    }

    /** Otherwise uploads that wait for the rest of their blob, and downloads that wait for an upload, wait for each other. */
    @Test
    void restOfABlobTakesNoDownloadsPermit() {
        assertEquals(Budget.Use.DOWNLOAD, pull().use());
        assertEquals(Budget.Use.CALL, pull().with("Range", "bytes=7-").use());
    }
}
