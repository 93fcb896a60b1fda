package io.breakwater.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A commit is answered when it is decided; the markers that make its records readable are written afterwards. A broker
 * that is killed in between has to write them when it is back. Without {@link Predecessor} it drops markers after one kill
 * in three or so (11 of 28), and now and then a record stays lost (1 of 28); so the log is looked at as well.
 */
class KilledAfterCommitIT {
    private static final int WRITERS = 8;
    private static final int COMMITS = 20;
    private static final int KILLS = 5;

    @TempDir
    Path folder;

    @Test
    void everyCommittedRecordIsReadableAfterAKill() throws ExecutionException, InterruptedException, IOException {
        var expected = new ArrayList<String>();
        try (var broker = EmbeddedBroker.start(EmbeddedBroker.Config.at(folder));
                var threads =
                        Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            var records = new Records(broker.bootstrapServers(), "text");
            records.createTopic();
            for (int kill = 0; kill < KILLS; kill++) {
                var halfWay = new CountDownLatch(WRITERS * COMMITS / 2);
                var writers = writers("kill " + kill, records, halfWay);
                var written = writers.stream().map(threads::submit).toList();
                halfWay.await();

                broker.kill();
                broker.startAgain();

                for (var texts : written) {
                    expected.addAll(texts.get());
                }
                Records.await(() -> records.lastStableOffset() == records.endOffset());
                assertEquals(
                        expected.stream().sorted().toList(),
                        records.read().stream().sorted().toList());
            }
        }
        assertFalse(
                Files.readString(folder.resolve("broker.log")).contains("deleted already and hence can be skipped"));
    }

    /** Each commits in a row, through the kill, and returns what it has committed. */
    private static List<Callable<List<String>>> writers(String name, Records records, CountDownLatch halfWay) {
        return IntStream.range(0, WRITERS)
                .mapToObj(number -> name + ", writer " + number)
                .<Callable<List<String>>>map(writer -> () -> {
                    var texts = IntStream.range(0, COMMITS)
                            .mapToObj(commit -> writer + ", commit " + commit)
                            .toList();
                    records.writeInTransactions(writer, texts, halfWay::countDown);
                    return texts;
                })
                .toList();
    }
}
