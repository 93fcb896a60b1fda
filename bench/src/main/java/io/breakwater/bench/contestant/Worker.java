package io.breakwater.bench.contestant;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The program of a contestant that lives in a JVM: reads one job a line from standard input, {@code SOURCE TARGET IMAGES
 * BLOBS FILE}, and answers each with {@code done} or {@code failed: REASON}. Its argument names the engine.
 */
public final class Worker {
    private Worker() {}

    public static void main(String[] arguments) throws IOException {
        var engine = engine(arguments[0]);
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println(run(engine, line.split(" ", 5)));
        }
        // A library may have left threads behind.
        System.exit(0);
    }

    private static Engine engine(String name) {
        return switch (name) {
            case "breakwater" -> new OwnEngine();
            case "oras-java" -> new OrasJavaEngine();
            default -> throw new IllegalArgumentException("no engine '" + name + "'");
        };
    }

    private static String run(Engine engine, String[] words) {
        try {
            var parallelism = new Parallelism(Integer.parseInt(words[2]), Integer.parseInt(words[3]));
            engine.copy(Job.read(words[0], words[1], Path.of(words[4])), parallelism);
            return "done";
        } catch (Exception e) {
            e.printStackTrace();
            return "failed: " + String.valueOf(e).replace('\n', ' ');
        }
    }
}
