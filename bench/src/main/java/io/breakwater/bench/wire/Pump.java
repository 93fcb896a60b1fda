package io.breakwater.bench.wire;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** One direction of one connection. An end of the stream is passed on as such; an error ends both sides. */
final class Pump {
    private static final int CHUNK = 64 << 10;
    /** So many chunks may be under way: at 25 ms far above what loopback carries. */
    private static final int UNDER_WAY = 2_048;

    private final Socket from;
    private final Socket to;
    private final Observer observer;

    /** Sees bytes as they arrive; they are not its own. */
    @FunctionalInterface
    interface Observer {
        void saw(byte[] bytes, int length);
    }

    /** @param due {@link System#nanoTime} at which it arrives; without bytes it is the end of the stream */
    private record Late(ByteBuffer bytes, long due) {}

    private Pump(Socket from, Socket to, Observer observer) {
        this.from = from;
        this.to = to;
        this.observer = observer;
    }

    /** @param ended is called once, when nothing more will come this way */
    static void start(String name, Socket from, Socket to, Line line, Runnable ended, Observer observer) {
        var pump = new Pump(from, to, observer);
        if (line.oneWay().isZero()) {
            Thread.ofVirtual().name(name).start(() -> pump.run(pump::pass, ended));
            return;
        }
        var queue = new ArrayBlockingQueue<Late>(UNDER_WAY);
        Thread.ofVirtual().name(name + "-read").start(() -> pump.run(() -> pump.read(queue, line), () -> {}));
        Thread.ofVirtual().name(name + "-write").start(() -> pump.run(() -> pump.write(queue), ended));
    }

    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    private void run(Step step, Runnable ended) {
        try {
            step.run();
        } catch (IOException e) {
            closeBoth();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closeBoth();
        } finally {
            ended.run();
        }
    }

    private void pass() throws IOException {
        var buffer = new byte[CHUNK];
        var in = from.getInputStream();
        var out = to.getOutputStream();
        for (var count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            observer.saw(buffer, count);
            out.write(buffer, 0, count);
        }
        to.shutdownOutput();
    }

    private void read(BlockingQueue<Late> queue, Line line) throws IOException, InterruptedException {
        var buffer = new byte[CHUNK];
        try {
            var in = from.getInputStream();
            for (var count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                observer.saw(buffer, count);
                queue.put(new Late(ByteBuffer.wrap(Arrays.copyOf(buffer, count)), line.arrival(System.nanoTime())));
            }
        } finally {
            queue.put(new Late(ByteBuffer.allocate(0), line.arrival(System.nanoTime())));
        }
    }

    private void write(BlockingQueue<Late> queue) throws IOException, InterruptedException {
        var out = to.getOutputStream();
        for (var next = queue.take(); next.bytes().hasRemaining(); next = queue.take()) {
            // The length of the line: bytes arrive so long after they were sent.
            TimeUnit.NANOSECONDS.sleep(next.due() - System.nanoTime());
            out.write(next.bytes().array());
        }
        to.shutdownOutput();
    }

    private void closeBoth() {
        for (var socket : new Socket[] {from, to}) {
            try {
                socket.close();
            } catch (IOException e) {
                // It is gone.
            }
        }
    }
}
