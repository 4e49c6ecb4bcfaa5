package dev.handfast.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Background;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.JsseRow;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.peers.Plumbing;
import dev.handfast.peers.SystemProperties;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a socket sends last arrives, though the peer has sent what nobody will read: the connection ends by an end and
 * not by a reset, which destroys what the peer has not read yet.
 */
@Tag("contract")
class LastWordTest {

    private static final byte[] GARBAGE = {23, 3, 3, 0, 32};
    private static final int UNREAD = 200_000;

    /** Bytes, and the time between them: six times as long as closing may take. */
    private static final int TRICKLED = 30;
    private static final int TRICKLE_MILLIS = 200;

    /** A socket of ours and a peer whose raw connection the test has. */
    private record Ends(SSLSocket socket, Socket raw, SSLSocket peer) {
    }

    /** Something to do with them. */
    private interface Act {
        void on(Ends ends) throws Exception;
    }

    private record Row(boolean client, String version, Plumbing plumbing) {
    }

    static Stream<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (Plumbing plumbing : Plumbing.values()) {
            for (String version : List.of("TLSv1.3", "TLSv1.2")) {
                rows.add(new Row(true, version, plumbing));
                rows.add(new Row(false, version, plumbing));
            }
        }
        return rows.stream();
    }

    private static void with(Row row, Act act) throws Exception {
        JsseRow ours = new JsseRow(JsseStack.HANDFAST, row.version);
        SSLContext peers = JsseStack.SUN.context(Credentials.shared().server(KeyKind.P256));
        if (row.client) {
            try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                Future<Socket> accepted = Background.start(listener::accept);
                SSLSocket socket = row.plumbing.client(ours.client(), listener.getLocalPort());
                try (Socket raw = Background.get(accepted)) {
                    act(row, act, new Ends(socket, raw,
                            (SSLSocket) peers.getSocketFactory().createSocket(raw, (InputStream) null, false)));
                }
            }
            return;
        }
        try (Plumbing.Listener listener = row.plumbing.listen(ours.server())) {
            Future<SSLSocket> accepted = listener.accept();
            try (Socket raw = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
                act(row, act, new Ends(Background.get(accepted), raw,
                        (SSLSocket) peers.getSocketFactory().createSocket(raw, "localhost", listener.port(), false)));
            }
        }
    }

    private static void act(Row row, Act act, Ends ends) throws Exception {
        ends.raw.setSoTimeout(20_000);
        ends.socket.setSoTimeout(20_000);
        ends.socket.setEnabledProtocols(new String[] {row.version});
        ends.peer.setEnabledProtocols(new String[] {row.version});
        try {
            act.on(ends);
        } finally {
            ends.socket.close();
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void alertsOfHandshakesArrive(Row row) throws Exception {
        with(row, ends -> {
            ends.raw.getOutputStream().write(new byte[UNREAD]);
            Future<Void> shaking = Background.run(ends.socket::startHandshake);
            byte[] got = toTheEnd(ends.raw);
            assertTrue(got.length >= 7, got.length + " bytes");
            assertEquals(21, got[got.length - 7], "an alert is last");
            assertThrows(SSLException.class, () -> Background.get(shaking));
        });
    }

    @ParameterizedTest
    @MethodSource("rows")
    void alertsOfConnectionsArrive(Row row) throws Exception {
        with(row, ends -> {
            talk(ends);
            ends.raw.getOutputStream().write(GARBAGE);
            ends.raw.getOutputStream().write(new byte[UNREAD]);
            Future<Integer> read = Background.start(ends.socket.getInputStream()::read);
            byte[] got = toTheEnd(ends.raw);
            assertTrue(got.length >= 7, got.length + " bytes");
            assertThrows(SSLException.class, () -> Background.get(read));
        });
    }

    /** SunJSSE drops what is here when it closes; what comes then resets the connection. */
    @ParameterizedTest
    @MethodSource("rows")
    void theLastBytesArriveThoughThePeerHasWritten(Row row) throws Exception {
        with(row, ends -> {
            talk(ends);
            ends.peer.getOutputStream().write(new byte[UNREAD]);
            Future<byte[]> heard = Background.start(() -> {
                byte[] last = ends.peer.getInputStream().readAllBytes();
                ends.raw.close();
                return last;
            });
            assertEquals(0, ends.socket.getInputStream().read());
            ends.socket.getOutputStream().write(new byte[5]);
            ends.socket.close();
            assertEquals(5, Background.get(heard).length);
        });
    }

    /** A record that comes byte by byte is not waited for, whatever keeps the single read from timing out. */
    @ParameterizedTest
    @EnumSource(Plumbing.class)
    void aTricklingRecordDoesNotHoldTheClose(Plumbing plumbing) throws Exception {
        with(new Row(false, "TLSv1.3", plumbing), ends -> {
            talk(ends);
            ends.raw.getOutputStream().write(new byte[] {23, 3, 3, 0x40, 0});
            CountDownLatch closed = new CountDownLatch(1);
            Future<Integer> trickling = Background.start(() -> {
                int sent = 0;
                while (sent < TRICKLED && !closed.await(TRICKLE_MILLIS, TimeUnit.MILLISECONDS)) {
                    ends.raw.getOutputStream().write(7);
                    sent++;
                }
                return sent;
            });
            ends.socket.close();
            closed.countDown();
            int sent;
            try {
                sent = Background.get(trickling);
            } catch (IOException reset) {
                return;
            }
            assertTrue(sent < TRICKLED, "closing waited for all that trickled in");
        });
    }

    /** Whoever wants an abortive close gets it at once. */
    @Test
    void lingeringForNoTimeWaitsForNobody() throws Exception {
        with(new Row(false, "TLSv1.3", Plumbing.OWN), ends -> {
            talk(ends);
            ends.raw.getOutputStream().write(GARBAGE);
            ends.socket.setSoLinger(true, 0);
            assertThrows(SSLException.class, () -> {
                ends.raw.getOutputStream().write(new byte[UNREAD]);
                ends.socket.getInputStream().read();
            });
            assertTrue(ends.socket.isClosed());
        });
    }

    @ParameterizedTest
    @MethodSource("dev.handfast.peers.JsseRow#all")
    void shuttingTheOutputDownWaitsForTheWriter(JsseRow row) throws Exception {
        int much = 8 << 20;
        SSLContext client = row.isHandfast() ? SystemProperties.with(
                Map.of("com.sun.net.ssl.requireCloseNotify", "true"), row::client) : row.client();
        try (Plumbing.Listener listener = Plumbing.OWN.listen(row.server())) {
            Future<SSLSocket> accepted = listener.accept();
            try (SSLSocket reader = Plumbing.OWN.client(client, listener.port());
                    SSLSocket writer = Background.get(accepted)) {
                writer.setEnabledProtocols(new String[] {row.version()});
                reader.setSoTimeout(20_000);
                Future<Void> shaking = Background.run(writer::startHandshake);
                reader.startHandshake();
                Background.get(shaking);
                Thread[] threads = new Thread[2];
                Future<Void> writing = Background.run(() -> {
                    threads[0] = Thread.currentThread();
                    writer.getOutputStream().write(new byte[much]);
                });
                reader.getInputStream().read();
                Background.awaitIn(threads[0], "implWrite");
                Future<Void> closing = Background.run(() -> {
                    threads[1] = Thread.currentThread();
                    writer.shutdownOutput();
                });
                while (threads[1] == null) {
                    Thread.onSpinWait();
                }
                Background.awaitIn(threads[1], "shutdownOutput");
                byte[] buffer = new byte[1 << 16];
                int got = 1;
                for (int n = reader.getInputStream().read(buffer); n > 0; n = reader.getInputStream().read(buffer)) {
                    got += n;
                }
                assertEquals(much, got);
                Background.get(writing);
                Background.get(closing);
                assertTrue(writer.isOutputShutdown());
            }
        }
    }

    private static void talk(Ends ends) throws Exception {
        Future<Void> shaking = Background.run(ends.peer::startHandshake);
        ends.socket.startHandshake();
        Background.get(shaking);
        ends.socket.getOutputStream().write(1);
        assertEquals(1, ends.peer.getInputStream().read());
        ends.peer.getOutputStream().write(2);
        assertEquals(2, ends.socket.getInputStream().read());
    }

    /** What comes until the end; a reset is an exception. */
    private static byte[] toTheEnd(Socket raw) throws Exception {
        byte[] got = raw.getInputStream().readAllBytes();
        raw.close();
        return got;
    }
}
