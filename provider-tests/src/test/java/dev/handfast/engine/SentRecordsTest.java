package dev.handfast.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.handshake.TestSettings;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.TlsFault;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Bytes of records that are sent: versions in front of them, and levels of alerts. */
@Tag("unit")
class SentRecordsTest {

    /** RFC 9846 section 5.1: 0x0301 before the first ClientHello, which is a SHOULD, 0x0303 before all else. */
    @Test
    void recordsSayTheVersionsOfTheRfc() throws TlsFault {
        TestSettings client = TestSettings.client();
        TestSettings server = TestSettings.server();
        client.groups = List.of(NamedGroup.X25519, NamedGroup.SECP256R1);
        server.groups = List.of(NamedGroup.SECP256R1);
        Pair pair = new Pair(client, server);
        List<Integer> ofClient = new ArrayList<>();
        List<Integer> ofServer = new ArrayList<>();
        pair.client.begin();
        pair.server.begin();
        while (pair.client.session() == null || pair.server.session() == null) {
            speak(pair.client, pair.toServer, ofClient);
            listen(pair.server, pair.toServer);
            speak(pair.server, pair.toClient, ofServer);
            listen(pair.client, pair.toClient);
        }
        assertEquals(0x0301, ofClient.get(0));
        assertTrue(ofClient.size() > 2 && ofServer.size() > 2, ofClient + " " + ofServer);
        assertTrue(ofClient.stream().skip(1).allMatch(version -> version == 0x0303), ofClient::toString);
        assertTrue(ofServer.stream().allMatch(version -> version == 0x0303), ofServer::toString);
    }

    /** RFC 9846 section 6.1: both are warnings, and close_notify comes last. */
    @Test
    void whoGivesUpSaysSoAndCloses() throws TlsFault {
        ProtocolConnection client = new ProtocolConnection(TestSettings.client().build());
        client.begin();
        ByteBuffer wire = ByteBuffer.allocate(1 << 16);
        client.write(new ByteBuffer[0], 0, 0, wire);
        client.closeWrite();
        int at = wire.position();
        speak(client, wire, new ArrayList<>());
        assertArrayEquals(new byte[] {21, 3, 3, 0, 2, 1, 90, 21, 3, 3, 0, 2, 1, 0},
                Arrays.copyOfRange(wire.array(), at, wire.position()));
    }

    /** RFC 9846 section 6: an error alert is fatal, and nothing comes behind it. */
    @Test
    void anErrorIsFatal() throws TlsFault {
        ProtocolConnection server = new ProtocolConnection(TestSettings.server().build());
        server.begin();
        ByteBuffer in = ByteBuffer.allocate(1 << 16).put(new byte[] {22, 3, 1, 0, 4, 2, 0, 0, 0});
        assertThrows(TlsFault.class, () -> Pair.read(server, in));
        ByteBuffer wire = ByteBuffer.allocate(1 << 16);
        speak(server, wire, new ArrayList<>());
        assertArrayEquals(new byte[] {21, 3, 3, 0, 2, 2, 10}, Arrays.copyOf(wire.array(), wire.position()));
    }

    private static void speak(ProtocolConnection side, ByteBuffer out, List<Integer> versions) throws TlsFault {
        while (side.progress() == Progress.NEED_WRITE) {
            int at = out.position();
            side.write(new ByteBuffer[0], 0, 0, out);
            side.takeFinished();
            if (out.position() > at) {
                versions.add(out.getShort(at + 1) & 0xffff);
            }
        }
    }

    private static void listen(ProtocolConnection side, ByteBuffer in) throws TlsFault {
        while (side.progress() == Progress.NEED_WORK || side.progress() == Progress.NEED_READ && in.position() > 0) {
            if (side.progress() == Progress.NEED_WORK) {
                side.takeTask().run();
            } else {
                Pair.read(side, in);
            }
        }
    }
}
