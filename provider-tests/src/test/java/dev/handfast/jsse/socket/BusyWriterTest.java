package dev.handfast.jsse.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Background;
import dev.handfast.peers.SocketBelow;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.SSLException;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A thread that hangs in a write, or a transport that takes no more, keeps nothing else from its end. */
@Timeout(120)
@Tag("contract")
class BusyWriterTest {

    private static final byte[] GARBAGE = {22, 3, 3, 0, 1, 99};

    /** The peer asks for something while a writer hangs: it is sent when that is over, though nobody writes again. */
    @ParameterizedTest
    @CsvSource({"TLSv1.3, true", "TLSv1.3, false", "TLSv1.2, true", "TLSv1.2, false"})
    void whatReadersAnswerIsSentByTheWriterThatWasInTheWay(String version, boolean client) throws Exception {
        try (Layers layers = Layers.of(version, client)) {
            int before = layers.below().writes();
            SocketBelow.Gate gate = layers.below().holdWrites();
            Future<Void> writing = layers.hangingWriter(gate);
            if (version.equals("TLSv1.3")) {
                layers.peer().startHandshake();
                layers.peer().getOutputStream().write(4);
                assertEquals(4, layers.socket().getInputStream().read());
            } else {
                Future<Void> closing = Background.run(layers.peer()::shutdownOutput);
                assertEquals(-1, layers.socket().getInputStream().read());
                Background.get(closing);
            }
            assertEquals(1, layers.below().writes() - before, "a reader waits for no writer");
            gate.open();
            Background.get(writing);
            assertEquals(2, layers.below().writes() - before, "the data, and the answer");
            assertEquals(3, layers.peer().getInputStream().read());
            if (version.equals("TLSv1.2")) {
                assertEquals(-1, layers.peer().getInputStream().read());
            }
        }
    }

    /** A connection that has failed keeps no keys, also where its alert could not be sent. */
    @ParameterizedTest
    @CsvSource({"TLSv1.3, true", "TLSv1.3, false", "TLSv1.2, true", "TLSv1.2, false"})
    void aFailureWipesTheKeysThoughAWriterHangs(String version, boolean client) throws Exception {
        try (Layers layers = Layers.of(version, client)) {
            Future<Void> writing = layers.hangingWriter(layers.below().holdWrites());
            layers.peerBelow().getOutputStream().write(GARBAGE);
            assertThrows(SSLException.class, layers.socket().getInputStream()::read);
            assertTrue(layers.connection().isReadClosed());
            assertTrue(layers.connection().isWriteClosed());
            assertThrows(IllegalStateException.class, () -> layers.connection().exportKeyingMaterial("label", null, 1));
            assertThrows(IOException.class, () -> Background.get(writing));
        }
    }

    /** A writer that is soon done does not cost the peer the reason why the connection ends. */
    @ParameterizedTest
    @CsvSource({"TLSv1.3, true", "TLSv1.3, false", "TLSv1.2, true", "TLSv1.2, false"})
    void anAlertIsSentBehindTheWriterThatWasInTheWay(String version, boolean client) throws Exception {
        try (Layers layers = Layers.of(version, client)) {
            SocketBelow.Gate gate = layers.below().holdWrites();
            Future<Void> writing = layers.hangingWriter(gate);
            layers.peerBelow().getOutputStream().write(GARBAGE);
            AtomicReference<Thread> reader = new AtomicReference<>();
            CountDownLatch started = new CountDownLatch(1);
            Future<Integer> reading = Background.start(() -> {
                reader.set(Thread.currentThread());
                started.countDown();
                return layers.socket().getInputStream().read();
            });
            Background.await(started);
            Background.awaitIn(reader.get(), "sendAlert");
            gate.open();
            Background.get(writing);
            assertEquals(3, layers.peer().getInputStream().read());
            SSLException told = assertThrows(SSLException.class, layers.peer().getInputStream()::read);
            assertTrue(told.getMessage().contains("alert"), told::getMessage);
            // which goes on until the peer has heard it
            layers.peer().close();
            assertThrows(SSLException.class, () -> Background.get(reading));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void closingEndsThoughTheTransportTakesNoMore(String version) throws Exception {
        try (Layers layers = Layers.of(version, true)) {
            layers.fill();
            Background.get(Background.run(layers.socket()::close));
            assertTrue(layers.socket().isClosed());
            assertTrue(layers.connection().isWriteClosed());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void failingEndsThoughTheTransportTakesNoMore(String version) throws Exception {
        try (Layers layers = Layers.of(version, true)) {
            layers.fill();
            layers.peerBelow().getOutputStream().write(GARBAGE);
            assertThrows(SSLException.class,
                    () -> Background.get(Background.start(layers.socket().getInputStream()::read)));
            assertTrue(layers.socket().isClosed());
            assertTrue(layers.connection().isWriteClosed());
        }
    }
}
