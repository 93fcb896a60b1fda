package io.breakwater.broker;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second broker off a data folder. Kafka has such a lock too, but takes it after its ports, and its message names
 * neither the folder nor the owner. The system releases the lock with the process, however that ends.
 */
final class DataLock {
    private static final Duration STEP = Duration.ofMillis(50);

    /** Never read, but a channel that nobody refers to is closed by the collector, and its lock with it. */
    @SuppressWarnings("unused") // see above
    private static @Nullable FileChannel held;

    private DataLock() {}

    /**
     * Takes the lock for the rest of this process's life and writes the process id into {@code file}.
     *
     * @param patience how long a predecessor, whose parent just died, may take to shut down
     * @return whether it was taken
     */
    static boolean take(Path file, Duration patience) throws IOException, InterruptedException {
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var deadline = System.nanoTime() + patience.toNanos();
        while (channel.tryLock() == null) {
            if (System.nanoTime() > deadline) {
                channel.close();
                return false;
            }
            // FileChannel.lock would wait without a bound.
            Thread.sleep(STEP);
        }
        channel.truncate(0);
        channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(US_ASCII)));
        held = channel;
        return true;
    }
}
