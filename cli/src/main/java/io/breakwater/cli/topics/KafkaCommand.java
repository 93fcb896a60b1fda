package io.breakwater.cli.topics;

import io.breakwater.cli.CommandFailure;
import io.breakwater.cli.CommandLogs;
import io.breakwater.cli.ConfigOption;
import io.breakwater.cli.KafkaClient;
import io.breakwater.cli.OutputOption;
import io.breakwater.cli.config.Configuration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Mixin;

/** A command that does its work on the topics, with the brokers of the configuration. */
public abstract class KafkaCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private OutputOption output = new OutputOption();

    protected final OutputOption output() {
        return output;
    }

    /** @return the exit code */
    protected abstract int run(Configuration configuration, Map<String, Object> kafka) throws InterruptedException;

    @Override
    public final Integer call() throws InterruptedException {
        CommandLogs.begin(output.isVerbose());
        var configuration = config.read();
        var kafka = kafka(configuration);
        try {
            return run(configuration, kafka);
        } catch (NoSuchTopic e) {
            throw new CommandFailure(brokers(kafka) + ": " + e.getMessage(), e);
        } catch (KafkaException e) {
            throw new CommandFailure(trouble(kafka, e), e);
        }
    }

    /** What a client needs to reach the brokers. */
    protected Map<String, Object> kafka(Configuration configuration) {
        return KafkaClient.of(configuration.kafka());
    }

    /** What to say to a person about it, without a full stop. */
    public static String trouble(Map<String, Object> kafka, KafkaException e) {
        return "cannot work with Kafka at " + brokers(kafka) + ": " + e.getMessage()
                + "; check that the brokers run and let this client in";
    }

    private static String brokers(Map<String, Object> kafka) {
        return String.valueOf(kafka.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG));
    }
}
