package io.breakwater.bench.corpus;

import io.breakwater.testkit.image.TestBlob;
import io.breakwater.testkit.image.TestImage;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The corpora by their names. The same sizes give the same bytes. */
public final class Corpora {
    /** In the order of the report. Each is there also as {@code far-…}, 50 ms away; {@code far} is {@code far-small}. */
    public static final List<String> NAMES = List.of("one", "small", "far", "services", "index", "present", "large");

    private static final String FAR_AWAY = "far-";
    private static final int BASES = 8;
    private static final int SERVICE_BASES = 4;
    private static final Duration FAR = Duration.ofMillis(50);
    private static final List<String> ARCHITECTURES = List.of("amd64", "arm64", "arm", "s390x", "ppc64le");

    private Corpora() {}

    /**
     * How much of each.
     *
     * @param small images on shared bases
     * @param services as {@code small}, of larger layers
     * @param serviceLayer bytes of each of their layers
     * @param present tags at the target already
     * @param large images of one layer
     * @param largeBytes of such a layer
     */
    public record Sizes(int small, int services, Range serviceLayer, int present, int large, long largeBytes) {
        /** What the layers of services mostly have: a runtime, libraries, the service itself. */
        private static final Range SERVICE_LAYER = new Range(2_000_000, 20_000_000);

        public static final Sizes DEFAULT = new Sizes(100, 20, SERVICE_LAYER, 100, 3, 256L << 20);
        public static final Sizes FULL = new Sizes(200, 100, SERVICE_LAYER, 500, 10, 1L << 30);
    }

    /** Bytes, both ends included. */
    public record Range(long least, long most) {
        public Range {
            if (least < 1 || most < least) {
                throw new IllegalArgumentException("no sizes from " + least + " to " + most + " bytes");
            }
        }
    }

    /** @throws IllegalArgumentException if there is none of this name */
    public static Corpus of(String name, Sizes sizes) {
        if (name.startsWith(FAR_AWAY)) {
            return farAway(name, of(name.substring(FAR_AWAY.length()), sizes));
        }
        return switch (name) {
            case "one" -> one();
            case "small" -> small(sizes.small());
            case "far" -> farAway("far", small(sizes.small()));
            case "services" -> services(sizes.services(), sizes.serviceLayer());
            case "index" -> index();
            case "present" -> present(sizes.present());
            case "large" -> large(sizes.large(), sizes.largeBytes());
            default ->
                throw new IllegalArgumentException(
                        "no corpus '" + name + "'; there are " + NAMES + ", and far-… of each");
        };
    }

    /** What an engine in a JVM copies before it is measured for the first time. */
    public static Corpus warmUp() {
        var items = IntStream.range(0, 150)
                .mapToObj(at -> new Item(
                        "warm-" + at, "v1", smallImage(9_000_000 + at, List.of(Layers.of(9_999_999, 100_000)))))
                .toList();
        return new Corpus("warm-up", "150 small images", items, false, Duration.ZERO);
    }

    /** One image of one layer. */
    public static Corpus oneLayer(String name, long bytes) {
        var item = new Item("one", "v1", oneLayer(850_000, bytes));
        var title = "one image of one layer of " + (bytes >> 20) + " MiB";
        return new Corpus(name, title, List.of(item), false, Duration.ZERO);
    }

    private static Corpus farAway(String name, Corpus near) {
        var title = near.title() + ", " + FAR.toMillis() + " ms round trip to each registry";
        return new Corpus(name, title, near.items(), near.alreadyThere(), FAR);
    }

    private static Corpus one() {
        var item = new Item("app", "v1", smallImage(600_000, bases().getFirst()));
        return new Corpus("one", "one small image of 5 layers", List.of(item), false, Duration.ZERO);
    }

    private static Corpus small(int count) {
        var bases = bases();
        var items = IntStream.range(0, count)
                .mapToObj(at -> new Item("app-" + at, "v1", smallImage(1_000 + at, bases.get(at % BASES))))
                .toList();
        var title = count + " small images on " + BASES + " shared bases";
        return new Corpus("small", title, items, false, Duration.ZERO);
    }

    /** Three layers each: a system, packages, a few files. */
    private static List<List<TestBlob>> bases() {
        return LongStream.range(0, BASES)
                .mapToObj(base -> List.of(
                        Layers.of(base * 10, 1_000_000),
                        Layers.of(base * 10 + 1, 300_000),
                        Layers.of(base * 10 + 2, 20_000)))
                .toList();
    }

    private static TestImage smallImage(long seed, List<TestBlob> base) {
        var own = Stream.of(
                Layers.between(seed * 1_000, 2_000, 1_000_000), Layers.between(seed * 1_000 + 1, 2_000, 1_000_000));
        return Images.image("amd64", Stream.concat(base.stream(), own).toList());
    }

    /** Each with two layers of its own on one of a few bases of three, all of them large enough to be worth a question. */
    private static Corpus services(int count, Range layer) {
        var items = IntStream.range(0, count)
                .mapToObj(at -> {
                    var base = serviceLayers(900_000 + at % SERVICE_BASES * 10L, 3, layer);
                    var own = serviceLayers(910_000 + at * 10L, 2, layer);
                    var image = Images.image("amd64", Stream.concat(base, own).toList());
                    return new Item("service-" + at, "v1", image);
                })
                .toList();
        var title = "%d images of 5 layers of %s to %s MB on %d shared bases"
                .formatted(count, megabytes(layer.least()), megabytes(layer.most()), Math.min(count, SERVICE_BASES));
        return new Corpus("services", title, items, false, Duration.ZERO);
    }

    private static Stream<TestBlob> serviceLayers(long seed, int count, Range layer) {
        return LongStream.range(seed, seed + count).mapToObj(at -> Layers.between(at, layer.least(), layer.most()));
    }

    private static String megabytes(long bytes) {
        return BigDecimal.valueOf(bytes, 6).stripTrailingZeros().toPlainString();
    }

    /** One repository of different images on one base, as a year of releases leaves it. */
    private static Corpus present(int count) {
        var base = bases().getFirst();
        var items = IntStream.range(0, count)
                .mapToObj(at -> new Item("releases", "v" + at, smallImage(500_000 + at, base)))
                .toList();
        return new Corpus("present", count + " tags of one repository, already there", items, true, Duration.ZERO);
    }

    private static Corpus index() {
        var images = new ArrayList<TestImage>();
        for (var platform = 0; platform < ARCHITECTURES.size(); platform++) {
            long seed = 700_000 + platform * 10L;
            var layers = LongStream.range(seed, seed + 5)
                    .mapToObj(layer -> Layers.between(layer, 100_000, 8_000_000))
                    .toList();
            images.add(Images.image(ARCHITECTURES.get(platform), layers));
        }
        var item = new Item("everywhere", "v1", Images.index(ARCHITECTURES, images));
        return new Corpus("index", "one index of 5 platforms, 5 layers each", List.of(item), false, Duration.ZERO);
    }

    private static Corpus large(int count, long bytes) {
        var items = IntStream.range(0, count)
                .mapToObj(at -> new Item("large-" + at, "v1", oneLayer(800_000 + at, bytes)))
                .toList();
        return new Corpus(
                "large", count + " images of one layer of " + (bytes >> 20) + " MiB", items, false, Duration.ZERO);
    }

    private static TestImage oneLayer(long seed, long bytes) {
        return Images.image("amd64", List.of(Layers.of(seed, bytes)));
    }
}
