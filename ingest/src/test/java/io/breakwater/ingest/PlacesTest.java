package io.breakwater.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacesTest {
    private static final InetAddress PROXY = InetAddress.ofLiteral("192.0.2.9");

    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final Places places = new Places(TestLimits.ofConnectionsOfOne(3, 2), PROXY::equals, open);

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1, false",
        "192.0.2.1, 192.0.2.2, true",
        "2001:db8::1, 2001:db8::ffff:1, false",
        "2001:db8::1, 2001:db8:0:1::1, true",
        "::ffff:192.0.2.1, 192.0.2.1, false"
    })
    void whoHasTwoHasNoThird(String first, String second, boolean isTaken) {
        assertTrue(take(first));
        assertTrue(take(first));

        assertEquals(isTaken, take(second));
    }

    @Test
    void noMoreAreTakenThanThereAre() {
        assertTrue(take("192.0.2.1"));
        assertTrue(take("192.0.2.2"));
        assertTrue(take("192.0.2.3"));

        assertFalse(take("192.0.2.4"));
        assertEquals(3, open.get());
    }

    @Test
    void aProxyMayTakeThemAll() {
        for (var place = 0; place < 3; place++) {
            assertTrue(places.take(PROXY));
        }
        assertFalse(places.take(PROXY));
    }

    @Test
    void whatIsGivenBackCanBeTakenAgain() {
        take("192.0.2.1");
        take("192.0.2.1");
        places.giveBack(InetAddress.ofLiteral("192.0.2.1"));

        assertEquals(1, open.get());
        assertTrue(take("192.0.2.1"));
        assertFalse(take("192.0.2.1"));
    }

    /** As Netty does where an option of the connection can't be set; the connection's future is never done then. */
    @Test
    void aConnectionThatNettyClosesForciblyGivesItsPlaceBackOnce() throws IOException {
        var netty = new EmbeddedChannel(new BoundedTransport.Door(places, refused::incrementAndGet), new Forcibly());
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var client = SocketChannel.open(server.getLocalSocketAddress())) {
            netty.writeInbound(new NioSocketChannel(client));

            assertFalse(client.isOpen());
        }
        assertEquals(0, open.get());
        assertEquals(0, refused.get());
        netty.finishAndReleaseAll();
    }

    private static final class Forcibly extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object connection) {
            ((Channel) connection).unsafe().closeForcibly();
        }
    }

    private boolean take(String address) {
        return places.take(InetAddress.ofLiteral(address));
    }
}
