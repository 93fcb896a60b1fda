package io.breakwater.cli.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;

/** Reads YAML text into nodes that know their lines. Keys are unique; anchors and aliases are not for this file. */
final class YamlTree {
    private final Path file;
    private final YAMLParser parser;

    private YamlTree(Path file, YAMLParser parser) {
        this.file = file;
        this.parser = parser;
    }

    /** @throws ConfigurationException if the text is not YAML, or its top is not a section */
    static YamlNode.Mapping parse(Path file, String text) {
        try (var parser = new YAMLFactory().createParser(text)) {
            return new YamlTree(file, parser).document();
        } catch (JsonProcessingException e) {
            var line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw ConfigurationException.at(file, line, "", "not YAML: " + firstLine(e.getOriginalMessage()));
        } catch (IOException e) {
            throw new IllegalStateException("reading text from memory failed", e);
        }
    }

    private YamlNode.Mapping document() throws IOException {
        var token = parser.nextToken();
        if (token == null || token == JsonToken.VALUE_NULL) {
            return YamlNode.emptyMapping(1);
        }
        if (!(node() instanceof YamlNode.Mapping top)) {
            throw ConfigurationException.at(file, 1, "", "expected keys and values, such as 'primary:'");
        }
        if (parser.nextToken() != null) {
            throw ConfigurationException.at(file, line(), "", "a second YAML document; keep one per file");
        }
        return top;
    }

    private YamlNode node() throws IOException {
        if (parser.isCurrentAlias()) {
            throw ConfigurationException.at(
                    file, line(), "", "YAML aliases (*name) are not supported; repeat the value");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> mapping();
            case START_ARRAY -> sequence();
            case VALUE_NULL -> new YamlNode.Nothing(line());
            default -> new YamlNode.Scalar(line(), parser.getText());
        };
    }

    private YamlNode.Mapping mapping() throws IOException {
        var start = line();
        var entries = new LinkedHashMap<String, YamlNode.Entry>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var key = parser.currentName();
            var line = line();
            parser.nextToken();
            var earlier = entries.put(key, new YamlNode.Entry(line, node()));
            if (earlier != null) {
                throw ConfigurationException.at(
                        file, line, key, "written twice, first on line " + earlier.line() + "; keep one of them");
            }
        }
        return new YamlNode.Mapping(start, entries);
    }

    private YamlNode.Sequence sequence() throws IOException {
        var start = line();
        var items = new ArrayList<YamlNode>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(node());
        }
        return new YamlNode.Sequence(start, items);
    }

    private int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
