package io.breakwater.cli.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.cli.CommandFailure;
import io.breakwater.cli.OutputOption;
import io.breakwater.cli.progress.CountProgress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

class BatchRunTest {
    /** No client can be made for it. */
    private static final Map<String, Object> NO_BROKERS = Map.of("bootstrap.servers", "no-port");

    private static final Iterator<List<Wish>> NONE = List.<List<Wish>>of().iterator();

    @Command(name = "replay")
    static final class Replay implements Runnable {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Mixin
        private OutputOption output = new OutputOption();

        @Mixin
        private OperatorOption operator = new OperatorOption();

        @Mixin
        private PaceOption pace = new PaceOption(20);

        @Mixin
        private WaitOption wait = new WaitOption();

        @Option(names = {"-c", "--config"})
        private String config = "breakwater.yaml";

        @Override
        public void run() {}

        String goOn() {
            return GoOn.with("breakwater replay resume r1", spec);
        }

        BatchRun batch() {
            var batch = Batch.begin(
                    "replay",
                    operator.name(),
                    "test",
                    Instant.EPOCH,
                    Map.of("config", config, "wait", "" + wait.isGiven()));
            return new BatchRun(batch, operator, pace.pacer(), false, goOn());
        }
    }

    @Test
    void hintIsTheCommandWithWhatWasSaidAboutWhereAndHowFast() {
        assertEquals("breakwater replay resume r1", parsed().goOn());
        assertEquals(
                "breakwater replay resume r1 -c 'my files/b.yaml' --rate 0.50",
                parsed("--rate", "0.50", "--config", "my files/b.yaml").goOn());
        assertEquals(
                "breakwater replay resume r1 -c b.yaml --operator 'o'\\''brien'",
                parsed("-c", "b.yaml", "--operator", "o'brien").goOn());
        assertEquals("breakwater replay resume r1 --wait", parsed("--wait").goOn());
    }

    @Test
    void brokersThatFailEndABatchWithTheCommandThatGoesOn() {
        var replay = parsed("-c", "b.yaml", "--rate", "3");

        var failure = assertThrows(CommandFailure.class, () -> run(replay, /* again= */ true));

        var said = String.valueOf(failure.getMessage());
        assertTrue(said.contains(" stopped after 7 requests: cannot work with Kafka at no-port: "), said);
        assertTrue(said.endsWith(". Go on with: breakwater replay resume r1 -c b.yaml --rate 3"), said);
    }

    @Test
    void batchThatIsNotOnRecordCannotBeGoneOnWith() {
        assertThrows(KafkaException.class, () -> run(parsed(), /* again= */ false));
    }

    private static int run(Replay replay, boolean again) throws InterruptedException {
        return replay.batch()
                .run(
                        replay.output,
                        NO_BROKERS,
                        new BatchRun.Rest(NONE, again, 7),
                        published -> new CountProgress(published, 9, 7, "requests", ""));
    }

    private static Replay parsed(String... arguments) {
        var replay = new Replay();
        new CommandLine(replay).setErr(new PrintWriter(new StringWriter())).parseArgs(arguments);
        return replay;
    }
}
