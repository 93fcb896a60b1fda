package io.breakwater.cli.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** A piece of YAML that remembers its line, counted from 1. */
sealed interface YamlNode {
    int line();

    /** What the piece is, for a message. */
    String kind();

    /** A single value as it is written; all of them are text until somebody asks for more. */
    record Scalar(int line, String text) implements YamlNode {
        @Override
        public String kind() {
            return "a value";
        }
    }

    /** A key with nothing after it. */
    record Nothing(int line) implements YamlNode {
        @Override
        public String kind() {
            return "nothing";
        }
    }

    record Sequence(int line, List<YamlNode> items) implements YamlNode {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    record Mapping(int line, SequencedMap<String, Entry> entries) implements YamlNode {
        public Mapping {
            entries = new LinkedHashMap<>(entries);
        }

        @Override
        public String kind() {
            return "a section";
        }
    }

    /** @param line where the key stands */
    record Entry(int line, YamlNode value) {}

    /** A section without any key. */
    static Mapping emptyMapping(int line) {
        return new Mapping(line, new LinkedHashMap<>(Map.of()));
    }
}
