package io.breakwater.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

/**
 * How busy the machine is with what is no part of a trial. A run beside a busy neighbour says little; this tells. From
 * {@code /proc/stat}, in hundredths of a second.
 */
final class Elsewhere {
    private static final Duration TICK = Duration.ofMillis(10);

    private final List<ProcessHandle> registries;
    private final long start = System.nanoTime();
    private final Duration busy = busy();
    private final Duration atFirst;
    private final Duration harness = cpu(ProcessHandle.current());

    /**
     * Begins to look.
     *
     * @param registries processes that live through all of it
     */
    Elsewhere(LongStream registries) {
        this.registries =
                registries.mapToObj(pid -> ProcessHandle.of(pid).orElseThrow()).toList();
        atFirst = cpu();
    }

    /** What the registries have used since then. */
    Duration registries() {
        return cpu().minus(atFirst);
    }

    /**
     * Processors that others have used on average since then.
     *
     * @param contestant what it has used
     */
    double processors(Duration contestant) {
        var others = busy().minus(busy)
                .minus(registries())
                .minus(cpu(ProcessHandle.current()).minus(harness))
                .minus(contestant);
        return Math.max(0, others.toNanos() / (double) (System.nanoTime() - start));
    }

    private Duration cpu() {
        return registries.stream().map(Elsewhere::cpu).reduce(Duration.ZERO, Duration::plus);
    }

    private static Duration cpu(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** All but idle and waiting for the disk: user, nice, system, interrupts, what a hypervisor took (proc(5)). */
    private static Duration busy() {
        try (var lines = Files.lines(Path.of("/proc/stat"))) {
            var words = lines.findFirst().orElseThrow().split(" +", 12);
            var ticks = LongStream.of(1, 2, 3, 6, 7, 8)
                    .map(at -> Long.parseLong(words[(int) at]))
                    .sum();
            return TICK.multipliedBy(ticks);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
