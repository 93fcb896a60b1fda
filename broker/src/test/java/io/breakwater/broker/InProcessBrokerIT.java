package io.breakwater.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InProcessBrokerIT {
    @TempDir
    Path folder;

    @Test
    void itKeepsItsRecordsOverAStop() throws ExecutionException, InterruptedException {
        try (var broker = InProcessBroker.start(folder)) {
            var records = new Records(broker.bootstrapServers(), "text");
            records.createTopic();
            records.write("kept");
            broker.stop();

            broker.startAgain();

            assertEquals(List.of("kept"), records.read());
        }
    }

    @Test
    void aTakenPortIsAnExceptionAndNotTheEndOfTheJvm() throws IOException {
        var port = BrokerData.open(folder).ports().broker();
        try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThrows(Exception.class, () -> InProcessBroker.start(folder));
        }
    }
}
