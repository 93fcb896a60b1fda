package io.breakwater.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponseFactory;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParser;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpMessageParser;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.io.SessionInputBuffer;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.apache.hc.core5.http.message.BasicLineParser;
import org.apache.hc.core5.http.message.MessageSupport;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * One request and the head of its answer on one connection (RFC 9112), with what the client's own executor leaves out: no
 * request goes out on a connection that has ended or has something unread on it, a proxy's refusal is not taken for the
 * registry's answer, and an answer is heard while a body is still being sent.
 */
final class Exchange extends HttpRequestExecutor {
    /** RFC 9110, 15.2: any number may come, unasked; but not for ever. */
    private static final int MOST_INTERIM = 8;

    /** In a context: the connection that became a tunnel for its request. */
    private static final String OPENED = Exchange.class.getName() + ".opened";

    /** What is left in a connection's buffer after a head, by connection. */
    private final Map<HttpClientConnection, SessionInputBuffer> buffers =
            Collections.synchronizedMap(new WeakHashMap<>());

    /** The connection is of no use, and nothing was sent on it: another may be tried with the same request. */
    static final class StaleConnection extends IOException {
        private static final long serialVersionUID = 1;
    }

    /** The proxy would not connect us; the registry knows nothing of it. */
    static final class TunnelRefused extends ConnectException {
        private static final long serialVersionUID = 1;

        TunnelRefused(int status) {
            super("the proxy answered " + status);
        }
    }

    /** A head that remembers what it was read from. */
    private static final class Head extends BasicClassicHttpResponse {
        private static final long serialVersionUID = 1;

        private transient @Nullable SessionInputBuffer buffer;

        Head(int status, @Nullable String reason) {
            super(status, reason);
        }
    }

    private static final class Heads implements HttpResponseFactory<ClassicHttpResponse> {
        @Override
        public ClassicHttpResponse newHttpResponse(int status, @Nullable String reason) {
            return new Head(status, reason);
        }

        @Override
        public ClassicHttpResponse newHttpResponse(int status) {
            return new Head(status, null);
        }
    }

    /** Reads the heads that {@link #execute} works with. */
    static HttpMessageParser<ClassicHttpResponse> parser(Http1Config config) {
        return new DefaultHttpResponseParser(config, BasicLineParser.INSTANCE, new Heads()) {
            @Override
            public ClassicHttpResponse parse(SessionInputBuffer buffer, InputStream in)
                    throws IOException, HttpException {
                var response = super.parse(buffer, in);
                if (response instanceof Head head) {
                    head.buffer = buffer;
                }
                return response;
            }
        };
    }

    @Override
    public ClassicHttpResponse execute(
            ClassicHttpRequest request,
            HttpClientConnection connection,
            @Nullable HttpResponseInformationCallback interim,
            HttpContext context)
            throws IOException, HttpException {
        // A tunnel that was opened for this request has had one already, and may have TLS tickets unread.
        var opened = connection.equals(context.getAttribute(OPENED));
        if (!opened && connection.getEndpointDetails().getRequestCount() > 0 && !isFresh(connection)) {
            throw new StaleConnection();
        }
        connection.sendRequestHeader(request);
        var answers = new Answers(connection);
        sendBody(request, connection, context, answers);
        var answer = answers.await();
        if (request.getMethod().equals("CONNECT")) {
            requireTunnel(connection, answer);
            context.setAttribute(OPENED, connection);
        }
        if (MessageSupport.canResponseHaveBody(request.getMethod(), answer)) {
            connection.receiveResponseEntity(answer);
        }
        return answer;
    }

    private static void sendBody(
            ClassicHttpRequest request, HttpClientConnection connection, HttpContext context, Answers answers)
            throws IOException, HttpException {
        // A CONNECT on the way of an upload has none.
        var upload = request.getEntity() == null ? Optional.<UploadBody>empty() : UploadBody.in(context);
        upload.ifPresent(body -> body.listen(answers::isThere));
        if (request.getEntity() != null) {
            connection.sendRequestEntity(request);
        }
        if (upload.map(UploadBody::isSent).orElse(true)) {
            connection.flush();
        }
    }

    private void requireTunnel(HttpClientConnection connection, ClassicHttpResponse answer)
            throws ProtocolException, TunnelRefused {
        if (answer.getCode() != 200) {
            throw new TunnelRefused(answer.getCode());
        }
        // What the proxy sent besides would be taken for the registry's answer, past TLS.
        var buffer = buffers.get(connection);
        if (buffer != null && buffer.length() > 0) {
            throw new ProtocolException("the proxy sent more than its answer");
        }
    }

    /** Neither ended by the other side nor with anything on it that nobody asked for. Takes no time, unlike a timed read. */
    private boolean isFresh(HttpClientConnection connection) throws IOException {
        var buffer = buffers.get(connection);
        if (buffer != null && buffer.length() > 0) {
            return false;
        }
        var channel = connection instanceof ManagedHttpClientConnection managed
                ? managed.getSocket().getChannel()
                : null;
        return channel != null && isQuiet(channel);
    }

    private static boolean isQuiet(SocketChannel channel) {
        try {
            channel.configureBlocking(false);
            try {
                return channel.read(ByteBuffer.allocate(1)) == 0;
            } finally {
                channel.configureBlocking(true);
            }
        } catch (IOException gone) {
            return false;
        }
    }

    /** The heads that come in on one connection; interim ones are passed over. */
    private final class Answers {
        private final HttpClientConnection connection;
        private int interim;
        private @Nullable ClassicHttpResponse last;
        private @Nullable HttpException broken;

        Answers(HttpClientConnection connection) {
            this.connection = connection;
        }

        /** Whether the answer has come already. */
        boolean isThere() throws IOException {
            try {
                while (last == null && connection.isDataAvailable(Timeout.ONE_MILLISECOND)) {
                    last = next();
                }
                return last != null;
            } catch (HttpException e) {
                broken = e;
                return true;
            }
        }

        ClassicHttpResponse await() throws IOException, HttpException {
            if (broken != null) {
                throw broken;
            }
            while (last == null) {
                last = next();
            }
            return last;
        }

        private @Nullable ClassicHttpResponse next() throws IOException, HttpException {
            var head = connection.receiveResponseHeader();
            if (head instanceof Head known && known.buffer != null) {
                buffers.put(connection, known.buffer);
            }
            var status = head.getCode();
            if (status < 100 || status == 101) {
                throw new ProtocolException("an answer with status " + status + ", which nobody asked for");
            }
            if (status < 200 && ++interim > MOST_INTERIM) {
                throw new ProtocolException("more than " + MOST_INTERIM + " interim answers");
            }
            return status < 200 ? null : head;
        }
    }
}
