package io.breakwater.ingest;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.http1.VertxHttpRequestDecoder;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The server's own request decoder, and two things that no option of it does: a header that is folded over two lines is
 * refused (RFC 9112, 5.2: two readers may understand it differently), and a head that comes a byte at a time ends at a
 * deadline. Confined to the connection's event loop.
 *
 * <p>It rests on internals of Vert.x and on Netty's decoding a head and a body in separate calls; {@code IngestEdgeIT}
 * fails when one of them changes.
 */
final class StrictRequestDecoder extends VertxHttpRequestDecoder {
    private static final String NAME = "httpDecoder";

    /** Part of a request's head begins with a blank. */
    static final class FoldedHeader extends RuntimeException {
        private static final long serialVersionUID = 1;

        FoldedHeader() {
            super("a header is folded over several lines (RFC 9112, 5.2); write it on one", null, false, false);
        }
    }

    private final Duration headDeadline;
    private boolean inHead = true;
    private boolean afterLineFeed;
    private boolean folded;
    private @Nullable Future<?> deadline;

    StrictRequestDecoder(IngestLimits limits) {
        super(new Http1ServerConfig()
                .setMaxInitialLineLength(limits.uriBytes())
                .setMaxHeaderSize(limits.headerBytes()));
        this.headDeadline = limits.request();
    }

    /** Takes the place of the decoder that the server has given to a new connection. */
    static void install(HttpConnection connection, IngestLimits limits) {
        var pipeline = ((ConnectionBase) connection).channel().pipeline();
        pipeline.replace(NAME, NAME, new StrictRequestDecoder(limits));
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf buffer, List<Object> out) throws Exception {
        if (inHead && deadline == null) {
            deadline = startDeadline(context);
        }
        var begin = buffer.readerIndex();
        var before = out.size();
        super.decode(context, buffer, out);
        if (inHead) {
            look(buffer, begin, buffer.readerIndex());
        }
        for (var decoded : out.subList(before, out.size())) {
            if (decoded instanceof HttpRequest request) {
                endHead(request);
            }
            if (decoded instanceof LastHttpContent) {
                beginHead();
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        cancelDeadline();
        super.channelInactive(context);
    }

    /** The bytes of a head that were just decoded. */
    private void look(ByteBuf buffer, int begin, int end) {
        for (var index = begin; index < end; index++) {
            var next = buffer.getByte(index);
            folded |= afterLineFeed && (next == ' ' || next == '\t');
            afterLineFeed = next == '\n';
        }
    }

    private void endHead(HttpRequest request) {
        cancelDeadline();
        inHead = false;
        if (folded && request.decoderResult().isSuccess()) {
            request.setDecoderResult(DecoderResult.failure(new FoldedHeader()));
        }
    }

    private void beginHead() {
        inHead = true;
        afterLineFeed = false;
        folded = false;
    }

    private Future<?> startDeadline(ChannelHandlerContext context) {
        Runnable close = () -> {
            var _ = context.close();
        };
        return context.executor().schedule(close, headDeadline.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void cancelDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }
}
