package dev.handfast.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Background;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.JsseRow;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.peers.SocketBelow;
import dev.handfast.spec.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A socket that ends reads what its peer has on the way, so that its last word arrives, but no more than that: a peer
 * that sends as fast as this side reads does not decide for how long.
 */
@Tag("contract")
class EndlessPeerTest {

    /** What may be read beside it: buffers that are filled before the end begins. */
    private static final long SLACK = 1 << 17;

    private record Row(boolean client, String version) {
    }

    /** What ends a socket. */
    private interface End {
        void of(SSLSocket socket, SocketBelow below) throws IOException;
    }

    static Stream<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
            rows.add(new Row(true, version));
            rows.add(new Row(false, version));
        }
        return rows.stream();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void closing(Row row) throws Exception {
        assertReadsAtMostWhatIsOnTheWay(row, (socket, below) -> {
            below.flood();
            socket.close();
        });
    }

    /** The flood is no record. */
    @ParameterizedTest
    @MethodSource("rows")
    void failing(Row row) throws Exception {
        assertReadsAtMostWhatIsOnTheWay(row, (socket, below) -> {
            below.flood();
            assertThrows(SSLException.class, socket.getInputStream()::read);
        });
    }

    private static void assertReadsAtMostWhatIsOnTheWay(Row row, End end) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket theirs = new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
                SocketBelow below = new SocketBelow(listener.accept())) {
            theirs.setSoTimeout(20_000);
            below.setSoTimeout(20_000);
            JsseRow ours = new JsseRow(JsseStack.HANDFAST, row.version);
            SSLSocket socket = over(row.client ? ours.client() : ours.server(), below, row.client, row.version);
            SSLSocket peer = over(JsseStack.SUN.context(row.client ? Credentials.shared().server(KeyKind.P256) : null),
                    theirs, !row.client, row.version);
            Future<Integer> talking = Background.start(() -> {
                peer.getOutputStream().write(2);
                return peer.getInputStream().read();
            });
            socket.getOutputStream().write(1);
            assertEquals(2, socket.getInputStream().read());
            assertEquals(1, Background.get(talking));
            end.of(socket, below);
            assertTrue(socket.isClosed());
            assertTrue(below.flooded() > SLACK, below.flooded() + " bytes: what is on the way is read");
            assertTrue(below.flooded() <= Limits.IN_FLIGHT + SLACK, below.flooded() + " bytes");
        }
    }

    private static SSLSocket over(SSLContext context, Socket below, boolean client, String version)
            throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(below, "localhost", below.getPort(),
                true);
        socket.setUseClientMode(client);
        socket.setEnabledProtocols(new String[] {version});
        return socket;
    }
}
