package io.breakwater.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.schemas.RegistryEvent;
import io.breakwater.testkit.Await;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** As many of the largest webhooks as may be at work, all at once, while the brokers take their time; in a small heap. */
class BodiesInBoundedHeapIT {
    private static final List<String> HEAP = List.of("-Xmx256m", "-XX:+ExitOnOutOfMemoryError");
    private static final int SENDERS = 256;
    /** The connection was hung up on somebody who had not sent all: so it is with who is put off and slow. */
    private static final int HUNG_UP = 0;

    private final ConcurrentSkipListSet<Integer> answers = new ConcurrentSkipListSet<>();
    private final ConcurrentLinkedQueue<Exception> faults = new ConcurrentLinkedQueue<>();
    private final AtomicInteger held = new AtomicInteger();
    private final AtomicInteger putOff = new AtomicInteger();
    private final AtomicInteger accepted = new AtomicInteger();
    private final CountDownLatch released = new CountDownLatch(1);
    /** As many workers as Harbor has; at first they are many Harbors. */
    private final Semaphore workers = new Semaphore(10);

    @Test
    void theLargestBodiesAllAtOnceArePutOffAndNoneIsLost() throws Exception {
        var process = ChildJvm.of(List.of(), HEAP, Server.class).start();
        try {
            var lines = process.inputReader(UTF_8);
            var port = Integer.parseInt(lines.readLine());
            // Ends with the process.
            Thread.ofVirtual().start(() -> count(lines));
            var senders = IntStream.range(0, SENDERS)
                    .mapToObj(number -> Thread.ofVirtual().start(() -> send(port, number)))
                    .toList();
            await(process, "each to be held or put off", () -> held.get() + putOff.get() >= SENDERS);
            assertTrue(held.get() > 1, "several are at work");

            process.outputWriter().append('\n').flush();
            await(process, "those that are held to be answered", () -> accepted.get() + putOff.get() >= SENDERS);
            released.countDown();
            for (var sender : senders) {
                sender.join();
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertEquals(List.of(), List.copyOf(faults));
        assertTrue(Set.of(202, 429, HUNG_UP).containsAll(answers), answers::toString);
        assertTrue(putOff.get() > 0, "some were put off");
        assertEquals(SENDERS, accepted.get());
    }

    private void await(Process process, String what, BooleanSupplier condition) {
        Await.until(what, () -> condition.getAsBoolean() || !faults.isEmpty() || !process.isAlive());
        assertTrue(process.isAlive(), "its heap was enough");
    }

    private void count(BufferedReader lines) {
        lines.lines().filter("held"::equals).forEach(_ -> held.incrementAndGet());
    }

    /** As Harbor would: again, until it is taken. */
    private void send(int port, int number) {
        try {
            var body = body(number);
            var status = post(port, body);
            if (status != 202) {
                putOff.incrementAndGet();
                released.await();
                workers.acquire();
                status = post(port, body);
                workers.release();
            }
            if (status == 202) {
                accepted.incrementAndGet();
            }
        } catch (IOException | InterruptedException e) {
            faults.add(e);
        }
    }

    private int post(int port, byte[] body) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) TestLimits.HANG.toMillis());
            var head = "POST /webhooks/harbor HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: "
                    + body.length + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(UTF_8));
            socket.getOutputStream().write(body);
            return answered(socket);
        } catch (SocketException e) {
            return HUNG_UP;
        }
    }

    private int answered(Socket socket) throws IOException {
        var line = new String(socket.getInputStream().readNBytes("HTTP/1.1 429".length()), UTF_8);
        var status = line.isEmpty() ? HUNG_UP : Integer.parseInt(line.substring("HTTP/1.1 ".length()));
        answers.add(status);
        return status;
    }

    /** Of characters that take two bytes each in memory, and as long as may be. */
    private static byte[] body(int number) {
        var body = new byte[IngestLimits.DEFAULT.bodyBytes()];
        Arrays.fill(body, (byte) ' ');
        var text = "{\"type\":\"SCANNING_COMPLETED\",\"occur_at\":" + number
                + ",\"operator\":\"\u4e2d\",\"event_data\":{}";
        var begin = text.getBytes(UTF_8);
        System.arraycopy(begin, 0, body, 0, begin.length);
        body[body.length - 1] = '}';
        return body;
    }

    /** The process: says its port, then a line for each event that it holds until it is told to go on. */
    static final class Server {
        public static void main(String... arguments) throws IOException {
            var released = new CompletableFuture<Receipt>();
            var limits = TestLimits.ofConnections(2 * SENDERS, TestLimits.HANG, TestLimits.HANG);
            var config = new IngestConfig("127.0.0.1", 0, List.of(), Map.of(), limits);
            var ingest = Ingest.start(config, new Held(released), new SimpleMeterRegistry());
            System.out.println(ingest.port());
            var _ = System.in.read();
            released.complete(new Receipt.InLog(MemoryLog.at(0)));
        }
    }

    /** Brokers that take their time. */
    private record Held(CompletableFuture<Receipt> released) implements EventLog {
        @Override
        public CompletableFuture<Receipt> publish(RegistryEvent event) {
            if (!released.isDone()) {
                System.out.println("held");
            }
            return released.thenApply(receipt -> receipt);
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void close() {}
    }
}
