package io.breakwater.cli.config;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.cli.config.Configuration.Credentials;
import io.breakwater.cli.config.Configuration.FollowerSettings;
import io.breakwater.ingest.ServerTls;
import io.breakwater.ingest.SpoolSettings;
import io.breakwater.ingest.follower.FollowerConfig;
import io.breakwater.ingest.google.PubSubPush;
import io.breakwater.ingest.rest.HarborSite;
import io.breakwater.registry.HttpProxy;
import io.breakwater.registry.Pace;
import io.breakwater.registry.reference.HostPort;
import io.breakwater.replicator.core.Deletes;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationReaderTest {
    private static final String SMALLEST = """
            primary:
              host: cr.example.io
            standby:
              host: asia.gcr.io
              credentials: google
            mapping:
              - from: library
                to: example-project
            kafka:
              embedded:
            """;

    @TempDir
    private Path folder;

    @Test
    void smallestFileHasEveryDefault() {
        var configuration = read(SMALLEST);
        assertEquals(new Credentials.DockerConfig(), configuration.primary().credentials());
        assertEquals(new Credentials.Google(), configuration.standby().credentials());
        assertEquals(new KafkaSettings.Embedded(folder.resolve("data/kafka"), 384L << 20, 4), configuration.kafka());
        assertEquals(new Listen("0.0.0.0", 8080), configuration.ingest().listen());
        assertEquals(List.of(), configuration.ingest().secrets());
        assertEquals(Optional.empty(), configuration.ingest().address());
        assertEquals(Optional.empty(), configuration.ingest().follower());
        var options = configuration.ingest().options();
        assertEquals(Optional.of(new SpoolSettings(folder.resolve("data/spool"), 64L << 20)), options.spool());
        assertEquals(Optional.empty(), options.tls());
        assertEquals(Optional.empty(), options.pubsub());
        assertFalse(options.quarantine());
        assertEquals("breakwater-replicator", configuration.replicator().group());
        assertEquals(4, configuration.replicator().parallelImages());
        assertEquals(8, configuration.replicator().parallelBlobs());
        assertFalse(configuration.replicator().referrers());
        assertEquals(new Deletes.Ignore(), configuration.replicator().deletes());
        assertEquals(
                new Configuration.AuditorSettings(
                        "breakwater-auditor",
                        folder.resolve("data/auditor"),
                        Duration.ofMinutes(5),
                        Duration.ofSeconds(1)),
                configuration.auditor());
        assertEquals(new Listen("127.0.0.1", 8081), configuration.ops());
    }

    @Test
    void kafkaClusterKeepsItsProperties() {
        var configuration = read(SMALLEST.replace("  embedded:\n", """
                  bootstrap-servers: kafka-1:9092,kafka-2:9092
                  properties:
                    security.protocol: SSL
                  partitions: 24
                """));
        assertEquals(
                new KafkaSettings.Cluster(
                        "kafka-1:9092,kafka-2:9092", Map.of("security.protocol", "SSL"), 24, (short) 3),
                configuration.kafka());
    }

    @Test
    void spoolIsOffByDefaultOnAClusterAndOnWhereItIsWritten() {
        var cluster = SMALLEST.replace("  embedded:\n", "  bootstrap-servers: kafka-1:9092\n");
        assertEquals(Optional.empty(), read(cluster).ingest().options().spool());
        assertEquals(
                Optional.of(new SpoolSettings(folder.resolve("spool"), 5L << 20)),
                read(cluster + "ingest: {spool: {data: spool, size: 5MiB}}")
                        .ingest()
                        .options()
                        .spool());
        assertEquals(
                Optional.empty(),
                read(SMALLEST + "ingest: {spool: {size: 0}}").ingest().options().spool());
    }

    @Test
    void optionsOfIngestAreHandedOn() {
        var options = read(SMALLEST + """
                ingest:
                  tls: {certificate: a.pem, key: b.pem}
                  allow-from: [10.0.0.0/8, '2001:db8::/32']
                  trusted-proxies: 192.0.2.7
                  pubsub: {audience: 'https://a', account: b@example.com}
                  quarantine: true
                """).ingest().options();

        assertEquals(
                Optional.of(new ServerTls(folder.resolve("a.pem"), folder.resolve("b.pem"), Optional.empty())),
                options.tls());
        assertTrue(options.quarantine());
        var push = options.pubsub().orElseThrow();
        assertEquals("https://a", push.audience());
        assertEquals("b@example.com", push.account());
        assertEquals(PubSubPush.GOOGLE_KEYS, push.keys());
        assertEquals("asia.gcr.io", push.names().host());
        assertEquals(Optional.of("library/app"), push.names().toPrimary().apply("example-project/app"));
        assertEquals(Optional.empty(), push.names().toPrimary().apply("another-project/app"));
    }

    @Test
    void clientCertificatesDoInPlaceOfASecret() {
        var without = read(SMALLEST + "ingest: {tls: {certificate: a, key: b}}").ingest();
        var with = read(SMALLEST + "ingest: {tls: {certificate: a, key: b, client-ca: c}}")
                .ingest();

        assertThrows(ConfigurationException.class, without::readSecrets);
        assertDoesNotThrow(with::readSecrets);
        assertEquals(
                Optional.of(folder.resolve("c")),
                with.options().tls().orElseThrow().clientAuthorities());
        assertTrue(with.options().asksForCertificates());
    }

    @Test
    void passwordComesFromAFileBesideTheConfiguration() throws IOException {
        Files.writeString(folder.resolve("harbor-password"), "s3cret\n");
        var configuration = read(SMALLEST.replace(
                "  host: cr.example.io\n",
                "  host: cr.example.io\n  username: robot\n  password-file: harbor-password\n"));
        var basic = (Credentials.Basic) configuration.primary().credentials();
        assertEquals("robot", basic.username());
        assertEquals("s3cret", basic.password().read());
        assertEquals("***", basic.password().toString());
    }

    @Test
    void environmentStandsIn() {
        var configuration = read(
                SMALLEST.replace("asia.gcr.io", "${REGION:-asia}.gcr.io").replace("library", "${PROJECT}"),
                Map.of("PROJECT", "team-a"));
        assertEquals(HostPort.parse("asia.gcr.io"), configuration.standby().host());
        assertEquals(Optional.of("example-project/app"), configuration.mapping().toStandby("team-a/app"));
    }

    @Test
    void missingSecretIsToldByWhoeverNeedsIt() {
        var configuration = read(SMALLEST.replace(
                "  host: cr.example.io\n", "  host: cr.example.io\n  username: robot\n  password-file: nowhere\n"));
        var basic = (Credentials.Basic) configuration.primary().credentials();
        var error = assertThrows(
                ConfigurationException.class, () -> basic.password().read());
        assertEquals(
                file() + ":4: primary.password-file: cannot read the secret file " + folder.resolve("nowhere")
                        + "; create it or mend the path",
                error.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            host: cr.example.io | hots: cr.example.io | 1: primary: 'host' is missing; add it
            credentials: google | credentails: google | 5: standby.credentails: unknown key; did you mean 'credentials'?
            credentials: google | colour: blue | 5: standby.colour: unknown key; known here: credentials, host, pace, password, password-file, plain-http, proxy, redirect-hosts, tls, token-hosts, username
            credentials: google | credentials: gogle | 5: standby.credentials: 'gogle' is not a way to log in; write google, docker-config or anonymous, or give username and password-file
            credentials: google | username: me | 5: standby.username: needs exactly one password; add either 'password-file' or 'password: ${VARIABLE}'
            credentials: google | password: me | 3: standby: a password without 'username'; add the username
            credentials: google | plain-http: yes | 5: standby.plain-http: 'yes' is neither true nor false
            credentials: google | plain-http: | 5: standby.plain-http: has no value
            credentials: google | pace: {in-flight: 0} | 5: standby.pace.in-flight: '0' is not a whole number from 1 to 1000
            credentials: google | pace: {bandwidth: fast} | 5: standby.pace.bandwidth: 'fast' is not a size; write a number and B, KiB, MiB or GiB, such as 10MiB
            credentials: google | pace: {windows: [{from: "22:00", to: "22:00"}]} | 5: standby.pace.windows[0]: a window needs two different times and a limit of 0 or more
            credentials: google | proxy: proxy.example | 5: standby.proxy: a proxy needs its port, such as proxy.example:3128
            credentials: google | proxy: http://proxy.example:3128 | 5: standby.proxy: not a host name or address: 'http://proxy.example'
            credentials: google | tls: {insecure: true} | 5: standby.tls.insecure: unknown key; known here: ca, certificate, key
            credentials: google | tls: {certificate: c.pem} | 5: standby.tls: 'certificate' and 'key' belong together; add 'key'
            credentials: google | tls: {key: k.pem} | 5: standby.tls: 'certificate' and 'key' belong together; add 'certificate'
            host: cr.example.io | {host: cr.example.io, plain-http: true, tls: {ca: c.pem}} | 1: primary: 'tls' has no use beside 'plain-http: true'; remove one of the two
            host: cr.example.io | {host: cr.example.io, plain-http: true, proxy: "p:1"} | 1: primary: 'proxy' beside 'plain-http: true' would show it every password; remove one of the two
            credentials: google | host: b.gcr.io | 5: host: written twice, first on line 4; keep one of them
            host: cr.example.io | host: https://cr.example.io | 2: primary.host: not host:port: 'https://cr.example.io'
            host: cr.example.io | host: ${NOWHERE} | 2: primary.host: the environment variable NOWHERE is not set; set it, or write ${NOWHERE:-default}
            host: cr.example.io | host: ${EMPTY} | 2: primary.host: the environment variable EMPTY is empty; set it, or write ${EMPTY:-default}
            host: cr.example.io | host: [a, b] | 2: primary.host: expected a value, found a list
            to: example-project | ot: example-project | 7: mapping[0]: 'to' is missing; add it
            embedded: | nothing: | 9: kafka: needs either 'embedded' (a broker of its own) or 'bootstrap-servers', one of them
            embedded: | embedded: {heap: 10MB} | 10: kafka.embedded.heap: '10MB' is not a size; write a number and B, KiB, MiB or GiB, such as 10MiB
            embedded: | embedded: {heap: 10MiB} | 9: kafka: a broker needs a heap of 128MiB or more
            embedded: | embedded: {dada: x} | 10: kafka.embedded.dada: unknown key; did you mean 'data'?
            asia.gcr.io | evilgcr.io | 3: standby: Google credentials are only for gcr.io and *-docker.pkg.dev, not for evilgcr.io; configure a user name and a password file for it
            to: example-project | to: Example | 7: mapping[0]: to: not a repository name: 'Example'
            - from: library | - fro: library | 7: mapping[0]: 'from' is missing; add it
            host: cr.example.io | host: asia.gcr.io | 1: primary and standby are the same host, asia.gcr.io; a copy beside the original does not survive an outage
            asia.gcr.io | *alias | 4: YAML aliases (*name) are not supported; repeat the value
            credentials: google | credentials: [google | 6: not YAML: while parsing a flow sequence
            """)
    void badInputIsNamedWithItsPlaceAndItsMend(String good, String bad, String message) {
        assertEquals(file() + ":" + message, complaint(SMALLEST.replace(good, bad)));
    }

    @Test
    void filesOfTlsAreReadByWhoeverNeedsThem() throws IOException {
        var configuration =
                read(SMALLEST.replace("  host: cr.example.io\n", "  host: cr.example.io\n  tls: {ca: ca.pem}\n"));
        var place = file() + ":3: primary.tls.ca: " + folder.resolve("ca.pem");
        assertEquals(place + " does not exist; create it or mend the path", tlsComplaint(configuration));

        Files.writeString(folder.resolve("ca.pem"), "no certificate");
        assertEquals(
                place
                        + " is not PEM: it has no -----BEGIN …----- block; convert it, such as by 'openssl x509 -inform"
                        + " der' or 'openssl pkcs12'",
                tlsComplaint(configuration));
    }

    private static String tlsComplaint(Configuration configuration) {
        return String.valueOf(assertThrows(
                        ConfigurationException.class,
                        () -> configuration.primary().client())
                .getMessage());
    }

    @Test
    void paceIsHandedToTheClient() {
        var pace = "{in-flight: 4, requests-per-second: 20, bandwidth: 10MiB, windows: [{from: '22:00', to: '06:00',"
                + " bandwidth: 100MiB}]}";
        var configuration =
                read(SMALLEST.replace("  host: cr.example.io\n", "  host: cr.example.io\n  pace: " + pace + "\n"));
        var night = new Pace.Window(LocalTime.of(22, 0), LocalTime.of(6, 0), 100 << 20);
        assertEquals(
                new Pace(4, 20, 10 << 20, List.of(night)),
                configuration.primary().client().pace());
        assertEquals(Pace.DEFAULT, configuration.standby().client().pace());
    }

    @Test
    void deletesAreMirroredOnlyWhereItIsSaid() {
        var replicator = read(SMALLEST + "replicator: {referrers: true, deletes: {mirror-after: 24h, at-most: 7}}\n")
                .replicator();
        assertTrue(replicator.referrers());
        assertEquals(new Deletes.Mirror(Duration.ofHours(24), 7), replicator.deletes());
    }

    @Test
    void proxyIsHandedToTheClient() {
        var configuration = read(
                SMALLEST.replace("  host: cr.example.io\n", "  host: cr.example.io\n  proxy: proxy.example:3128\n"));
        assertEquals(
                Optional.of(HttpProxy.of(HostPort.parse("proxy.example:3128"))),
                configuration.primary().client().proxy());
        assertEquals(Optional.empty(), configuration.standby().client().proxy());
    }

    @Test
    void followerIsOnWhereItHasASection() {
        var follower =
                read(SMALLEST + "ingest:\n  follower:\n").ingest().follower().orElseThrow();

        assertEquals(
                new FollowerSettings(Optional.empty(), "breakwater-follower", FollowerConfig.Pace.DEFAULT), follower);
        assertEquals(Duration.ofSeconds(5), follower.pace().interval());
        assertEquals(Duration.ofSeconds(15), follower.pace().grace());
        assertEquals(Duration.ofMinutes(2), follower.pace().overlap());
    }

    @Test
    void webhookAddressWithoutAPathGetsOurs() {
        var address = read(SMALLEST + "ingest: {address: 'https://breakwater.example.io:8443'}")
                .ingest()
                .address();

        assertEquals(Optional.of(URI.create("https://breakwater.example.io:8443/webhooks/harbor")), address);
    }

    @Test
    void harborIsAskedWhereThePrimaryIsAndAsWhomItIsSaid() {
        var configuration = read(
                SMALLEST + "ingest: {follower: {username: 'robot$log', password: '${SECRET}'}}",
                Map.of("SECRET", "s3cret"));
        var login =
                configuration.ingest().follower().orElseThrow().credentials().orElseThrow();

        var harbor = configuration.primary().harbor(login);

        assertEquals(URI.create("https://cr.example.io"), harbor.base());
        assertEquals(
                Optional.of(new HarborSite.Login("robot$log", "s3cret")),
                harbor.login().get());
        assertFalse(harbor.login().get().toString().contains("s3cret"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            auditor: {grace: 5}                 | auditor.grace: '5' is not a duration; write a number and ms, s, m, h or d, such as 30s
            auditor: {grace: 0s}                | auditor: grace and check-interval must be longer than nothing
            auditor: 5m                         | auditor: expected a section, found a value
            ingest: {listen: 8080}              | ingest.listen: '8080' is not an address and a port; write it like 127.0.0.1:8080 or [::1]:8080
            ingest: {secret: {a: b}}            | ingest.secret: expected a list, found a section
            replicator: {deletes: {mirror-after: 0s}} | replicator.deletes: 'mirror-after' must be longer than nothing, 'at-most' 1 or more
            ingest: {allow-form: 10.0.0.0/8}    | ingest.allow-form: unknown key; did you mean 'allow-from'?
            ingest: {allow-from: harbor}        | ingest: 'harbor' is neither an address nor a network; write it like 192.0.2.7 or 10.0.0.0/8
            ingest: {allow-from: 10.0.0.0/8, trusted-proxies: 10.0.0/8} | ingest: '10.0.0/8' is neither an address nor a network; write it like 192.0.2.7 or 10.0.0.0/8
            ingest: {allow-from: []}            | ingest.allow-from: an empty list would let everybody in; name a network, or leave the key out if that is meant
            ingest: {tls: {certificate: a}}     | ingest.tls: 'key' is missing; add it
            ingest: {tls: {certificate: a, key: b, ca: c}} | ingest.tls.ca: unknown key; known here: certificate, client-ca, key
            ingest: {pubsub: {audience: a}}     | ingest.pubsub: 'account' is missing; add it
            ingest: {pubsub: {audience: a, account: b, keys: 'http://a'}} | ingest.pubsub: the keys must come by https; over plain http anybody on the way could put in his own
            ingest: {tls: {certificate: a, key: b, client-ca: c}, pubsub: {audience: a, account: b}} | ingest.pubsub: Pub/Sub shows no client certificate, which tls.client-ca asks of every sender; leave one of them out
            ingest: {spool: {size: 1MiB}}       | ingest.spool: a spool needs 4MiB or more
            ingest: {spool: {folder: a}}        | ingest.spool.folder: unknown key; known here: data, size
            ingest: {quarantine: maybe}         | ingest.quarantine: 'maybe' is neither true nor false
            ingest: {follower: {username: a}}   | ingest.follower: needs both 'username' and one 'password-file', or neither: then the primary's login is used
            ingest: {follower: {group: breakwater-replicator}} | ingest.follower.group: 'breakwater-replicator' is replicator.group too, and each would take the other's partitions; give one of them another name
            ingest: {follower: {grace: 90s}}    | ingest.follower: 'overlap' must be at least twice 'grace', 180s: a row that waits for its webhook is read again and again until then
            ingest: {follower: {grace: 0s, overlap: 5s}} | ingest.follower: 'overlap' must be at least 10s: a row is seen later than its time, when its transaction has ended
            ingest: {follower: {interval: 0s}}  | ingest.follower: 'interval' must be longer than nothing, and 'grace' not negative
            ingest: {follower: {intervall: 5s}} | ingest.follower.intervall: unknown key; did you mean 'interval'?
            ingest: {address: 'ftp://a'}        | ingest.address: not an address for webhooks; write it like https://breakwater.example.io/webhooks/harbor
            replicator: {parallel-images: 1000} | replicator.parallel-images: '1000' is not a whole number from 1 to 256
            ops: {lisen: 127.0.0.1:1}           | ops.lisen: unknown key; did you mean 'listen'?
            replicater: {}                      | replicater: unknown key; did you mean 'replicator'?
            """)
    void badRoleSettingIsNamedWithItsPlace(String addition, String message) {
        assertEquals(file() + ":11: " + message, complaint(SMALLEST + addition));
    }

    @Test
    void ambiguousMappingIsNamedWithItsPlace() {
        var message =
                complaint(SMALLEST.replace("    to: example-project\n", "    to: a\n  - {from: library, to: b}\n"));
        assertEquals(file() + ":6: mapping: two mapping rules are from 'library': keep one of them", message);
    }

    @Test
    void missingFileSaysWhereToStart() {
        var error = assertThrows(ConfigurationException.class, () -> ConfigurationReader.read(file(), Map.of()));
        assertEquals(
                "cannot read the configuration " + file()
                        + "; copy breakwater.example.yaml to it, or name another with -c FILE",
                error.getMessage());
    }

    @Test
    void fileThatIsThereButCannotBeReadSaysWhy() throws IOException {
        Files.write(file(), new byte[] {'a', (byte) 0xff});
        assertEquals("cannot read the configuration " + file() + ": it is not UTF-8 text", unreadable(file()));
        assertEquals("cannot read the configuration " + folder + ": Is a directory", unreadable(folder));
    }

    private static String unreadable(Path file) {
        return String.valueOf(assertThrows(ConfigurationException.class, () -> ConfigurationReader.read(file, Map.of()))
                .getMessage());
    }

    private String complaint(String text) {
        return String.valueOf(
                assertThrows(ConfigurationException.class, () -> read(text)).getMessage());
    }

    private Configuration read(String text) {
        return read(text, Map.of("EMPTY", ""));
    }

    private Configuration read(String text, Map<String, String> environment) {
        try {
            Files.writeString(file(), text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return ConfigurationReader.read(file(), environment);
    }

    private Path file() {
        return folder.resolve("breakwater.yaml");
    }
}
