package io.breakwater.ingest;

import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks every two seconds at what may be replaced on the disk. The files are small, and nobody waits for this. */
final class FileWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);
    private static final Duration EVERY = Duration.ofSeconds(2);

    /** A disk that hangs can't be interrupted. */
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(1);

    private final List<Watched<?>> watched;
    private final Thread thread;

    private FileWatch(List<Watched<?>> watched) {
        this.watched = List.copyOf(watched);
        this.thread = Thread.ofVirtual()
                .name("ingest-files")
                .uncaughtExceptionHandler((_, bug) -> LOG.atError()
                        .setCause(bug)
                        .log("A bug: secrets and certificates are not read again until a restart"))
                .unstarted(this::run);
    }

    static FileWatch start(List<Watched<?>> watched) {
        var watch = new FileWatch(watched);
        watch.thread.start();
        return watch;
    }

    @SuppressWarnings("Interruption") // the thread ends here, and with it its interrupt
    private void run() {
        try {
            while (true) {
                // A look each time is what survives every way of replacing a file; the pause is the pace of the looks.
                Thread.sleep(EVERY);
                watched.forEach(Watched::look);
            }
        } catch (InterruptedException e) {
            LOG.atDebug().log("Files are no longer looked at");
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(LONGEST_CLOSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
