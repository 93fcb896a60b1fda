package io.breakwater.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageTest {
    @TempDir
    private Path folder;

    @Test
    void partThatCannotEndKeepsNoOtherRunning() {
        var ended = new ArrayList<String>();
        var stage = Stage.in(folder);
        stage.keep("first", ended::add);
        stage.keep("second", _ -> {
            throw new IllegalStateException("stuck");
        });
        stage.keep("third", ended::add);

        stage.close();

        assertEquals(List.of("third", "first"), ended);
    }
}
