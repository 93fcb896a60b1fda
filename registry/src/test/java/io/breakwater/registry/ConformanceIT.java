package io.breakwater.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.breakwater.registry.auth.CredentialSource;
import io.breakwater.registry.auth.Secret;
import io.breakwater.registry.copy.Copier;
import io.breakwater.registry.copy.CopyLimits;
import io.breakwater.registry.copy.CopyOrder;
import io.breakwater.registry.reference.HostPort;
import io.breakwater.testkit.google.GoogleFace;
import io.breakwater.testkit.harbor.HarborFace;
import io.breakwater.testkit.image.GeneratedArtifact;
import io.breakwater.testkit.image.RawPusher;
import io.breakwater.testkit.registry.RegistryProcess;
import io.breakwater.testkit.skopeo.Skopeo;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Generated artifacts of every kind, from a registry that behaves like Harbor to a plain one, to one that behaves like
 * Google's, and from there home to another Harbor. A poller looks at the target all the while: what it finds under a tag is
 * whole; in the end skopeo looks at every one. Some 100 artifacts; as many as {@code -Dbreakwater.conformance=1000} says.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 1, unit = TimeUnit.HOURS)
class ConformanceIT {
    private static final String USER = "robot";
    private static final String PASSWORD = "harbor-robot-password";
    private static final String KEY = "{\"type\":\"service_account\"}";
    private static final List<GeneratedArtifact> ARTIFACTS =
            GeneratedArtifacts.first(Integer.getInteger("breakwater.conformance", 96));
    private static final List<GeneratedArtifact> FOR_GOOGLE = GeneratedArtifacts.sha256Alone(ARTIFACTS);

    private final Path folder;
    private final RegistryProcess sourceProcess;
    private final RegistryProcess plainProcess;
    private final RegistryProcess googleProcess;
    private final RegistryProcess homeProcess;
    private final HarborFace harbor;
    private final HarborFace home;
    private final GoogleFace google;

    ConformanceIT(@TempDir Path folder) {
        this.folder = folder;
        sourceProcess = RegistryProcess.start(folder.resolve("source"));
        plainProcess = RegistryProcess.start(folder.resolve("plain"));
        googleProcess = RegistryProcess.start(folder.resolve("google"));
        homeProcess = RegistryProcess.start(folder.resolve("home"));
        harbor = HarborFace.inFrontOf(sourceProcess).account(USER, PASSWORD).start();
        home = HarborFace.inFrontOf(homeProcess).account(USER, PASSWORD).start();
        google = GoogleFace.artifactRegistry(googleProcess)
                .account("_json_key", KEY)
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
        home.close();
        harbor.close();
        homeProcess.close();
        googleProcess.close();
        plainProcess.close();
        sourceProcess.close();
    }

    @Test
    void everyKindArrivesWholeAtAPlainRegistry() throws ExecutionException, InterruptedException {
        copyAll(ARTIFACTS, atHarbor(harbor), "library/", config(plainProcess.url()), "standby/", plainProcess);

        assertArrived(ARTIFACTS, plainProcess, "standby/");
        new SkopeoWitness(new Skopeo(), plainProcess.host(), "standby/", folder.resolve("from-plain"))
                .agreesOn(ARTIFACTS);
    }

    @Test
    void everyKindArrivesWholeAtGooglesAndComesHomeToHarbor() throws ExecutionException, InterruptedException {
        copyAll(FOR_GOOGLE, atHarbor(harbor), "library/", atGoogle(), "project/repo/", googleProcess);
        copyAll(FOR_GOOGLE, atGoogle(), "project/repo/", atHarbor(home), "home/", homeProcess);

        assertArrived(FOR_GOOGLE, googleProcess, "project/repo/");
        assertArrived(FOR_GOOGLE, homeProcess, "home/");
        new SkopeoWitness(
                        Skopeo.withLogin("_json_key", KEY),
                        google.host(),
                        "project/repo/",
                        folder.resolve("from-google"))
                .agreesOn(FOR_GOOGLE);
        new SkopeoWitness(Skopeo.withLogin(USER, PASSWORD), home.host(), "home/", folder.resolve("from-home"))
                .agreesOn(FOR_GOOGLE);
    }

    /** Nothing of it is under a tag then, and the reason is the registry's own. */
    @Test
    void whatGooglesDoNotTakeIsRefusedWithTheirReason() {
        var refused = ARTIFACTS.stream()
                .filter(artifact -> !FOR_GOOGLE.contains(artifact))
                .flatMap(artifact -> GeneratedArtifacts.orders(artifact, "project/repo/"))
                .toList();
        try (var source = new Registry(atHarbor(harbor));
                var target = new Registry(atGoogle())) {
            var copier = new Copier(source, target, CopyLimits.defaults());
            for (var order : refused) {
                assertEquals(
                        "DIGEST_INVALID",
                        assertThrows(ArtifactFault.class, () -> copier.copy(order))
                                .code());
            }
        }

        assertFalse(refused.isEmpty());
        for (var order : refused) {
            assertEquals(List.of(), googleProcess.contents().manifests(order.targetRepository()));
        }
    }

    private static RegistryConfig config(URI url) {
        return RegistryConfig.of(HostPort.parse(url.getAuthority())).withPlainHttp(true);
    }

    private static RegistryConfig atHarbor(HarborFace face) {
        return config(face.url()).withCredentials(CredentialSource.fixed(USER, Secret.of(PASSWORD)));
    }

    private RegistryConfig atGoogle() {
        return config(google.url()).withCredentials(CredentialSource.fixed("_json_key", Secret.of(KEY)));
    }

    private static void copyAll(
            List<GeneratedArtifact> artifacts,
            RegistryConfig sourceConfig,
            String from,
            RegistryConfig targetConfig,
            String below,
            RegistryProcess seenAt)
            throws ExecutionException, InterruptedException {
        try (var source = new Registry(sourceConfig);
                var target = new Registry(targetConfig)) {
            var poller = new Poller(seenAt.url(), below);
            try {
                copyAll(
                        new Copier(source, target, CopyLimits.defaults()),
                        artifacts.stream().flatMap(artifact -> GeneratedArtifacts.orders(artifact, from, below)));
            } finally {
                poller.end();
            }
        }
    }

    private static void copyAll(Copier copier, Stream<CopyOrder> orders)
            throws ExecutionException, InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var copies = orders.<Future<?>>map(order -> threads.submit(() -> copier.copy(order)))
                    .toList();
            for (var copy : copies) {
                copy.get();
            }
        }
    }

    private static void assertArrived(List<GeneratedArtifact> artifacts, RegistryProcess at, String below) {
        artifacts.forEach(artifact -> GeneratedArtifacts.assertArrived(artifact, at, below + artifact.kind()));
    }
}
