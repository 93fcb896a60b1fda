package io.breakwater.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.schemas.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

/** The demo is what a newcomer sees first, and the one test in which every part plays its own role. */
class DemoIT {
    @Test
    void theDemoTellsTheTruthInItsLastLine() throws Exception {
        var out = new StringWriter();
        var err = new StringWriter();

        var code = Main.run(new PrintWriter(out), new PrintWriter(err), "demo", "-o", "json");

        assertEquals(0, code, () -> out + "\n" + err);
        var report = Json.mapper().readTree(out.toString().lines().toList().getLast());
        var pushed = report.path("pushed").intValue();
        assertTrue(pushed >= 5, report::toString);
        assertEquals(pushed, report.path("replicated").intValue());
        assertEquals(pushed, report.path("inSync").intValue());
        assertEquals(pushed, report.path("digestsEqual").intValue());
        assertEquals(0, report.path("ledgerDuplicates").asInt(-1));
        assertTrue(report.path("killedAtBytes").longValue() > 0, report::toString);
    }
}
