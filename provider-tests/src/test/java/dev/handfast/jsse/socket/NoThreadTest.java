package dev.handfast.jsse.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Background;
import dev.handfast.peers.FailingThreads;

import java.lang.reflect.Field;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that can start no thread: sockets say their last word, without a limit to what that takes. */
@Timeout(120)
@Tag("contract")
class NoThreadTest {

    private final ScheduledThreadPoolExecutor timer = timer();
    private final ThreadFactory factory = timer.getThreadFactory();
    private final long idle = timer.getKeepAliveTime(TimeUnit.NANOSECONDS);

    private static ScheduledThreadPoolExecutor timer() {
        try {
            Field field = ClosingTimer.class.getDeclaredField("waiting");
            field.setAccessible(true);
            return (ScheduledThreadPoolExecutor) field.get(ClosingTimer.shared());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void takeTheThreads() {
        timer.setKeepAliveTime(1, TimeUnit.NANOSECONDS);
        while (timer.getPoolSize() > 0) {
            Thread.onSpinWait();
        }
        timer.setThreadFactory(work -> {
            throw new OutOfMemoryError("unable to create native thread");
        });
    }

    @AfterEach
    void giveThemBack() {
        timer.setThreadFactory(factory);
        timer.setKeepAliveTime(idle, TimeUnit.NANOSECONDS);
    }

    /** The connection stands, and later handshakes are told of. */
    @Test
    void listenersAreNoReasonToFail() throws Exception {
        try (Layers layers = Layers.of("TLSv1.3", true)) {
            HandshakeListeners listeners = new HandshakeListeners(new FailingThreads(1));
            CountDownLatch told = new CountDownLatch(1);
            listeners.add(event -> told.countDown());
            listeners.tell(layers.socket(), layers.socket().getSession());
            assertEquals(1, told.getCount());
            listeners.tell(layers.socket(), layers.socket().getSession());
            Background.await(told);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void closeNotifyIsSent(String version) throws Exception {
        try (Layers layers = Layers.of(version, true)) {
            layers.socket().close();
            assertEquals(-1, layers.peer().getInputStream().read());
            assertTrue(((SocketImpl) layers.peer()).association().connection().hasPeerClosed(),
                    "close_notify has come");
            assertEquals(0, timer.getQueue().size(), "limits that are kept");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void alertsAreSent(String version) throws Exception {
        try (Layers layers = Layers.of(version, true)) {
            layers.peerBelow().getOutputStream().write(new byte[] {22, 3, 3, 0, 1, 99});
            Future<Integer> reading = Background.start(layers.socket().getInputStream()::read);
            SSLException told = assertThrows(SSLException.class, layers.peer().getInputStream()::read,
                    "an alert has come");
            assertTrue(told.getMessage().contains("alert"), told::getMessage);
            layers.peer().close();
            assertThrows(SSLException.class, () -> Background.get(reading));
        }
    }
}
