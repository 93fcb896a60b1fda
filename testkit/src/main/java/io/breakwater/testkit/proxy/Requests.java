package io.breakwater.testkit.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.Socket;
import java.util.function.Function;

/** What comes from the client of one connection: passed on to the server, or answered in its place. Of one thread. */
final class Requests {
    private final Pump pump;
    private final Socket client;
    private final Lane toClient;
    private final Unanswered unanswered;
    private final Function<Head, Exchange> begin;

    /** @param begin told of each request as it comes; chooses its fault */
    Requests(Pump pump, Socket client, Lane toClient, Unanswered unanswered, Function<Head, Exchange> begin) {
        this.pump = pump;
        this.client = client;
        this.toClient = toClient;
        this.unanswered = unanswered;
        this.begin = begin;
    }

    /** Returns when there will be no more. */
    void passAll() throws IOException {
        var goesOn = true;
        while (goesOn) {
            var head = pump.head();
            goesOn = head.isPresent() && pass(begin.apply(head.get()));
        }
    }

    /** @return whether there may be another one */
    private boolean pass(Exchange exchange) throws IOException {
        return switch (exchange.fault()) {
            case Fault.Answer answer -> answer(exchange, answer);
            case Fault.Script(var script) -> play(exchange, script);
            case Fault.BlackHole() -> swallowAll(exchange);
            case Fault.CutRequest(var bytes) -> passUntil(exchange, bytes);
            case Fault.None _, Fault.CutAnswer _, Fault.FlipByte _, Fault.DropAnswer _, Fault.LateAnswer _ ->
                passUntil(exchange, Long.MAX_VALUE);
        };
    }

    private boolean passUntil(Exchange exchange, long bytes) throws IOException {
        var body = exchange.head().requestBody();
        unanswered.add(exchange);
        pump.body(body, bytes, exchange::requestBytes);
        pump.flush();
        if (!body.isDone()) {
            Sockets.reset(client);
        }
        return body.isDone();
    }

    private boolean answer(Exchange exchange, Fault.Answer answer) throws IOException {
        swallow(exchange);
        exchange.status(answer.status());
        var head = exchange.head();
        var goesOn = !head.isExpecting() && head.keepsOpen();
        var text = new StringBuilder("HTTP/1.1 " + answer.status() + " Scripted\r\n");
        answer.headers().forEach(header -> text.append(header.getKey() + ": " + header.getValue() + "\r\n"));
        text.append(
                "Content-Length: " + answer.body().length + (goesOn ? "\r\n\r\n" : "\r\nConnection: close\r\n\r\n"));
        var body = head.method().equals("HEAD") ? new byte[0] : answer.body();
        exchange.answerBytes(body.length);
        toClient.write(text.toString().getBytes(ISO_8859_1));
        toClient.write(body, 0, body.length);
        return goesOn;
    }

    private boolean play(Exchange exchange, Fault.Writing script) throws IOException {
        swallow(exchange);
        try {
            script.to(toClient);
        } catch (InterruptedException e) {
            throw Sockets.interrupted(e);
        }
        return false;
    }

    private boolean swallowAll(Exchange exchange) throws IOException {
        pump.swallow(new Framing.UntilClose(), exchange::requestBytes);
        return false;
    }

    private void swallow(Exchange exchange) throws IOException {
        var head = exchange.head();
        // Whoever waits for 100 and is answered otherwise keeps the body to itself.
        pump.swallow(head.isExpecting() ? Framing.none() : head.requestBody(), exchange::requestBytes);
        unanswered.awaitNone();
    }
}
