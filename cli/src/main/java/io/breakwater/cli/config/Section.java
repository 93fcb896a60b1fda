package io.breakwater.cli.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * One section of the file while it is being read. It remembers which keys were asked for, so that {@link #finish} can
 * name one that nobody knows. Confined to one thread.
 */
final class Section {
    private final Path file;
    private final int line;
    private final String path;
    private final YamlNode.Mapping node;
    private final Interpolation interpolation;
    private final Set<String> known = new LinkedHashSet<>();

    /** @param line of the key that the section stands under */
    private Section(Path file, int line, String path, YamlNode.Mapping node, Interpolation interpolation) {
        this.file = file;
        this.line = line;
        this.path = path;
        this.node = node;
        this.interpolation = interpolation;
    }

    /** The whole file. */
    static Section top(Path file, YamlNode.Mapping node, Interpolation interpolation) {
        return new Section(file, 1, "", node, interpolation);
    }

    boolean has(String key) {
        known.add(key);
        return node.entries().containsKey(key);
    }

    /** A value after {@code parse}; whatever that complains of gets its place in front. */
    <T> Optional<T> value(String key, Function<String, T> parse) {
        return entry(key).map(entry -> switch (entry.value()) {
            case YamlNode.Scalar scalar -> parsed(scalar.line(), key, scalar.text(), parse);
            case YamlNode.Nothing nothing -> throw at(nothing.line(), key, "has no value");
            case YamlNode other -> throw at(other.line(), key, "expected a value, found " + other.kind());
        });
    }

    <T> T required(String key, Function<String, T> parse) {
        return value(key, parse).orElseThrow(() -> complaint("'" + key + "' is missing; add it"));
    }

    Optional<String> text(String key) {
        return value(key, Function.identity());
    }

    boolean flag(String key) {
        return value(key, Section::parseFlag).orElse(false);
    }

    /** A whole number within bounds, both included. */
    int number(String key, int least, int most, int otherwise) {
        return value(key, text -> parseNumber(text, least, most)).orElse(otherwise);
    }

    /** A path; a relative one starts at the folder of the configuration file. */
    Optional<Path> path(String key) {
        return value(key, this::resolve);
    }

    Path requiredPath(String key) {
        return required(key, this::resolve);
    }

    /** A place for a default, below the folder of the configuration file. */
    Path beside(String path) {
        return resolve(path);
    }

    /** Values of a list; a single value counts as a list of one; absent: none. */
    <T> List<T> values(String key, Function<String, T> parse) {
        return raw(key).stream()
                .map(scalar -> parsed(scalar.line(), key, scalar.text(), parse))
                .toList();
    }

    private List<YamlNode.Scalar> scalars(String key, YamlNode value) {
        return switch (value) {
            case YamlNode.Scalar scalar -> List.of(scalar);
            case YamlNode.Sequence sequence ->
                sequence.items().stream().map(item -> scalar(key, item)).toList();
            case YamlNode.Nothing nothing -> throw at(nothing.line(), key, "has no value");
            case YamlNode.Mapping mapping -> throw at(mapping.line(), key, "expected a list, found a section");
        };
    }

    private YamlNode.Scalar scalar(String key, YamlNode item) {
        if (item instanceof YamlNode.Scalar scalar) {
            return scalar;
        }
        throw at(item.line(), key, "expected a list of values, found " + item.kind() + " in it");
    }

    /** The secrets under {@code key} (values) and {@code key-file} (paths): one, or a list while one replaces another. */
    List<SecretSetting> secrets(String key) {
        var found = new ArrayList<SecretSetting>();
        raw(key).forEach(scalar ->
                found.add(SecretSetting.value(place(scalar, key), () -> interpolation.apply(scalar.text()))));
        var fileKey = key + "-file";
        raw(fileKey)
                .forEach(scalar -> found.add(
                        SecretSetting.file(place(scalar, fileKey), () -> resolve(interpolation.apply(scalar.text())))));
        return List.copyOf(found);
    }

    private List<YamlNode.Scalar> raw(String key) {
        return entry(key).map(entry -> scalars(key, entry.value())).orElse(List.of());
    }

    private String place(YamlNode.Scalar scalar, String key) {
        return file + ":" + scalar.line() + ": " + path(path, key);
    }

    /** A section below this one; absent or empty: a section without keys. */
    Section section(String key) {
        return entry(key)
                .map(entry -> section(key, entry.line(), entry.value()))
                .orElseGet(() -> nested(key, line, YamlNode.emptyMapping(line)));
    }

    /** A list of sections; absent: none. */
    List<Section> sections(String key) {
        return entry(key)
                .map(entry -> {
                    if (!(entry.value() instanceof YamlNode.Sequence sequence)) {
                        throw at(
                                entry.value().line(),
                                key,
                                "expected a list of sections, found "
                                        + entry.value().kind());
                    }
                    var items = new ArrayList<Section>();
                    sequence.items()
                            .forEach(item -> items.add(section(key + "[" + items.size() + "]", item.line(), item)));
                    return List.copyOf(items);
                })
                .orElse(List.of());
    }

    /** All keys of this section with their values, whatever they are called. */
    Map<String, String> everything() {
        var all = new LinkedHashMap<String, String>();
        node.entries().keySet().forEach(key -> all.put(key, text(key).orElseThrow()));
        return all;
    }

    private Section section(String key, int keyLine, YamlNode value) {
        return switch (value) {
            case YamlNode.Mapping mapping -> nested(key, keyLine, mapping);
            case YamlNode.Nothing nothing -> nested(key, keyLine, YamlNode.emptyMapping(nothing.line()));
            case YamlNode other -> throw at(other.line(), key, "expected a section, found " + other.kind());
        };
    }

    private Section nested(String key, int keyLine, YamlNode.Mapping mapping) {
        return new Section(file, keyLine, path(path, key), mapping, interpolation);
    }

    /** Runs {@code build}; what a record's constructor complains of is a complaint about this section. */
    <T> T build(Supplier<T> build) {
        finish();
        try {
            return build.get();
        } catch (IllegalArgumentException e) {
            throw complaint(String.valueOf(e.getMessage()));
        }
    }

    /** @throws ConfigurationException if there is a key that nobody has asked for */
    void finish() {
        node.entries().forEach((key, entry) -> {
            if (!known.contains(key)) {
                throw at(
                        entry.line(),
                        key,
                        "unknown key; "
                                + Spelling.nearest(key, known)
                                        .map(word -> "did you mean '" + word + "'?")
                                        .orElse("known here: "
                                                + known.stream().sorted().collect(Collectors.joining(", "))));
            }
        });
    }

    /** File, line and path, to complain later. */
    String place() {
        return file + ":" + line + ": " + path;
    }

    /** A complaint about this section as a whole. */
    ConfigurationException complaint(String message) {
        return ConfigurationException.at(file, line, path, message);
    }

    /** A complaint about one key of this section. */
    ConfigurationException complaint(String key, String message) {
        return at(entry(key).map(YamlNode.Entry::line).orElse(line), key, message);
    }

    private ConfigurationException at(int line, String key, String message) {
        return ConfigurationException.at(file, line, path(path, key), message);
    }

    private Optional<YamlNode.Entry> entry(String key) {
        known.add(key);
        return Optional.ofNullable(node.entries().get(key));
    }

    private <T> T parsed(int line, String key, String text, Function<String, T> parse) {
        try {
            return parse.apply(interpolation.apply(text));
        } catch (IllegalArgumentException e) {
            throw at(line, key, String.valueOf(e.getMessage()));
        }
    }

    private Path resolve(String text) {
        return file.toAbsolutePath().resolveSibling(text).normalize();
    }

    private static boolean parseFlag(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("'" + text + "' is neither true nor false");
        };
    }

    private static int parseNumber(String text, int least, int most) {
        if (!text.matches("-?\\d{1,9}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
            throw new IllegalArgumentException("'" + text + "' is not a whole number from " + least + " to " + most);
        }
        return Integer.parseInt(text);
    }

    private static String path(String parent, String key) {
        return parent.isEmpty() ? key : parent + "." + key;
    }
}
