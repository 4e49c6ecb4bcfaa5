package dev.handfast.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.handshake.TestSettings;
import dev.handfast.peers.Background;
import dev.handfast.spec.TlsFault;

import java.nio.ByteBuffer;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Connections that are closed when they have hardly begun. */
@Tag("unit")
class ClosingTest {

    private static final int ROUNDS = 300;

    /** A client that nobody has heard waits for no answer. */
    @Test
    void closingBeforeTheHelloWasSentEndsBothWays() throws TlsFault {
        ProtocolConnection client = new ProtocolConnection(TestSettings.client().build());
        client.begin();
        client.closeWrite();
        assertEnded(client);
    }

    @Test
    void beginningAfterClosingBeginsNothing() throws TlsFault {
        ProtocolConnection client = new ProtocolConnection(TestSettings.client().build());
        client.closeWrite();
        client.begin();
        assertEnded(client);
    }

    @Test
    void closingBehindTheHelloWaitsForTheServer() throws TlsFault {
        ProtocolConnection client = new ProtocolConnection(TestSettings.client().build());
        client.begin();
        ByteBuffer wire = ByteBuffer.allocate(1 << 16);
        client.write(new ByteBuffer[0], 0, 0, wire);
        client.closeWrite();
        drain(client, wire);
        assertEquals(22, wire.get(0));
        assertTrue(client.isHandshaking());
        assertFalse(client.isReadClosed());
    }

    /** Whichever comes first, no connection is left that waits for an answer to a hello that it did not send. */
    @Test
    void closingWhileBeginningLeavesNoneThatWaitsUnheard() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            ProtocolConnection client = new ProtocolConnection(TestSettings.client().build());
            CyclicBarrier together = new CyclicBarrier(2);
            Future<Void> beginning = Background.run(() -> {
                together.await();
                client.begin();
            });
            together.await();
            client.closeWrite();
            Background.get(beginning);
            assertEnded(client);
        }
    }

    private static void assertEnded(ProtocolConnection client) throws TlsFault {
        ByteBuffer wire = ByteBuffer.allocate(1 << 16);
        drain(client, wire);
        assertTrue(client.isWriteClosed());
        assertTrue(client.isReadClosed());
        assertFalse(client.isHandshaking());
        assertEquals(Progress.IDLE, client.progress());
    }

    private static void drain(ProtocolConnection client, ByteBuffer wire) throws TlsFault {
        while (client.progress() == Progress.NEED_WRITE) {
            client.write(new ByteBuffer[0], 0, 0, wire);
        }
    }
}
