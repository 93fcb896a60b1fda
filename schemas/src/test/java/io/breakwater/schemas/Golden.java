package io.breakwater.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A record as some version has written it; {@code name} is {@code topic/case}. */
record Golden(Topic topic, String name, String json) {
    private static final Path FOLDER = Path.of("src", "test", "resources", "golden");

    static List<Golden> all() {
        return Arrays.stream(Topic.values())
                .flatMap(topic -> of(topic).stream())
                .toList();
    }

    /** A topic without any is an error. */
    static List<Golden> of(Topic topic) {
        try (var files = Files.list(FOLDER.resolve(topic.topicName()))) {
            return files.sorted().map(file -> read(topic, file)).toList();
        } catch (IOException e) {
            throw new IllegalStateException("golden files of " + topic.topicName(), e);
        }
    }

    static Golden named(String name) {
        return all().stream()
                .filter(golden -> golden.name.equals(name))
                .findFirst()
                .orElseThrow();
    }

    JsonNode tree() {
        return tree(json);
    }

    static JsonNode tree(String json) {
        try {
            return Json.mapper().readTree(json);
        } catch (IOException e) {
            throw new IllegalStateException(json, e);
        }
    }

    /** The record class of this value. */
    Class<?> kind() {
        return JsonSerde.of(topic.valueType()).read(json.getBytes(UTF_8)).getClass();
    }

    private static Golden read(Topic topic, Path file) {
        try {
            var name = file.getFileName().toString().replace(".v1.json", "");
            return new Golden(topic, topic.topicName() + "/" + name, Files.readString(file));
        } catch (IOException e) {
            throw new IllegalStateException(file.toString(), e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
