package io.breakwater.testkit.image;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Configuration and layers of one runnable image, before a manifest names them. */
record ImageParts(TestBlob config, List<TestBlob> layers) {
    private static final String CREATED = "2026-11-23T04:00:00Z";

    /** How layers are compressed and called. */
    enum Format {
        DOCKER(MediaTypes.DOCKER_CONFIG, MediaTypes.DOCKER_LAYER),
        OCI(MediaTypes.OCI_CONFIG, MediaTypes.OCI_LAYER),
        OCI_ZSTD(MediaTypes.OCI_CONFIG, MediaTypes.OCI_LAYER_ZSTD);

        private final String configType;
        private final String layerType;

        Format(String configType, String layerType) {
            this.configType = configType;
            this.layerType = layerType;
        }

        private byte[] compress(byte[] tar) {
            return this == OCI_ZSTD ? LayerTar.zstd(tar) : LayerTar.gzip(tar);
        }
    }

    /**
     * Layers of one file each, and a configuration that lists them, so that podman and skopeo take the image for real.
     *
     * @param layerBytes size of the file in each layer; random, so a layer is about as large
     */
    static ImageParts of(Format format, Platform platform, long seed, int layers, int layerBytes) {
        var seeds = LongStream.range(0, layers).map(index -> seed * 1000 + index);
        return ofLayers(format, platform, seed, seeds.toArray(), layerBytes);
    }

    /** As {@link #of}, but two images whose first layers have the same seeds share them. */
    static ImageParts ofLayers(Format format, Platform platform, long seed, long[] layerSeeds, int layerBytes) {
        var blobs = new ArrayList<TestBlob>();
        var diffIds = new ArrayList<String>();
        for (var index = 0; index < layerSeeds.length; index++) {
            var tar = LayerTar.of("layer-" + index + ".bin", layerSeeds[index], layerBytes);
            diffIds.add(Sha256.of(tar));
            blobs.add(TestBlob.of(format.layerType, format.compress(tar)));
        }
        var config = TestBlob.of(format.configType, Descriptors.compact(config(platform, seed, diffIds)));
        return new ImageParts(config, List.copyOf(blobs));
    }

    /** The configuration first, as a manifest has it. */
    List<TestBlob> blobs() {
        return Stream.concat(Stream.of(config), layers.stream()).toList();
    }

    /** {@code schemaVersion}, {@code mediaType}, {@code config}, {@code layers}, in this order. */
    Map<String, Object> manifest(String mediaType) {
        var members = new LinkedHashMap<String, Object>();
        members.put("schemaVersion", 2);
        members.put("mediaType", mediaType);
        members.put("config", Descriptors.of(config));
        members.put("layers", layers.stream().map(Descriptors::of).toList());
        return members;
    }

    private static Map<String, Object> config(Platform platform, long seed, List<String> diffIds) {
        var members = new LinkedHashMap<String, Object>(platform.members());
        members.put("created", CREATED);
        members.put("config", orderedOf("Env", List.of("SEED=" + seed), "Cmd", List.of("/layer-0.bin")));
        members.put("rootfs", orderedOf("type", "layers", "diff_ids", diffIds));
        members.put(
                "history",
                diffIds.stream()
                        .map(id -> orderedOf("created", CREATED, "created_by", "testkit"))
                        .toList());
        return members;
    }

    /** Unlike {@link Map#of}, in the same order in every JVM. */
    static Map<String, Object> orderedOf(String name, Object value, String secondName, Object secondValue) {
        var members = new LinkedHashMap<String, Object>();
        members.put(name, value);
        members.put(secondName, secondValue);
        return members;
    }
}
