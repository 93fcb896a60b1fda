package io.breakwater.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.registry.auth.CredentialSource;
import io.breakwater.registry.auth.Secret;
import io.breakwater.registry.copy.Copier;
import io.breakwater.registry.copy.CopyLimits;
import io.breakwater.registry.reference.HostPort;
import io.breakwater.testkit.google.GoogleFace;
import io.breakwater.testkit.harbor.HarborFace;
import io.breakwater.testkit.image.GeneratedArtifact;
import io.breakwater.testkit.image.RawPusher;
import io.breakwater.testkit.registry.RegistryProcess;
import io.breakwater.testkit.skopeo.Skopeo;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Generated artifacts of every kind, from a registry that behaves like Harbor to a plain one and to one that behaves like
 * Google's. A poller looks at the target all the while: what it finds under a tag is whole. Some 100 artifacts; as many as
 * {@code -Dbreakwater.conformance=1000} says.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConformanceIT {
    private static final String USER = "robot";
    private static final String PASSWORD = "harbor-robot-password";
    private static final List<GeneratedArtifact> ARTIFACTS =
            GeneratedArtifacts.first(Integer.getInteger("breakwater.conformance", 92));

    private final RegistryProcess sourceProcess;
    private final RegistryProcess plainProcess;
    private final RegistryProcess googleProcess;
    private final HarborFace harbor;
    private final GoogleFace google;

    ConformanceIT(@TempDir Path folder) {
        sourceProcess = RegistryProcess.start(folder.resolve("source"));
        plainProcess = RegistryProcess.start(folder.resolve("plain"));
        googleProcess = RegistryProcess.start(folder.resolve("google"));
        harbor = HarborFace.inFrontOf(sourceProcess).account(USER, PASSWORD).start();
        google = GoogleFace.artifactRegistry(googleProcess)
                .account("_json_key", "{\"type\":\"service_account\"}")
                .start();
    }

    @BeforeAll
    void push() {
        try (var pusher = new RawPusher(sourceProcess.url())) {
            pusher.pushAll(ARTIFACTS, artifact -> "library/" + artifact.kind());
        }
    }

    @AfterAll
    void stop() {
        google.close();
        harbor.close();
        googleProcess.close();
        plainProcess.close();
        sourceProcess.close();
    }

    @Test
    void everyKindArrivesWholeAtAPlainRegistry() throws ExecutionException, InterruptedException {
        copyAll(config(plainProcess.url()), "standby/", plainProcess);

        ARTIFACTS.forEach(
                artifact -> GeneratedArtifacts.assertArrived(artifact, plainProcess, "standby/" + artifact.kind()));
        assertSkopeoAgrees(plainProcess, "standby/");
    }

    @Test
    void everyKindArrivesWholeAtGoogles() throws ExecutionException, InterruptedException {
        var config = config(google.url())
                .withCredentials(CredentialSource.fixed("_json_key", Secret.of("{\"type\":\"service_account\"}")));
        copyAll(config, "project/repo/", googleProcess);

        ARTIFACTS.forEach(artifact ->
                GeneratedArtifacts.assertArrived(artifact, googleProcess, "project/repo/" + artifact.kind()));
    }

    private static RegistryConfig config(URI url) {
        return RegistryConfig.of(HostPort.parse(url.getAuthority())).withPlainHttp(true);
    }

    private void copyAll(RegistryConfig targetConfig, String below, RegistryProcess seenAt)
            throws ExecutionException, InterruptedException {
        var sourceConfig = config(harbor.url()).withCredentials(CredentialSource.fixed(USER, Secret.of(PASSWORD)));
        try (var source = new Registry(sourceConfig);
                var target = new Registry(targetConfig);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var poller = new Poller(seenAt.url(), below);
            var copier = new Copier(source, target, CopyLimits.defaults());
            var copies = ARTIFACTS.stream()
                    .flatMap(artifact -> GeneratedArtifacts.orders(artifact, below))
                    .<Future<?>>map(order -> threads.submit(() -> copier.copy(order)))
                    .toList();
            try {
                for (var copy : copies) {
                    copy.get();
                }
            } finally {
                poller.end();
            }
        }
    }

    /** One of each kind: digests as an independent client sees them. */
    private static void assertSkopeoAgrees(RegistryProcess at, String below) {
        var skopeo = new Skopeo();
        var judged = new HashMap<String, GeneratedArtifact>();
        ARTIFACTS.forEach(artifact -> judged.putIfAbsent(artifact.kind(), artifact));
        for (Map.Entry<String, GeneratedArtifact> kind : judged.entrySet()) {
            var artifact = kind.getValue();
            assertEquals(
                    artifact.root().digest(),
                    skopeo.digest(at.host(), below + kind.getKey(), artifact.tag()),
                    artifact.name());
        }
        assertTrue(judged.size() > 10);
    }
}
