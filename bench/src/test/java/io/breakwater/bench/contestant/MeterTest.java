package io.breakwater.bench.contestant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With GNU time and without. */
class MeterTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"/usr/bin/time", "/nowhere/time"})
    void processorTimeOfChildrenIsCounted(String time) throws Exception {
        var burn = "for i in 1 2; do bash -c 'for ((i = 0; i < 100000; i++)); do :; done'; done";
        var usage = meter(time).run(List.of("bash", "-c", burn), 1);
        assertTrue(usage.cpu().isPositive(), usage::toString);
        assertTrue(usage.wall().isPositive(), usage::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/usr/bin/time", "/nowhere/time"})
    void failureTellsWhatWasSaidLast(String time) {
        var failed = assertThrows(
                CopyFailed.class,
                () -> meter(time).run(List.of("bash", "-c", "echo first; echo 'no such image' >&2; exit 3"), 1));
        assertEquals("exit code 3: no such image", failed.getMessage());
    }

    private Meter meter(String time) {
        return new Meter(folder, Map.of(), Path.of(time));
    }
}
