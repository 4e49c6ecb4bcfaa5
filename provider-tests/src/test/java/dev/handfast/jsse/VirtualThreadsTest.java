package dev.handfast.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handfast.peers.Background;
import dev.handfast.peers.JsseRow;
import dev.handfast.peers.JsseStack;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many sockets, one virtual thread each side, all open at once; pinning is traced by Flight Recorder. */
@Tag("contract")
class VirtualThreadsTest {

    /** Both ends are in this process, so half of the 10,000 sockets are ours to connect and half are accepted. */
    private static final int CONNECTIONS = Integer.getInteger("handfast.virtual.connections", 5_000);
    /**
     * The queue of a listener is short, and so a limit on handshakes under way keeps connections from being refused.
     */
    private static final int AT_ONCE = 200;
    private static final long MINUTES = 4;

    @ParameterizedTest
    @EnumSource(value = JsseStack.class, names = {"SUN", "HANDFAST"})
    void tenThousandSocketsNeverPin(JsseStack stack) throws Exception {
        assumeTrue(Runtime.version().feature() >= 21, "virtual threads need JDK 21");
        JsseRow row = new JsseRow(stack, "TLSv1.3");
        Path file = Files.createTempFile("pinned", ".jfr");
        ExecutorService threads = (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor")
                .invoke(null);
        try (Recording recording = new Recording()) {
            // a thread that waits for another to load a class or to run its initializer is pinned, once, by the JVM
            echoAll(row, threads, AT_ONCE);
            recording.enable("jdk.VirtualThreadPinned").withoutThreshold().withStackTrace();
            recording.start();
            echoAll(row, threads, CONNECTIONS);
            recording.stop();
            recording.dump(file);
        } finally {
            threads.shutdownNow();
        }
        List<String> pinned = RecordingFile.readAllEvents(file).stream().filter(VirtualThreadsTest::isInTls)
                .map(RecordedEvent::toString).toList();
        Files.delete(file);
        if (stack == JsseStack.HANDFAST) {
            assertEquals(List.of(), pinned);
        }
    }

    private static boolean isInTls(RecordedEvent event) {
        return event.getStackTrace() != null && event.getStackTrace().getFrames().stream()
                .map(frame -> frame.getMethod().getType().getName())
                .anyMatch(type -> type.startsWith("dev.handfast.") && !type.contains("Test")
                        || type.startsWith("sun.security.ssl."));
    }

    private static void echoAll(JsseRow row, ExecutorService threads, int connections) throws Exception {
        CountDownLatch allOpen = new CountDownLatch(connections);
        CountDownLatch done = new CountDownLatch(connections);
        AtomicInteger echoed = new AtomicInteger();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Semaphore underWay = new Semaphore(AT_ONCE);
        SSLSocketFactory factory = row.client().getSocketFactory();
        try (SSLServerSocket listener = (SSLServerSocket) row.server().getServerSocketFactory()
                .createServerSocket(0, AT_ONCE, InetAddress.getLoopbackAddress())) {
            Future<Void> accepting = Background.run(() -> {
                for (int i = 0; i < connections; i++) {
                    SSLSocket socket = (SSLSocket) listener.accept();
                    threads.execute(() -> guarded(failure, () -> echo(socket)));
                }
            });
            for (int i = 0; i < connections; i++) {
                threads.execute(() -> {
                    guarded(failure, () -> {
                        underWay.acquire();
                        SSLSocket socket = null;
                        try {
                            socket = (SSLSocket) factory.createSocket(listener.getInetAddress(),
                                    listener.getLocalPort());
                            socket.startHandshake();
                        } finally {
                            underWay.release();
                            allOpen.countDown();
                        }
                        assertTrue(allOpen.await(MINUTES, TimeUnit.MINUTES));
                        socket.getOutputStream().write(42);
                        if (socket.getInputStream().read() == 42) {
                            echoed.incrementAndGet();
                        }
                        socket.close();
                    });
                    done.countDown();
                });
            }
            assertTrue(done.await(MINUTES, TimeUnit.MINUTES), "stuck with " + done.getCount() + " open");
            if (failure.get() != null) {
                throw new AssertionError("a connection failed", failure.get());
            }
            Background.get(accepting);
        }
        assertEquals(connections, echoed.get());
    }

    private static void echo(SSLSocket socket) throws IOException {
        try (socket) {
            InputStream in = socket.getInputStream();
            int one = in.read();
            socket.getOutputStream().write(one);
            if (one < 0 || in.read() >= 0) {
                throw new IOException("not exactly one byte");
            }
        }
    }

    private static void guarded(AtomicReference<Throwable> failure, Background.Work work) {
        try {
            work.run();
        } catch (Throwable e) {
            failure.compareAndSet(null, e);
        }
    }
}
