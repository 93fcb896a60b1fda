package io.breakwater.ingest;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.spi.transport.Transport;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Java's own transport, with a bound on the connections that its servers have accepted. Vert.x shows a connection to its
 * handlers only when the TLS handshake is over, so whoever never ends one would be counted by nobody there.
 */
final class BoundedTransport implements io.vertx.core.transport.Transport, Transport {
    private static final Transport NIO = io.vertx.core.transport.Transport.NIO.implementation();

    private final int most;
    private final AtomicInteger open;
    private final Runnable refused;

    /**
     * Makes one; a Vert.x of its own goes with it.
     *
     * @param most connections that are open at once, those included that still greet; further ones are closed at once
     * @param open is kept at their number
     * @param refused told of each that is closed for it
     */
    BoundedTransport(int most, AtomicInteger open, Runnable refused) {
        this.most = most;
        this.open = open;
        this.refused = refused;
    }

    @Override
    public String name() {
        return io.vertx.core.transport.Transport.NIO.name();
    }

    @Override
    public boolean available() {
        return true;
    }

    @Override
    public @Nullable Throwable unavailabilityCause() {
        return null;
    }

    @Override
    public Transport implementation() {
        return this;
    }

    @Override
    public IoHandlerFactory ioHandlerFactory() {
        return NIO.ioHandlerFactory();
    }

    @Override
    @SuppressWarnings("deprecation") // the interface is written so
    public DatagramChannel datagramChannel(InternetProtocolFamily family) {
        return NIO.datagramChannel(family);
    }

    @Override
    public ChannelFactory<? extends DatagramChannel> datagramChannelFactory() {
        return NIO.datagramChannelFactory();
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
        return NIO.channelFactory(domainSocket);
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
        var factory = NIO.serverChannelFactory(domainSocket);
        return () -> {
            var server = factory.newChannel();
            // Before Netty adds the one that takes connections over.
            server.pipeline().addLast(new Door());
            return server;
        };
    }

    /** What a server channel reads are the connections that it has accepted. */
    private final class Door extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) {
            var connection = (Channel) accepted;
            if (open.incrementAndGet() > most) {
                open.decrementAndGet();
                refused.run();
                // Nothing knows it yet: it belongs to no event loop on which it could be closed in order.
                connection.unsafe().closeForcibly();
            } else {
                connection.closeFuture().addListener(_ -> open.decrementAndGet());
                context.fireChannelRead(connection);
            }
        }
    }
}
