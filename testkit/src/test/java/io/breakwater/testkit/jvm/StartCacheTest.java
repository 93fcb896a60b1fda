package io.breakwater.testkit.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.breakwater.broker.ChildJvm;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a cache is made and who may use it; no JVM is started here. */
class StartCacheTest {
    @TempDir
    private Path folder;

    private final List<ChildJvm> rehearsals = new ArrayList<>();
    private Path jar = Path.of("unset");

    @BeforeEach
    void writeAJar() throws IOException {
        jar = Files.writeString(folder.resolve("a.jar"), "1");
    }

    @Test
    void onlyTheFirstRehearses() {
        jvm(jar.toString());
        jvm(jar.toString());
        assertEquals(1, rehearsals.size());
    }

    @Test
    void rehearsalSeesJarsAlone() {
        jvm(String.join(File.pathSeparator, folder.toString(), jar.toString()));
        assertEquals(jar.toString(), rehearsals.getFirst().classPath());
    }

    @Test
    void classPathOfAUserBeginsWithThatOfTheRehearsal() {
        jvm(jar.toString());
        var other = jvm("other.jar").orElseThrow();
        assertEquals(jar + File.pathSeparator + "other.jar", other.classPath());
        assertEquals("-Xmx64m", other.options().getFirst());
        assertEquals(
                "-XX:AOTCache=" + folder.resolve("caches/program.aot"),
                other.options().getLast());
    }

    @Test
    void changedJarIsRehearsedAnew() throws IOException {
        jvm(jar.toString());
        Files.writeString(jar, "22");
        jvm(jar.toString());
        assertEquals(2, rehearsals.size());
    }

    @Test
    void failureIsNotRepeatedAndNobodyUsesWhatItLeft() {
        for (var time = 0; time < 2; time++) {
            var found = cache(jar.toString()).jvm(jvm -> {
                rehearsals.add(jvm);
                throw new IOException("no");
            });
            assertEquals(Optional.empty(), found);
        }
        assertEquals(1, rehearsals.size());
    }

    private Optional<ChildJvm> jvm(String classPath) {
        return cache(classPath).jvm(jvm -> {
            rehearsals.add(jvm);
            var option = jvm.options().getLast();
            Files.writeString(Path.of(option.substring(option.indexOf('=') + 1)), "a cache");
        });
    }

    private StartCache cache(String classPath) {
        return new StartCache(folder.resolve("caches"), "program", new ChildJvm(classPath, List.of("-Xmx64m")));
    }
}
