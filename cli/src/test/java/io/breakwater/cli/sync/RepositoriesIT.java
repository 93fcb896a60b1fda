package io.breakwater.cli.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
    void push() throws IOException {
        var image = TestImages.oci(7, 1, 100);
        try (var pusher = new RawPusher(harbor.url())) {
            pusher.push("library/team/tool", image, "v2");
            pusher.push("library/team/tool", image, "v1");
            pusher.push("library/app", image, "v1");
            pusher.push("elsewhere/app", image, "v1");
            pusher.push("odd/app", image, "v1");
            pusher.push("odd/tags", image, "v1");
        }
        // What no push makes, and what an import or an older server may have left.
        var repositories = plain.storage().resolve("docker/registry/v2/repositories");
        copy(repositories.resolve("odd/app"), repositories.resolve("odd/Bad"));
        Files.createDirectories(repositories.resolve("odd/tags/_manifests/tags/-none/current"));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var all = Files.walk(from)) {
            for (var path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path)));
            }
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
                    List.of("elsewhere/app", "library/app", "library/team/tool", "odd/app", "odd/tags"),
                    new Repositories(registry, everything).list(List.of()));
        }
    }

    @Test
    void nameThatIsNoneIsSkippedCountedAndNamed() {
        var odd = Mapping.of(List.of(new MappingRule("odd", "example-project")));
        for (var host : List.of(harbor.host(), plain.host())) {
            try (var registry = registry(host)) {
                var repositories = new Repositories(registry, odd);
                assertEquals(List.of("odd/app", "odd/tags"), repositories.list(List.of()), host);
                assertEquals(
                        Optional.of("1 name: 'odd/Bad'"), repositories.names().text("name", "names"), host);
            }
        }
    }

    @Test
    void repositoryWhoseTagsCannotBeListedIsSkippedCountedAndNamed() {
        try (var registry = registry(plain.host())) {
            var repositories = new Repositories(registry, MAPPING);
            assertEquals(List.of(), repositories.tags("odd/tags"));
            assertEquals(List.of("v1"), repositories.tags("odd/app"));
            assertEquals(List.of(), repositories.tags("library/nothing"));

            assertEquals(1, repositories.withoutTags().count());
            var text = repositories
                    .withoutTags()
                    .text("repository", "repositories")
                    .orElseThrow();
            assertTrue(text.startsWith("1 repository: 'odd/tags'; the first: Cannot list tags of odd/tags "), text);
        }
    }

    private static Registry registry(String host) {
        return new Registry(RegistryConfig.of(HostPort.parse(host)).withPlainHttp(true));
    }
}
