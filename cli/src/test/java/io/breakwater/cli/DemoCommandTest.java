package io.breakwater.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.schemas.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A demo that fails at its first step: no broker can keep its data in a folder with a comma. */
class DemoCommandTest {
    private static final String HOME = "breakwater.home";

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void chooseFolder() {
        System.setProperty(HOME, folder.resolve("a,b").toString());
    }

    @AfterEach
    void restore() {
        System.clearProperty(HOME);
    }

    @Test
    void failedStoryEndsWithItsReasonAsJson() throws Exception {
        assertEquals(1, demo("-o", "json"));

        var report = Json.mapper().readTree(out.toString().lines().toList().getLast());
        assertTrue(report.path("failed").asText().startsWith("Kafka cannot keep data"), report::toString);
        assertEquals(0, report.path("pushed").asInt(-1));
    }

    @Test
    void failedStoryLeavesItsLogsAndSaysWhere() throws Exception {
        assertEquals(1, demo());

        try (var left = Files.list(folder.resolve("a,b/data"))) {
            var only = left.toList().getFirst();
            assertTrue(out.toString().contains("left in " + only), out::toString);
        }
        assertTrue(err.toString().startsWith("breakwater: Kafka cannot keep data"), err::toString);
    }

    private int demo(String... options) {
        var arguments = new String[options.length + 1];
        arguments[0] = "demo";
        System.arraycopy(options, 0, arguments, 1, options.length);
        return Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
    }
}
