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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Java's own transport, with a bound on the connections that its servers have accepted. Vert.x shows a connection to its
 * handlers only when the TLS handshake is over, so whoever never ends one would be counted by nobody there.
 */
final class BoundedTransport implements io.vertx.core.transport.Transport, Transport {
    private static final Transport NIO = io.vertx.core.transport.Transport.NIO.implementation();

    private final Places places;
    private final Runnable refused;

    /**
     * Makes one; a Vert.x of its own goes with it.
     *
     * @param places one for each connection, those included that still greet; without one it is closed at once
     * @param refused told of each that is closed for it
     */
    BoundedTransport(Places places, Runnable refused) {
        this.places = places;
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
            server.pipeline().addLast(new Door(places, refused));
            return server;
        };
    }

    /** What a server channel reads are the connections that it has accepted. On the acceptor's thread. */
    static final class Door extends ChannelInboundHandlerAdapter {
        private final Places places;
        private final Runnable refused;

        Door(Places places, Runnable refused) {
            this.places = places;
            this.refused = refused;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) {
            var connection = (Channel) accepted;
            var address = address(connection);
            if (!places.take(address)) {
                refused.run();
                // Nothing knows it yet: it belongs to no event loop on which it could be closed in order.
                connection.unsafe().closeForcibly();
                return;
            }
            var isOver = new AtomicBoolean();
            Runnable giveBack = () -> {
                if (isOver.compareAndSet(false, true)) {
                    places.giveBack(address);
                }
            };
            connection.closeFuture().addListener(_ -> giveBack.run());
            context.fireChannelRead(connection);
            if (!connection.isOpen()) {
                // Netty closes forcibly what it can't take over, and then nobody completes the future.
                giveBack.run();
            }
        }

        private static InetAddress address(Channel connection) {
            // A connection that is over again already may have none: all of these count as one.
            return connection.remoteAddress() instanceof InetSocketAddress remote
                    ? remote.getAddress()
                    : InetAddress.ofLiteral("0.0.0.0");
        }
    }
}
