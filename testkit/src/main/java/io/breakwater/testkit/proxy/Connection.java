package io.breakwater.testkit.proxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.function.Function;

/** A client's connection and the one to the server that belongs to it. One thread reads requests, another one answers. */
final class Connection {
    private final Socket client;
    private final Socket server = new Socket();
    private final InetSocketAddress behind;
    private final Line line;
    private final Function<Head, Exchange> begin;

    /** Both directions, and what the connection itself costs. */
    record Line(Link toServer, Link toClient, long roundTripNanos, Gate gate) {}

    /** @param begin told of each request as it comes; chooses its fault */
    Connection(Socket client, InetSocketAddress behind, Line line, Function<Head, Exchange> begin) {
        this.client = client;
        this.behind = behind;
        this.line = line;
        this.begin = begin;
    }

    /** Returns when the connection has ended. */
    void serve() {
        var openAt = System.nanoTime() + line.roundTripNanos();
        try (client;
                server) {
            server.connect(behind);
            server.setTcpNoDelay(true);
            client.setTcpNoDelay(true);
            serve(
                    new Lane(server, line.toServer(), line.gate(), openAt),
                    new Lane(client, line.toClient(), line.gate(), openAt));
        } catch (IOException e) {
            // One of the two has hung up; the other is told by the close.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it at once, by a reset. */
    void cut() {
        Sockets.reset(client);
        Sockets.reset(server);
    }

    private void serve(Lane toServer, Lane toClient) throws IOException, InterruptedException {
        var unanswered = new Unanswered();
        var answers = new Answers(new Pump(server.getInputStream(), toClient), unanswered);
        var answering = Thread.ofVirtual().name("fault-proxy-answers").start(() -> {
            end(answers.passAll(), toClient);
        });
        try {
            new Requests(new Pump(client.getInputStream(), toServer), client, toClient, unanswered, begin).passAll();
        } catch (IOException e) {
            // The server may still have something to say to a client whose request it did not want to the end.
        } finally {
            toServer.finish();
            answering.join();
            toClient.finish();
        }
    }

    private void end(Answers.Then then, Lane toClient) {
        if (then == Answers.Then.SILENCE) {
            return;
        }
        toClient.finish();
        if (then == Answers.Then.RESET) {
            Sockets.reset(client);
        }
        // Nobody would answer what else the client sends.
        Sockets.close(client);
    }
}
