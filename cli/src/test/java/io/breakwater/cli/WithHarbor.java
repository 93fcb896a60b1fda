package io.breakwater.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests with a {@link HarborRig} of their own each. */
abstract class WithHarbor {
    @TempDir
    private Path folder;

    HarborRig rig;

    @BeforeEach
    void start() throws IOException {
        rig = new HarborRig(folder);
    }

    @AfterEach
    void stop() {
        rig.close();
    }
}
