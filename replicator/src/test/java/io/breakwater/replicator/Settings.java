package io.breakwater.replicator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.breakwater.registry.Registry;
import io.breakwater.registry.RegistryConfig;
import io.breakwater.registry.copy.CopyLimits;
import io.breakwater.registry.mapping.Mapping;
import io.breakwater.registry.mapping.MappingRule;
import io.breakwater.registry.reference.HostPort;
import io.breakwater.replicator.core.Rules;
import io.breakwater.testkit.registry.RegistryProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Utils;

/** What the tests have in common beside the {@link Rig}. */
final class Settings {
    /** Short waits and the shortest session that the fixture's broker allows: nothing here waits for a human. */
    static final ReplicatorLimits LIMITS = new ReplicatorLimits(
            4,
            ReplicatorLimits.DEFAULT.largeImage(),
            ReplicatorLimits.DEFAULT.open(),
            3,
            Duration.ofSeconds(2),
            3,
            Duration.ofMillis(50),
            Duration.ofMillis(500),
            Duration.ofMillis(50),
            Duration.ofSeconds(3),
            Duration.ofMillis(500),
            CopyLimits.defaults());

    static final Rules RULES = Rules.of(Mapping.of(List.of(new MappingRule("library", "example-project"))));

    private Settings() {}

    /** Of the replicator {@code one}. */
    static ReplicatorConfig config(String bootstrapServers, Registry primary, Registry standby, Rules rules) {
        return config(bootstrapServers, primary, standby, rules, LIMITS);
    }

    static ReplicatorConfig config(
            String bootstrapServers, Registry primary, Registry standby, Rules rules, ReplicatorLimits limits) {
        return config(bootstrapServers, "one", primary, standby, rules, limits, Map.of());
    }

    /** @param more settings of its Kafka clients */
    static ReplicatorConfig config(
            String bootstrapServers,
            String instance,
            Registry primary,
            Registry standby,
            Rules rules,
            ReplicatorLimits limits,
            Map<String, Object> more) {
        var kafka = new HashMap<>(more);
        kafka.put("bootstrap.servers", bootstrapServers);
        return new ReplicatorConfig(kafka, "replicator", instance, primary, standby, rules, limits);
    }

    /** {@link #LIMITS} where an image is large from so many bytes on. */
    static ReplicatorLimits limits(int parallelImages, long largeImage) {
        return new ReplicatorLimits(
                parallelImages,
                largeImage,
                LIMITS.open(),
                LIMITS.attempts(),
                LIMITS.refusals(),
                LIMITS.refusedNames(),
                LIMITS.firstWait(),
                LIMITS.longestWait(),
                LIMITS.commitInterval(),
                LIMITS.sessionTimeout(),
                LIMITS.untaggedWait(),
                LIMITS.copy());
    }

    static RegistryConfig plain(String host) {
        return RegistryConfig.of(HostPort.parse(host)).withPlainHttp(true);
    }

    /** Takes a blob away from under the registry, as a failed disk or an eager garbage collection would. */
    static void removeBlob(RegistryProcess registry, String digest) {
        var hex = digest.substring("sha256:".length());
        var blob = registry.storage().resolve("docker/registry/v2/blobs/sha256/" + hex.substring(0, 2) + "/" + hex);
        try {
            Files.delete(blob.resolve("data"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A repository whose tag {@code v1} has its events in {@code partition} of {@code partitions}. */
    static String nameInPartition(int partition, int partitions) {
        return IntStream.range(0, 1_000)
                .mapToObj(number -> "library/neighbour-" + number)
                .filter(name ->
                        Utils.toPositive(Utils.murmur2((name + ":v1").getBytes(UTF_8))) % partitions == partition)
                .findFirst()
                .orElseThrow();
    }
}
