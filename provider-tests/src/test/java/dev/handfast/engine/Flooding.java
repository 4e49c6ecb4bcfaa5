package dev.handfast.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.handshake.TestSettings;
import dev.handfast.spec.Fault;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Bytes;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** A client and a server for which no time passes unless the test says so, and how one is flooded by the other. */
abstract class Flooding {

    static final byte[] DATA = {1, 2, 3};

    long now = 1_700_000_000_000L;

    Pair begun(ConnectionProfile lane) throws TlsFault {
        Pair pair = connect(lane);
        pair.client.begin();
        pair.server.begin();
        return pair;
    }

    Pair pair(ConnectionProfile lane) throws TlsFault {
        Pair pair = connect(lane).handshake();
        assertNotNull(pair.server.session());
        return pair;
    }

    Pair connect(ConnectionProfile lane) {
        TestSettings client = lane.client();
        TestSettings server = lane.server();
        client.clock = () -> now;
        server.clock = () -> now;
        return new Pair(client, server);
    }

    /** A record of application data. */
    static byte[] data(ProtocolConnection side) throws TlsFault {
        ByteBuffer record = ByteBuffer.allocate(17_000);
        side.write(new ByteBuffer[] {ByteBuffer.wrap(DATA)}, 0, 1, record);
        return Arrays.copyOf(record.array(), record.position());
    }

    static byte[] write(ProtocolConnection side) throws TlsFault {
        ByteBuffer record = ByteBuffer.allocate(17_000);
        side.write(new ByteBuffer[0], 0, 0, record);
        side.takeFinished();
        return Arrays.copyOf(record.array(), record.position());
    }

    /** What the server makes of bytes, all of them. */
    static byte[] hear(Pair pair, byte[] bytes) throws TlsFault {
        pair.toServer.put(bytes);
        byte[] data = Bytes.NONE;
        for (int left = -1; pair.toServer.position() != left;) {
            left = pair.toServer.position();
            data = Bytes.concat(data, Pair.read(pair.server, pair.toServer));
        }
        assertEquals(0, pair.toServer.position(), "bytes that were not read");
        return data;
    }

    void refused(Fault expected, byte[] bytes) throws TlsFault {
        refused(begun(ConnectionProfile.TLS13_AES_GCM), expected, bytes);
    }

    /** The server answers bytes with a fault, and its alert is the last the client hears. */
    static void refused(Pair pair, Fault expected, byte[] bytes) throws TlsFault {
        TlsFault fault = assertThrows(TlsFault.class, () -> {
            hear(pair, bytes);
            while (pair.server.progress() == Progress.NEED_WORK) {
                pair.server.takeTask().run();
            }
            pair.server.read(ByteBuffer.allocate(0), new ByteBuffer[0], 0, 0);
        });
        assertEquals(expected, fault.fault(), fault::getMessage);
        assertTrue(pair.server.isReadClosed());
        assertEquals(Progress.NEED_WRITE, pair.server.progress());
        while (pair.server.progress() == Progress.NEED_WRITE) {
            pair.toClient.put(write(pair.server));
        }
        assertTrue(pair.server.isWriteClosed());
        TlsFault heard = assertThrows(TlsFault.class, () -> {
            for (int i = 0; i < 100; i++) {
                Pair.step(pair.client, pair.toServer, pair.toClient);
            }
        });
        assertEquals(Fault.PEER_ALERT, heard.fault(), heard::getMessage);
        assertTrue(heard.getMessage().contains(expected.alert().toString()), heard::getMessage);
    }
}
