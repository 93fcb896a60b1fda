package io.breakwater.testkit.jib;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import io.breakwater.testkit.registry.RegistryProcess;
import io.breakwater.testkit.skopeo.Skopeo;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JibImagesIT {
    @TempDir
    Path folder;

    @Test
    void theReturnedDigestIsWhatTheRegistryHolds() {
        try (var registry = RegistryProcess.start(folder)) {
            var target = JibImages.Target.at(registry.host(), "library/jib", "v1");

            var digest = JibImages.push(target, ImageFormat.OCI, 1, 2, 10_000);

            assertEquals(digest, new Skopeo().digest(registry.host(), "library/jib", "v1"));
            assertEquals(digest, JibImages.push(target, ImageFormat.OCI, 1, 2, 10_000));
        }
    }
}
