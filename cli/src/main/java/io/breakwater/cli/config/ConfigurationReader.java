package io.breakwater.cli.config;

import io.breakwater.auditor.AuditorConfig;
import io.breakwater.cli.config.Configuration.AuditorSettings;
import io.breakwater.cli.config.Configuration.Credentials;
import io.breakwater.cli.config.Configuration.RegistrySettings;
import io.breakwater.cli.config.Configuration.ReplicatorSettings;
import io.breakwater.registry.HttpProxy;
import io.breakwater.registry.Pace;
import io.breakwater.registry.mapping.Mapping;
import io.breakwater.registry.mapping.MappingRule;
import io.breakwater.registry.reference.HostPort;
import io.breakwater.replicator.core.Deletes;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** Reads {@code breakwater.yaml}; the methods below are the file's outline, with every default. */
public final class ConfigurationReader {
    /** Of a topic. Work runs in parallel by name, not by partition, so one replicator is as fast with few. */
    private static final int EMBEDDED_PARTITIONS = 4;

    /** Of a topic: as many replicators can share the work. */
    private static final int CLUSTER_PARTITIONS = 24;

    private final Path file;
    private final Section top;

    private ConfigurationReader(Path file, Section top) {
        this.file = file;
        this.top = top;
    }

    /** @throws ConfigurationException with file, line, path and mend if anything in it cannot be used */
    public static Configuration read(Path file, Map<String, String> environment) {
        var tree = YamlTree.parse(file, content(file));
        return new ConfigurationReader(file, Section.top(file, tree, new Interpolation(environment))).configuration();
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException _) {
            throw new ConfigurationException("cannot read the configuration " + file
                    + "; copy breakwater.example.yaml to it, or name another with -c FILE");
        } catch (CharacterCodingException _) {
            throw new ConfigurationException("cannot read the configuration " + file + ": it is not UTF-8 text");
        } catch (AccessDeniedException _) {
            throw new ConfigurationException(
                    "cannot read the configuration " + file + ": this user may not; change its owner or mode");
        } catch (IOException e) {
            throw new ConfigurationException("cannot read the configuration " + file + ": " + e.getMessage());
        }
    }

    private Configuration configuration() {
        var primary = registry("primary");
        var standby = registry("standby");
        var mapping = mapping();
        var kafka = kafka();
        var replicator = replicator();
        var ingest =
                new IngestReader(top.section("ingest"), standby.host(), mapping, kafka, replicator.group()).settings();
        var auditor = auditor();
        var ops = top.section("ops");
        var opsListen = ops.value("listen", Listen::parse).orElse(new Listen("127.0.0.1", 8081));
        ops.finish();
        return top.build(() ->
                new Configuration(file, primary, standby, mapping, kafka, ingest, replicator, auditor, opsListen));
    }

    private RegistrySettings registry(String key) {
        var section = top.section(key);
        var host = section.required("host", HostPort::parse);
        var credentials = credentials(section);
        var tokenHosts = Set.copyOf(section.values("token-hosts", HostPort::parse));
        var redirectHosts = Set.copyOf(section.values("redirect-hosts", HostPort::parse));
        var plainHttp = section.flag("plain-http");
        var tls = tls(section.section("tls"));
        var proxy = section.value("proxy", text -> HttpProxy.of(HostPort.parse(text)));
        var pace = pace(section.section("pace"));
        return section.build(
                () -> new RegistrySettings(host, credentials, tokenHosts, redirectHosts, plainHttp, tls, proxy, pace));
    }

    private static Pace pace(Section section) {
        var inFlight = section.number("in-flight", 1, 1000, Pace.DEFAULT.inFlight());
        var requests = section.number("requests-per-second", 0, 100_000, 0);
        var bandwidth = bandwidth(section);
        var windows = section.sections("windows").stream()
                .map(ConfigurationReader::window)
                .toList();
        return section.build(() -> new Pace(inFlight, requests, bandwidth, windows));
    }

    private static Pace.Window window(Section section) {
        var from = section.required("from", Quantities::timeOfDay);
        var to = section.required("to", Quantities::timeOfDay);
        var bandwidth = bandwidth(section);
        return section.build(() -> new Pace.Window(from, to, bandwidth));
    }

    /** Bytes in a second; 0, or nothing at all, for no limit. */
    private static long bandwidth(Section section) {
        return section.value("bandwidth", text -> text.equals("0") ? 0L : Quantities.bytes(text))
                .orElse(0L);
    }

    private static TlsSettings tls(Section section) {
        var authorities = section.path("ca");
        var certificate = section.path("certificate");
        var key = section.path("key");
        return section.build(() -> new TlsSettings(section.place(), authorities, certificate, key));
    }

    private static Credentials credentials(Section section) {
        var username = section.text("username");
        var passwords = section.secrets("password");
        var kind = section.value("credentials", ConfigurationReader::credentials);
        if (username.isEmpty() && passwords.isEmpty()) {
            return kind.orElseGet(Credentials.DockerConfig::new);
        }
        if (kind.isPresent()) {
            throw section.complaint("credentials", "given beside a username or password; keep one of the two ways");
        }
        if (username.isEmpty()) {
            throw section.complaint("a password without 'username'; add the username");
        }
        if (passwords.size() != 1) {
            throw section.complaint(
                    "username", "needs exactly one password; add either 'password-file' or 'password: ${VARIABLE}'");
        }
        return new Credentials.Basic(username.get(), passwords.getFirst());
    }

    private static Credentials credentials(String text) {
        return switch (text) {
            case "google" -> new Credentials.Google();
            case "docker-config" -> new Credentials.DockerConfig();
            case "anonymous" -> new Credentials.Anonymous();
            default ->
                throw new IllegalArgumentException("'" + text
                        + "' is not a way to log in; write google, docker-config or anonymous, or give username and"
                        + " password-file");
        };
    }

    private Mapping mapping() {
        if (!top.has("mapping")) {
            throw top.complaint("'mapping' is missing; add rules such as '- {from: library, to: example-project}'");
        }
        var rules =
                top.sections("mapping").stream().map(ConfigurationReader::rule).toList();
        if (rules.isEmpty()) {
            throw top.complaint("mapping", "has no rule, so nothing would be copied; add one");
        }
        try {
            return Mapping.of(rules);
        } catch (IllegalArgumentException e) {
            throw top.complaint("mapping", String.valueOf(e.getMessage()));
        }
    }

    private static MappingRule rule(Section section) {
        var from = section.required("from", text -> text);
        var to = section.required("to", text -> text);
        return section.build(() -> new MappingRule(from, to));
    }

    private KafkaSettings kafka() {
        var section = top.section("kafka");
        if (section.has("bootstrap-servers") == section.has("embedded")) {
            throw section.complaint(
                    "needs either 'embedded' (a broker of its own) or 'bootstrap-servers', one of them");
        }
        return section.has("embedded")
                ? embedded(section, section.number("partitions", 1, 1000, EMBEDDED_PARTITIONS))
                : cluster(section, section.number("partitions", 1, 1000, CLUSTER_PARTITIONS));
    }

    private KafkaSettings embedded(Section kafka, int partitions) {
        var section = kafka.section("embedded");
        var data = section.path("data").orElseGet(() -> folder("data/kafka"));
        var heap = section.value("heap", Quantities::bytes).orElse(384L << 20);
        section.finish();
        return kafka.build(() -> new KafkaSettings.Embedded(data, heap, partitions));
    }

    private static KafkaSettings cluster(Section kafka, int partitions) {
        var servers = kafka.required("bootstrap-servers", text -> text);
        var properties = kafka.section("properties").everything();
        var replication = (short) kafka.number("replication-factor", 1, 10, 3);
        return kafka.build(() -> new KafkaSettings.Cluster(servers, properties, partitions, replication));
    }

    private ReplicatorSettings replicator() {
        var section = top.section("replicator");
        var group = section.text("group").orElse("breakwater-replicator");
        var instance = section.text("instance");
        var images = section.number("parallel-images", 1, 256, 4);
        var blobs = section.number("parallel-blobs", 1, 64, 8);
        var referrers = section.flag("referrers");
        var deletes = deletes(section.section("deletes"));
        return section.build(() -> new ReplicatorSettings(group, instance, images, blobs, referrers, deletes));
    }

    private static Deletes deletes(Section section) {
        var after = section.value("mirror-after", Quantities::duration);
        var atMost = section.number("at-most", 1, 1_000_000, 100);
        return section.build(() ->
                after.<Deletes>map(delay -> new Deletes.Mirror(delay, atMost)).orElseGet(Deletes.Ignore::new));
    }

    private AuditorSettings auditor() {
        var section = top.section("auditor");
        var id = section.text("application-id").orElse(AuditorConfig.DEFAULT_APPLICATION_ID);
        var state = section.path("state").orElseGet(() -> folder("data/auditor"));
        var grace = section.value("grace", Quantities::duration).orElse(Duration.ofMinutes(5));
        var interval =
                section.value("check-interval", Quantities::duration).orElse(AuditorConfig.DEFAULT_CHECK_INTERVAL);
        return section.build(() -> new AuditorSettings(id, state, grace, interval));
    }

    private Path folder(String name) {
        return file.toAbsolutePath().resolveSibling(name).normalize();
    }
}
