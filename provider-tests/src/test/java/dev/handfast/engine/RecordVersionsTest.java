package dev.handfast.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.handshake.TestSettings;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.TlsFault;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** legacy_record_version as it is sent (RFC 9846 sections 5.1 and E.5). */
@Tag("unit")
class RecordVersionsTest {

    /** 0x0301 in front of the first ClientHello, which is a SHOULD, and 0x0303 in front of all else. */
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
        assertEquals(0x0301, ofClient.remove(0));
        assertTrue(ofClient.size() > 1 && ofServer.size() > 2, ofClient + " " + ofServer);
        assertTrue(ofClient.stream().allMatch(version -> version == 0x0303), ofClient::toString);
        assertTrue(ofServer.stream().allMatch(version -> version == 0x0303), ofServer::toString);
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
