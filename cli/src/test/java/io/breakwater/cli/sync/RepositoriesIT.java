package io.breakwater.cli.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.breakwater.cli.batch.NameGlob;
import io.breakwater.registry.Registry;
import io.breakwater.registry.RegistryConfig;
import io.breakwater.registry.mapping.Mapping;
import io.breakwater.registry.mapping.MappingRule;
import io.breakwater.registry.reference.HostPort;
import io.breakwater.testkit.harbor.HarborFace;
import io.breakwater.testkit.image.RawPusher;
import io.breakwater.testkit.image.TestImages;
import io.breakwater.testkit.registry.RegistryProcess;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RepositoriesIT {
    private static final Mapping MAPPING = Mapping.of(List.of(new MappingRule("library", "example-project")));

    private final RegistryProcess plain;
    private final HarborFace harbor;

    RepositoriesIT(@TempDir Path folder) {
        plain = RegistryProcess.start(folder);
        harbor = HarborFace.inFrontOf(plain).start();
    }

    @BeforeAll
    void push() {
        var image = TestImages.oci(7, 1, 100);
        try (var pusher = new RawPusher(harbor.url())) {
            pusher.push("library/team/tool", image, "v2");
            pusher.push("library/team/tool", image, "v1");
            pusher.push("library/app", image, "v1");
            pusher.push("elsewhere/app", image, "v1");
        }
    }

    @AfterAll
    void stop() {
        harbor.close();
        plain.close();
    }

    @Test
    void whatTheMappingCoversIsListedByHarborAndByACatalog() {
        for (var host : List.of(harbor.host(), plain.host())) {
            try (var registry = registry(host)) {
                var repositories = new Repositories(registry, MAPPING);
                assertEquals(List.of("library/app", "library/team/tool"), repositories.list(List.of()));
                assertEquals(
                        List.of("library/team/tool"), repositories.list(List.of(new NameGlob("library/team/*:v1"))));
                assertEquals(List.of("v1", "v2"), repositories.tags("library/team/tool"));
                assertEquals(List.of(), repositories.tags("library/nothing"));
            }
        }
    }

    @Test
    void ruleForEveryProjectNeedsTheCatalog() {
        try (var registry = registry(harbor.host())) {
            var everything = Mapping.of(List.of(new MappingRule("", "example-project")));
            assertEquals(
                    3, new Repositories(registry, everything).list(List.of()).size());
        }
    }

    private static Registry registry(String host) {
        return new Registry(RegistryConfig.of(HostPort.parse(host)).withPlainHttp(true));
    }
}
