package io.breakwater.ingest.follower;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers every request with an empty list and the time that it was given, which the JDK's server lets nobody choose. */
final class ClockHarbor implements AutoCloseable {
    private final ServerSocket socket;
    private final String answer;
    private final List<String> asked = new CopyOnWriteArrayList<>();

    ClockHarbor(Instant now) throws IOException {
        socket = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        answer = "HTTP/1.1 200 OK\r\nDate: "
                + DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atZone(ZoneOffset.UTC))
                + "\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]";
        Thread.ofVirtual().name("clock-harbor").start(this::serve);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    /** The first lines of all requests. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (var connection = socket.accept();
                    var reader = new BufferedReader(new InputStreamReader(connection.getInputStream(), UTF_8))) {
                asked.add(String.valueOf(reader.readLine()));
                for (var line = reader.readLine(); line != null && !line.isEmpty(); line = reader.readLine()) {
                    // Headers are of no interest.
                }
                connection.getOutputStream().write(answer.getBytes(UTF_8));
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
