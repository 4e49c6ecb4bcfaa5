package dev.handfast.jsse.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Background;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import javax.net.ssl.SSLException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The application's log throws: sockets fail and close as they do without it. */
@Timeout(120)
@Tag("contract")
class ThrowingLoggerTest {

    private static final byte[] GARBAGE = {22, 3, 3, 0, 1, 99};

    private final Logger logger = Logger.getLogger(SocketImpl.class.getPackageName());
    private final AtomicInteger thrown = new AtomicInteger();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            thrown.incrementAndGet();
            throw new IllegalStateException("the disk is full");
        }

        @Override
        public void flush() {
            // keeps nothing
        }

        @Override
        public void close() {
            // has nothing
        }
    };

    @BeforeEach
    void begin() {
        handler.setLevel(Level.ALL);
        logger.setLevel(Level.ALL);
        logger.setUseParentHandlers(false);
        logger.addHandler(handler);
    }

    @AfterEach
    void end() {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
        logger.setLevel(null);
        assertTrue(thrown.get() > 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aFailureEndsTheSocket(String version) throws Exception {
        try (Layers layers = Layers.of(version, true)) {
            layers.below().beforeWrites(() -> {
                throw new IOException("no room");
            });
            layers.below().beforeClose(() -> {
                throw new IOException("no end");
            });
            layers.peerBelow().getOutputStream().write(GARBAGE);
            assertThrows(SSLException.class, layers.socket().getInputStream()::read);
            assertTrue(layers.socket().isClosed());
            assertTrue(layers.connection().isWriteClosed());
            assertThrows(IllegalStateException.class, () -> layers.connection().exportKeyingMaterial("label", null, 1));
            layers.below().beforeClose(() -> {});
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void closingEndsTheSocket(String version) throws Exception {
        try (Layers layers = Layers.of(version, true)) {
            layers.below().beforeWrites(() -> {
                throw new IOException("no room");
            });
            layers.socket().close();
            assertTrue(layers.socket().isClosed());
            assertTrue(layers.below().isClosed());
            assertEquals(-1, layers.peerBelow().getInputStream().read());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void anEndWithoutCloseNotifyIsAnEnd(String version) throws Exception {
        try (Layers layers = Layers.of(version, true)) {
            layers.peerBelow().shutdownOutput();
            assertEquals(-1, layers.socket().getInputStream().read());
        }
    }

    @Test
    void allListenersAreTold() throws Exception {
        HandshakeListeners listeners = new HandshakeListeners();
        CountDownLatch told = new CountDownLatch(2);
        for (int i = 0; i < 2; i++) {
            listeners.add(event -> {
                told.countDown();
                throw new IllegalStateException("odd");
            });
        }
        try (Layers layers = Layers.of("TLSv1.3", true)) {
            listeners.tell(layers.socket(), layers.socket().getSession());
            Background.await(told);
        }
    }
}
