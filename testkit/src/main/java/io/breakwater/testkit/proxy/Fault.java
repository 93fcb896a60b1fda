package io.breakwater.testkit.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What happens to a request that a rule of {@link FaultProxy} picks. All others pass unharmed. */
public sealed interface Fault {
    /** Lets the request pass. A rule of this, used up after some requests, puts off the rule behind it. */
    record None() implements Fault {}

    /** Answers in the server's place, which does not hear of the request. The connection stays open. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Answer(int status, List<Map.Entry<String, String>> headers, byte[] body) implements Fault {
        public Answer {
            headers = List.copyOf(headers);
        }
    }

    /** Lets {@code script} write the answer, head and all, to the client; the connection ends with it. */
    record Script(Writing script) implements Fault {}

    /** Cuts the connection when {@code bytes} of the request's body have gone on to the server. */
    record CutRequest(long bytes) implements Fault {}

    /**
     * Ends the answer after {@code bytes} of its body, and the connection with it.
     *
     * @param reset by a reset, which may overtake what was sent, rather than in good order
     */
    record CutAnswer(long bytes, boolean reset) implements Fault {}

    /** Turns all bits of the byte at {@code position} of the answer's body, counted from 0. */
    record FlipByte(long position) implements Fault {}

    /**
     * Lets the server do what it was asked and keeps the answer back.
     *
     * @param cut whether the client's connection is then cut; else it waits for ever
     */
    record DropAnswer(boolean cut) implements Fault {}

    /** Hands the answer on {@code by} later. */
    record LateAnswer(Duration by) implements Fault {}

    /** Swallows the request: the server does not hear of it, and the client waits for ever. */
    record BlackHole() implements Fault {}

    /** Writes an answer byte by byte: too long, too slow, without an end, or no HTTP at all. */
    interface Writing {
        /** @throws IOException also if the client has hung up, which ends the script */
        void to(OutputStream client) throws IOException, InterruptedException;
    }

    static Fault none() {
        return new None();
    }

    /** An answer without a body. */
    static Fault answer(int status) {
        return answer(status, Map.of(), "");
    }

    /** @param headers besides {@code Content-Length} */
    static Fault answer(int status, Map<String, String> headers, String body) {
        return new Answer(status, List.copyOf(headers.entrySet()), body.getBytes(UTF_8));
    }

    /** An error in the form of the distribution specification, "Error Codes". {@code message} must not need escapes. */
    static Fault error(int status, String code, String message) {
        return answer(
                status,
                Map.of("Content-Type", "application/json"),
                "{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}]}");
    }

    /** 429 or 503 with {@code Retry-After} in whole seconds. */
    static Fault retryAfter(int status, Duration wait) {
        return answer(status, Map.of("Retry-After", Long.toString(wait.toSeconds())), "");
    }

    /** 301, 302, 307 or 308. */
    static Fault redirect(int status, String location) {
        return answer(status, Map.of("Location", location), "");
    }

    static Fault script(Writing script) {
        return new Script(script);
    }

    static Fault cutRequestAfter(long bytes) {
        return new CutRequest(bytes);
    }

    /** By a reset: what a broken link looks like. */
    static Fault cutAnswerAfter(long bytes) {
        return new CutAnswer(bytes, true);
    }

    /** In good order: the client has read exactly {@code bytes} of the body when the connection ends. */
    static Fault truncateAnswerAfter(long bytes) {
        return new CutAnswer(bytes, false);
    }

    static Fault flipAnswerByte(long position) {
        return new FlipByte(position);
    }

    /** Done, and then the connection breaks before the answer's first byte. */
    static Fault dropAnswer() {
        return new DropAnswer(true);
    }

    /** Done, and nothing is ever said. */
    static Fault withholdAnswer() {
        return new DropAnswer(false);
    }

    static Fault lateAnswer(Duration by) {
        return new LateAnswer(by);
    }

    static Fault blackHole() {
        return new BlackHole();
    }
}
