package io.breakwater.cli.demo;

import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import io.breakwater.testkit.image.MediaTypes;
import io.breakwater.testkit.image.TestImage;
import io.breakwater.testkit.image.TestImages;
import io.breakwater.testkit.image.TestManifest;
import io.breakwater.testkit.jib.JibImages;
import io.breakwater.testkit.layout.OciLayout;
import io.breakwater.testkit.skopeo.Skopeo;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** What the demo pushes: with Jib what Jib can make, with skopeo the rest. All of it is built here, nothing is pulled. */
final class DemoImages {
    static final long BIG_LAYER = 200_000_000;

    private static final int SEED = 2026;
    private static final long LAYER = 400_000;

    private final String host;
    private final String user;
    private final String password;
    private final Path folder;
    private final Skopeo skopeo;

    DemoImages(String host, String user, String password, Path folder) {
        this.host = host;
        this.user = user;
        this.password = password;
        this.folder = folder;
        this.skopeo = Skopeo.withLogin(user, password);
    }

    /** Pushes, to be made one after another. */
    List<Callable<DemoImage>> small() {
        return List.of(
                () -> withJib("a small image (Jib)", "library/hello", "v1", SEED, 3, LAYER),
                () -> withJib("its next version, one layer more (Jib)", "library/hello", "v2", SEED, 4, LAYER),
                () -> withSkopeo(
                        "an index of three platforms (skopeo)", "library/multi", "v1", TestImages.ociIndex(SEED, 3)),
                this::signature,
                () -> withSkopeo("an OCI artifact (skopeo)", "library/sbom", "v1", TestImages.artifact(SEED)));
    }

    DemoImage big() {
        return withJib("one layer of 200 MB (Jib)", "library/big", "v1", SEED + 1, 1, BIG_LAYER);
    }

    /** A signature of {@code hello:v1} where cosign 2 looks for it, under a tag that is made of the digest. */
    private DemoImage signature() {
        var signed = TestManifest.of(MediaTypes.DOCKER_MANIFEST, skopeo.rawManifest(host, "library/hello", "v1"));
        return withSkopeo(
                "the signature of hello:v1 (skopeo)",
                "library/hello",
                TestImages.cosignTag(signed),
                TestImages.cosignSignature(SEED, signed));
    }

    private DemoImage withJib(String what, String repository, String tag, int seed, int layers, long bytes) {
        var target = JibImages.Target.at(host, repository, tag).as(user, password);
        return new DemoImage(what, repository, tag, JibImages.push(target, ImageFormat.Docker, seed, layers, bytes));
    }

    private DemoImage withSkopeo(String what, String repository, String tag, TestImage image) {
        var layout = folder.resolve("layout-" + image.kind());
        OciLayout.write(layout, image, "demo");
        skopeo.copyAll("oci:" + layout + ":demo", "docker://" + host + "/" + repository + ":" + tag);
        return new DemoImage(what, repository, tag, image.root().digest());
    }
}
