package io.breakwater.cli.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SharedLibrariesTest {
    @Test
    void librariesAndTheLoaderAreFoundAndTheKernelsOwnIsNot() {
        var needs = SharedLibraries.parse("""
                \tlinux-vdso.so.1 (0x00007ffd3b5f2000)
                \tlibstdc++.so.6 => /lib/x86_64-linux-gnu/libstdc++.so.6 (0x00007f0000000000)
                \tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f0000000000)
                \t/lib64/ld-linux-x86-64.so.2 (0x00007f0000000000)
                """);
        assertEquals(
                List.of(
                        Path.of("/lib/x86_64-linux-gnu/libc.so.6"),
                        Path.of("/lib/x86_64-linux-gnu/libstdc++.so.6"),
                        Path.of("/lib64/ld-linux-x86-64.so.2")),
                List.copyOf(needs.found()));
        assertEquals(Set.of(), needs.missing());
    }

    @Test
    void whatIsMissingIsNamed() {
        assertEquals(
                Set.of("libjvm.so"),
                SharedLibraries.parse("\tlibjvm.so => not found\n").missing());
    }

    @Test
    void staticProgramNeedsNothing() {
        assertEquals(Set.of(), SharedLibraries.parse("\tstatically linked\n").found());
    }
}
