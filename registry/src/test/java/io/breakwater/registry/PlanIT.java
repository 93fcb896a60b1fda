package io.breakwater.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.registry.Images.Blob;
import io.breakwater.registry.copy.CopyPlan;
import io.breakwater.registry.copy.CopySequence;
import io.breakwater.registry.manifest.MediaType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a plan says is what the copy takes, as both ends count it. Copies are ordered by tag, as a person orders them. */
class PlanIT extends CountedCopies {
    PlanIT() throws IOException {}

    /** A new copier each time: a plan is made by one process, and its copy by another. */
    private CopyPlan plan(String repository, String tag) {
        var copier = copier();
        return copier.plan(copier.order(repository, tag, repository, tag).orElseThrow());
    }

    private void copy(String repository, String tag) {
        var copier = copier();
        copier.copy(copier.order(repository, tag, repository, tag).orElseThrow());
    }

    private void isTrue(String repository, String tag) {
        var plan = plan(repository, tag);
        assertTrue(targetFace.seen().stream().allMatch(seen -> seen.method().equals("HEAD")), "a plan changes nothing");
        forget();
        copy(repository, tag);
        assertEquals(sourceFace.seen().size(), plan.sourceRequests(), () -> "at the source: " + sourceFace.seen());
        assertEquals(targetFace.seen().size(), plan.targetRequests(), () -> "at the target: " + targetFace.seen());
    }

    @Test
    void newTag() {
        push("new", "v1", IMAGE, CONFIG, LAYER);

        isTrue("new", "v1");
    }

    @Test
    void tagThatIsThere() {
        push("there", "v1", IMAGE, CONFIG, LAYER);
        copy("there", "v1");
        forget();

        var plan = plan("there", "v1");

        assertTrue(plan.there());
        forget();
        copy("there", "v1");
        assertEquals(List.of("HEAD manifests"), verbs(sourceFace));
        assertEquals(List.of("HEAD manifests"), verbs(targetFace));
        assertEquals(1, plan.sourceRequests());
        assertEquals(1, plan.targetRequests());
    }

    @Test
    void tagThatMoved() {
        push("moved", "v1", IMAGE, CONFIG, LAYER);
        copy("moved", "v1");
        push("moved", "v1", Images.image(CONFIG, LAYER, OTHER), OTHER);

        isTrue("moved", "v1");
    }

    @Test
    void newIndex() {
        var two = Images.image(CONFIG, OTHER);
        push("index", "one", IMAGE, CONFIG, LAYER);
        push("index", "two", two, OTHER);
        push("index", "v1", Images.index(IMAGE, two));

        isTrue("index", "v1");
    }

    @Test
    void indexThatGrew() {
        var two = Images.image(CONFIG, OTHER);
        var three = Images.image(CONFIG, LAYER, OTHER);
        push("grown", "one", IMAGE, CONFIG, LAYER);
        push("grown", "two", two, OTHER);
        push("grown", "three", three);
        push("grown", "v1", Images.index(IMAGE, two));
        copy("grown", "v1");
        push("grown", "v1", Images.index(IMAGE, two, three));

        isTrue("grown", "v1");
    }

    @Test
    void foreignLayerThatIsNowhereIsNotToBeSent() {
        var foreign = Blob.random(90, 50_000);
        var entry = foreign.entry(Images.OCI_LAYER).replaceAll("}$", ",\"urls\":[\"https://layers.example/x\"]}");
        var image = Images.manifest(
                MediaType.OCI_MANIFEST,
                "{\"schemaVersion\":2,\"config\":" + CONFIG.entry(Images.OCI_CONFIG) + ",\"layers\":[" + entry + "]}");
        push("foreign", "v1", image, CONFIG);

        assertEquals(CONFIG.bytes().length, plan("foreign", "v1").bytesToSend());
        forget();
        isTrue("foreign", "v1");
    }

    @Test
    void oneAfterTheOtherTheySendWhatTheyShareOnce() {
        var second = Images.image(CONFIG, LAYER, OTHER);
        push("sequence", "v1", IMAGE, CONFIG, LAYER);
        push("sequence", "v2", second, OTHER);
        push("sequence", "latest", second);
        push("sequence/other", "v1", IMAGE, CONFIG, LAYER);
        var names = List.of(
                List.of("sequence", "v1"),
                List.of("sequence", "v2"),
                List.of("sequence", "latest"),
                List.of("sequence/other", "v1"));

        var sequence = new CopySequence();
        var plans = new ArrayList<CopyPlan>();
        names.forEach(name -> plans.add(sequence.next(name.getFirst(), plan(name.getFirst(), name.getLast()))));

        assertEquals(
                CONFIG.bytes().length + 40_000L,
                plans.stream().mapToLong(CopyPlan::bytesToSend).sum());
        forget();
        var copier = copier();
        for (var name : names) {
            copier.copy(copier.order(name.getFirst(), name.getLast(), name.getFirst(), name.getLast())
                    .orElseThrow());
        }
        assertEquals(
                sourceFace.seen().size(),
                plans.stream().mapToInt(CopyPlan::sourceRequests).sum());
        assertEquals(
                targetFace.seen().size(),
                plans.stream().mapToInt(CopyPlan::targetRequests).sum());
    }

    @Test
    void largeBlobIsForetoldWithTheRequestThatItMayTake() {
        var large = Blob.random(91, 1 << 20);
        push("large", "v1", Images.image(large), large);

        isTrue("large", "v1");
    }
}
