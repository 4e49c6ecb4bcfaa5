package dev.handfast.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.handfast.spec.TlsFault;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A connection that fails before the end of its handshake was reported does not report it afterwards. */
@Tag("unit")
class FailedBeforeReportTest {

    private static final int MAX_STEPS = 200;

    @ParameterizedTest
    @EnumSource(ConnectionProfile.class)
    void theClient(ConnectionProfile lane) throws TlsFault {
        Pair pair = new Pair(lane.client(), lane.server());
        fail(pair, pair.client, pair.toServer);
    }

    @ParameterizedTest
    @EnumSource(ConnectionProfile.class)
    void theServer(ConnectionProfile lane) throws TlsFault {
        Pair pair = new Pair(lane.client(), lane.server());
        fail(pair, pair.server, pair.toClient);
    }

    private static void fail(Pair pair, ProtocolConnection victim, ByteBuffer out) throws TlsFault {
        pair.client.begin();
        pair.server.begin();
        for (int i = 0; i < MAX_STEPS && victim.session() == null; i++) {
            Pair.step(pair.client, pair.toServer, pair.toClient);
            if (victim.session() == null) {
                Pair.step(pair.server, pair.toClient, pair.toServer);
            }
        }
        assertNotNull(victim.session());
        ByteBuffer garbage = ByteBuffer.wrap(new byte[] {23, 3, 3, 0, 3, 1, 2, 3});
        assertThrows(TlsFault.class, () -> victim.read(garbage, new ByteBuffer[0], 0, 0));
        assertFalse(victim.takeFinished());
        while (victim.progress() == Progress.NEED_WRITE) {
            victim.write(new ByteBuffer[0], 0, 0, out);
            assertFalse(victim.takeFinished(), "the end of the handshake is reported behind the failure");
        }
        assertEquals(Progress.IDLE, victim.progress());
    }
}
