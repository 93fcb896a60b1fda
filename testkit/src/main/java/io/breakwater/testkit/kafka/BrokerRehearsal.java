package io.breakwater.testkit.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.breakwater.broker.ChildJvm;
import io.breakwater.broker.InProcessBroker;
import io.breakwater.testkit.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What a broker does in most tests, in a JVM that fills a start cache with it: starts on an empty folder, takes, gives. */
final class BrokerRehearsal {
    private static final String TOPIC = "rehearsal";

    private BrokerRehearsal() {}

    /** Returns when that JVM has ended, which is after the cache has been written. */
    static void run(ChildJvm jvm) throws IOException, InterruptedException {
        var folder = Folders.temporary("broker-rehearsal");
        var log = folder.resolve("output.log");
        try {
            var process = new ProcessBuilder(commandLine(jvm, folder))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            try {
                if (process.waitFor() != 0) {
                    throw new IOException(
                            "the rehearsal ended with " + process.exitValue() + ": " + Files.readString(log));
                }
            } finally {
                process.destroyForcibly();
            }
        } finally {
            Folders.delete(folder);
        }
    }

    /** As the embedded broker's: a cache is for the same collector and the same modules. */
    private static List<String> commandLine(ChildJvm jvm, Path folder) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-Dlogback.configurationFile=io/breakwater/broker/logback-broker.xml",
                "-Dbreakwater.broker.log=" + folder.resolve("broker.log")));
        command.addAll(jvm.options());
        command.addAll(List.of("-cp", jvm.classPath(), BrokerRehearsal.class.getName(), folder.toString()));
        return command;
    }

    public static void main(String[] arguments) throws Exception {
        try (var broker = InProcessBroker.start(Path.of(arguments[0]).resolve("data"))) {
            var topics = new Topics(broker.bootstrapServers());
            topics.create(1, TOPIC);
            try (var producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", broker.bootstrapServers(), "acks", "all"),
                    new ByteArraySerializer(),
                    new ByteArraySerializer())) {
                producer.send(new ProducerRecord<>(TOPIC, "one".getBytes(UTF_8)))
                        .get();
            }
            if (topics.readAll(TOPIC).size() != 1) {
                throw new IllegalStateException("the record is not there");
            }
        }
        // InProcessBroker turns away whoever wants to end this JVM by Kafka's own way; this is Java's.
        System.exit(0);
    }
}
