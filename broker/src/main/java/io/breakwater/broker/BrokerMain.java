package io.breakwater.broker;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The child JVM: a broker that lives as long as somebody holds its standard input open. {@link EmbeddedBroker} starts it.
 * It says one line on standard output, {@value #STARTED}, when clients are served; all else goes to its log.
 */
public final class BrokerMain {
    static final String STARTED = "started";
    static final String ASKED_TO_END = "Asked to end; the parent goes first";
    /** Exit code: another broker holds the data folder. */
    static final int DATA_IN_USE = 3;
    /** Exit code: somebody else listens on one of the broker's ports. */
    static final int PORT_IN_USE = 4;

    private static final Logger log = LoggerFactory.getLogger(BrokerMain.class);
    private static final Duration PREDECESSOR_LEAVES_WITHIN = Duration.ofSeconds(5);
    private static final Duration PARENT_LEAVES_WITHIN = Duration.ofSeconds(20);

    private BrokerMain() {}

    /** @param args the properties file that {@link EmbeddedBroker} has written into the broker's data folder */
    public static void main(String[] args) throws IOException, InterruptedException {
        var said = System.out;
        // What anything prints belongs to the log, to which standard error is redirected.
        System.setOut(System.err);
        var propertiesFile = Path.of(args[0]).toAbsolutePath();
        var folder = propertiesFile.getParent();
        if (folder == null) {
            throw new IllegalArgumentException("not a file in a data folder: " + propertiesFile);
        }
        run(BrokerData.open(folder), propertiesFile, said);
    }

    private static void run(BrokerData data, Path propertiesFile, PrintStream said)
            throws IOException, InterruptedException {
        if (!DataLock.take(data.lock(), PREDECESSOR_LEAVES_WITHIN)) {
            log.error("Another broker holds the data folder");
            System.exit(DATA_IN_USE);
        }
        var taken = data.ports().taken();
        if (taken.isPresent()) {
            log.atError().addKeyValue("port", taken.getAsInt()).log("Somebody else listens on the broker's port");
            System.exit(PORT_IN_USE);
        }
        var parentGone = watchParent();
        var server = start(data, propertiesFile);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> leaveAfterParent(parentGone, server), "broker-shutdown"));
        said.println(STARTED);
        said.flush();
        parentGone.await();
        System.exit(0);
    }

    private static KraftServer start(BrokerData data, Path propertiesFile) {
        try {
            return KraftServer.start(propertiesFile, data.clusterId());
        } catch (Throwable e) {
            // Whatever it is, also what Scala throws undeclared: half a broker would hold the data for ever.
            log.error("The broker does not start", e);
            System.exit(1);
            throw new AssertionError(e);
        }
    }

    /** Reads standard input to its end, which comes when the parent closes it or dies in whatever way. */
    private static CountDownLatch watchParent() {
        var gone = new CountDownLatch(1);
        Thread.ofPlatform().daemon().name("parent-watch").start(() -> {
            try {
                while (System.in.read() >= 0) {}
            } catch (IOException e) {
                log.warn("Cannot read standard input any more", e);
            } finally {
                gone.countDown();
            }
        });
        return gone;
    }

    /**
     * A terminal's Ctrl-C and a service manager's stop reach parent and child at once. The parent's roles still want to
     * commit then, so the broker goes last: when the parent has closed standard input, or has not within 20 s.
     */
    private static void leaveAfterParent(CountDownLatch parentGone, KraftServer server) {
        log.info(ASKED_TO_END);
        try {
            if (!parentGone.await(PARENT_LEAVES_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                log.warn("The parent is still there; shutting down without it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.shutdown();
        server.awaitShutdown();
    }
}
