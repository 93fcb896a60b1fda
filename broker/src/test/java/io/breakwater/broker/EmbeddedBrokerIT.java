package io.breakwater.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerIT {
    @TempDir
    Path folder;

    @Test
    void anAcknowledgedRecordSurvivesAKill() throws ExecutionException, InterruptedException {
        try (var broker = start()) {
            var records = topicOf(broker);
            records.write("before");
            broker.kill();
            assertFalse(isAlive(broker.pid()));

            broker.startAgain();

            records.write("after");
            assertEquals(List.of("before", "after"), records.read());
        }
    }

    @Test
    void anAbortedTransactionIsNotSeen() throws ExecutionException, InterruptedException {
        try (var broker = start()) {
            var records = topicOf(broker);

            records.writeInTransaction("committed", true);
            records.writeInTransaction("aborted", false);
            records.write("plain");

            // The end of a transaction is written after it was answered.
            Records.await(() -> records.lastStableOffset() == records.endOffset());
            assertEquals(List.of("committed", "plain"), records.read());
        }
    }

    @Test
    void aLaterStartOnTheSameDataHasTheSamePortsAndRecords() throws ExecutionException, InterruptedException {
        String address;
        try (var broker = start()) {
            topicOf(broker).write("kept");
            address = broker.bootstrapServers();
        }

        try (var broker = start()) {
            assertEquals(address, broker.bootstrapServers());
            assertEquals(List.of("kept"), new Records(address, "text").read());
        }
    }

    @Test
    void anUnexpectedDeathIsToldAndMended() throws ExecutionException, InterruptedException {
        try (var broker = start()) {
            var records = topicOf(broker);
            records.write("before");
            var exits = new LinkedBlockingQueue<UnexpectedExit>();
            broker.onUnexpectedExit(exits::add);
            var firstPid = broker.pid();

            ProcessHandle.of(firstPid).orElseThrow().destroyForcibly();

            var exit = exits.take();
            assertEquals(firstPid, exit.pid());
            assertEquals(137, exit.exitCode());
            assertEquals(List.of("before"), records.read());
            assertNotEquals(firstPid, broker.pid());
        }
    }

    @Test
    void aKilledBrokerStaysDead() {
        try (var broker = start()) {
            var exits = new LinkedBlockingQueue<UnexpectedExit>();
            broker.onUnexpectedExit(exits::add);

            broker.kill();
            broker.startAgain();

            assertTrue(exits.isEmpty());
        }
    }

    @Test
    void aBrokerThatRunsIsNotStartedAgain() {
        try (var broker = start()) {
            assertThrows(IllegalStateException.class, broker::startAgain);
        }
    }

    @Test
    void aSecondBrokerOnTheSameDataIsRefusedAndTheFirstNamed() throws ExecutionException, InterruptedException {
        try (var broker = start()) {
            var fault = assertThrows(BrokerFault.class, this::start);

            assertTrue(String.valueOf(fault.getMessage()).contains("process " + broker.pid()), fault.getMessage());
            topicOf(broker).write("the first goes on");
        }
    }

    @Test
    void aTakenPortIsNamedWithItsMend() throws IOException {
        var port = BrokerData.open(folder).ports().broker();
        try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            var fault = assertThrows(BrokerFault.class, this::start);

            assertTrue(String.valueOf(fault.getMessage()).contains("port " + port), fault.getMessage());
        }
    }

    @Test
    void aWrongOverrideIsToldInKafkasWords() {
        var config = new EmbeddedBroker.Config(folder, 384, Map.of("num.io.threads", "none"));

        var fault = assertThrows(BrokerFault.class, () -> EmbeddedBroker.start(config));

        assertTrue(String.valueOf(fault.getMessage()).contains("num.io.threads"), fault.getMessage());
    }

    @Test
    void theBrokerEndsWithItsParentHoweverThatEnds() throws IOException, InterruptedException {
        var parent = startParent();
        long child;
        try (var said = parent.inputReader(UTF_8)) {
            child = Long.parseLong(String.valueOf(said.readLine()));
            assertTrue(isAlive(child));

            parent.destroyForcibly().waitFor();
        }

        Records.await(() -> !isAlive(child));
        try (var broker = start()) {
            assertNotEquals(child, broker.pid());
        }
    }

    /** A terminal's Ctrl-C reaches parent and child at once. */
    @Test
    void aBrokerThatIsAskedToEndServesItsParentToTheLast() throws ExecutionException, InterruptedException {
        try (var broker = start()) {
            var records = topicOf(broker);
            var log = new BrokerLog(folder.resolve("broker.log"));

            ProcessHandle.of(broker.pid()).orElseThrow().destroy();

            Records.await(() -> log.tail(0).contains(BrokerMain.ASKED_TO_END));
            records.write("last words");
            assertEquals(List.of("last words"), records.read());
        }
    }

    @Test
    void theLogIsQuiet() throws IOException {
        start().close();

        var lines = Files.readAllLines(folder.resolve("broker.log"));

        assertTrue(lines.size() < 500, lines.size() + " lines for one start and stop");
        // An event that took over two seconds, as on a disk that stands still, is an error to Kafka.
        assertTrue(
                lines.stream()
                        .filter(line -> line.contains(" ERROR "))
                        .allMatch(line -> line.contains("Exceptionally slow controller event")),
                String.join("\n", lines));
    }

    private EmbeddedBroker start() {
        return EmbeddedBroker.start(EmbeddedBroker.Config.at(folder));
    }

    private Process startParent() throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        ParentMain.class.getName(),
                        folder.toString())
                .redirectError(Redirect.INHERIT)
                .start();
    }

    private static Records topicOf(EmbeddedBroker broker) throws ExecutionException, InterruptedException {
        var records = new Records(broker.bootstrapServers(), "text");
        records.createTopic();
        return records;
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }
}
