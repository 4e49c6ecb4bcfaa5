package dev.handfast.jsse;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handfast.peers.Background;
import dev.handfast.peers.JsseRow;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.SocketPair;

import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A virtual thread that is interrupted in a read or write of a socket closes the socket, as {@link java.net.Socket}
 * says, and goes on.
 */
@Timeout(120)
@Tag("contract")
class VirtualThreadInterruptTest {

    /** How much of a record a full buffer takes is left to chance, so there are several sizes. */
    private static final int[] SIZES = {500, 2_200, 3_900, 5_600, 7_300, 9_000, 10_700, 12_400, 14_100, 15_800};

    private record Started(Thread thread, Future<Void> work) {
    }

    private static Started start(Background.Work work) throws Exception {
        AtomicReference<Thread> thread = new AtomicReference<>();
        CountDownLatch started = new CountDownLatch(1);
        Future<Void> running = Background.runVirtual(() -> {
            thread.set(Thread.currentThread());
            started.countDown();
            work.run();
        });
        Background.await(started);
        return new Started(thread.get(), running);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void inAWrite(String version) throws Exception {
        assumeTrue(Runtime.version().feature() >= 21, "virtual threads need JDK 21");
        List<SocketPair> pairs = new ArrayList<>();
        List<Started> writers = new ArrayList<>();
        for (int size : SIZES) {
            SocketPair pair = SocketPair.of(new JsseRow(JsseStack.HANDFAST, version)).handshake();
            SSLSocket server = pair.server();
            server.setSendBufferSize(65_536);
            byte[] block = new byte[size];
            pairs.add(pair);
            writers.add(start(() -> {
                while (true) {
                    server.getOutputStream().write(block);
                }
            }));
        }
        for (Started writer : writers) {
            Background.awaitIn(writer.thread, "park");
        }
        for (int i = 0; i < SIZES.length; i++) {
            writers.get(i).thread.interrupt();
            Future<Void> work = writers.get(i).work;
            assertThrows(SocketException.class, () -> Background.get(work));
            assertTrue(pairs.get(i).server().isClosed());
            pairs.get(i).client().setSoLinger(true, 0);
            pairs.get(i).close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void inARead(String version) throws Exception {
        assumeTrue(Runtime.version().feature() >= 21, "virtual threads need JDK 21");
        try (SocketPair pair = SocketPair.of(new JsseRow(JsseStack.HANDFAST, version)).handshake()) {
            pair.client().getOutputStream().write(new byte[3_000]);
            pair.server().getInputStream().readNBytes(3_000);
            Started reader = start(() -> pair.server().getInputStream().read());
            Background.awaitIn(reader.thread, "park");
            reader.thread.interrupt();
            assertThrows(SocketException.class, () -> Background.get(reader.work));
            assertTrue(pair.server().isClosed());
            assertTrue(pair.server().getSession().isValid());
        }
    }
}
