package dev.handfast.jsse.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Background;
import dev.handfast.peers.JsseRow;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.SocketBelow;
import dev.handfast.peers.SocketPair;
import dev.handfast.tls.TlsConnection;
import dev.handfast.tls.TlsContext;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers send what nobody reads, so that closing waits for them: they do not hold more than so many threads. */
@Timeout(120)
@Tag("contract")
class UnreadInputTest {

    /** What of the peer's is here when the socket closes, and cannot be read to its end without waiting. */
    private enum Here {
        RECORDS, PART_OF_A_RECORD, NOTHING;

        void send(Layers layers) throws IOException {
            switch (this) {
                case RECORDS -> layers.peer().getOutputStream().write(new byte[100_000]);
                case PART_OF_A_RECORD -> layers.peerBelow().getOutputStream().write(new byte[] {23, 3, 3, 1, 0, 1, 2});
                case NOTHING -> {
                }
            }
        }
    }

    /** With {@code autoClose} false it is close_notify that closing waits for. */
    @ParameterizedTest
    @CsvSource({"TLSv1.3, RECORDS, true", "TLSv1.2, RECORDS, true", "TLSv1.3, PART_OF_A_RECORD, true",
        "TLSv1.2, PART_OF_A_RECORD, true", "TLSv1.3, RECORDS, false", "TLSv1.3, PART_OF_A_RECORD, false",
        "TLSv1.3, NOTHING, false"})
    void closingWaitsForNobodyWhileOthersWait(String version, Here here, boolean autoClose) throws Exception {
        try (AllWait others = new AllWait();
                Layers layers = Layers.of(new JsseRow(JsseStack.HANDFAST, version), false, autoClose)) {
            here.send(layers);
            WaitingReads reads = new WaitingReads(layers.below());
            Background.get(Background.run(layers.socket()::close));
            assertEquals(here != Here.NOTHING, reads.all.get() > 0);
            assertEquals(0, reads.waiting.get(), "reads of what had not come");
            assertTrue(layers.socket().isClosed());
        }
    }

    /** A client that has sent early data, was answered, and does not end its handshake. */
    @Test
    void closingInAHandshakeWaitsForNobodyWhileOthersWait() throws Exception {
        SSLContext servers = new JsseRow(JsseStack.HANDFAST, "TLSv1.3").server();
        TlsContext.of(servers).acceptEarlyData(1000);
        SSLContext clients = JsseStack.HANDFAST.context(null);
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (boolean resumes : new boolean[] {false, true}) {
                try (Socket raw = new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
                        Socket accepted = listener.accept()) {
                    SocketBelow clientBelow = new SocketBelow(raw);
                    SocketBelow serverBelow = new SocketBelow(accepted);
                    SSLSocket client = (SSLSocket) clients.getSocketFactory()
                            .createSocket(clientBelow, "localhost", 443, true);
                    SSLSocket server = (SSLSocket) servers.getSocketFactory()
                            .createSocket(serverBelow, (InputStream) null, true);
                    if (resumes) {
                        closeEarly(clientBelow, client, serverBelow, server);
                    } else {
                        Future<Void> shaking = Background.run(server::startHandshake);
                        client.startHandshake();
                        Background.get(shaking);
                        server.getOutputStream().write(1);
                        assertEquals(1, client.getInputStream().read());
                        SocketPair.closeBoth(client, server);
                    }
                }
            }
        }
    }

    private static void closeEarly(SocketBelow clientBelow, SSLSocket client, SocketBelow serverBelow,
            SSLSocket server) throws Exception {
        TlsConnection.of(client).earlyData().offer(new byte[] {5});
        SocketBelow.Gate gate = clientBelow.holdReads();
        Future<Void> shaking = Background.run(client::startHandshake);
        assertEquals(5, server.getInputStream().read());
        server.getOutputStream().write(6);
        try (AllWait others = new AllWait()) {
            WaitingReads reads = new WaitingReads(serverBelow);
            Background.get(Background.run(server::close));
            assertEquals(0, reads.waiting.get(), "reads of what had not come");
            assertTrue(server.isClosed());
        }
        gate.open();
        Background.get(shaking);
        assertEquals(6, client.getInputStream().read());
    }

    /** As many threads as may wait for peers do. */
    private static final class AllWait implements AutoCloseable {

        private final int all = RecordInput.WAITING_FOR_PEERS.drainPermits();

        @Override
        public void close() {
            RecordInput.WAITING_FOR_PEERS.release(all);
        }
    }

    /** Counts reads, and those that have to wait. */
    private static final class WaitingReads {

        private final AtomicInteger all = new AtomicInteger();
        private final AtomicInteger waiting = new AtomicInteger();

        WaitingReads(SocketBelow below) {
            below.beforeReads(() -> {
                all.incrementAndGet();
                if (below.getInputStream().available() == 0) {
                    waiting.incrementAndGet();
                }
            });
        }
    }

    /**
     * It would meet a closed socket, and the reset destroy what the peer has not read yet.
     *
     * @param crossing whether the peer has asked too by then, which is no answer
     */
    @ParameterizedTest
    @CsvSource({"true, false", "false, false", "true, true", "false, true"})
    void closingWaitsForAKeyUpdateThatThePeerOwes(boolean client, boolean crossing) throws Exception {
        // more than the peer's kernel takes before the peer reads
        byte[] data = new byte[400_000];
        try (Layers layers = Layers.of("TLSv1.3", client)) {
            int reads = 1;
            if (crossing) {
                layers.peer().startHandshake();
                reads++;
            }
            layers.socket().startHandshake();
            layers.socket().getOutputStream().write(data);
            CountDownLatch waitsOrClosed = new CountDownLatch(reads);
            layers.below().beforeReads(waitsOrClosed::countDown);
            Future<Void> closing = Background.run(() -> {
                layers.socket().close();
                while (waitsOrClosed.getCount() > 0) {
                    waitsOrClosed.countDown();
                }
            });
            assertTrue(waitsOrClosed.await(30, TimeUnit.SECONDS));
            assertEquals(data.length, layers.peer().getInputStream().readNBytes(data.length + 1).length);
            Background.get(closing);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void whoHasWaitedLetsOthers(String version) throws Exception {
        int all = RecordInput.WAITING_FOR_PEERS.availablePermits();
        try (Layers layers = Layers.of(version, false)) {
            layers.peer().getOutputStream().write(new byte[1000]);
            Background.get(Background.run(layers.socket()::close));
        }
        assertEquals(all, RecordInput.WAITING_FOR_PEERS.availablePermits());
    }
}
