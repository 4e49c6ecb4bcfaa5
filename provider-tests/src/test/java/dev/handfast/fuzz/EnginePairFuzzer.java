package dev.handfast.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.handfast.engine.ConnectionProfile;
import dev.handfast.engine.HostileWire;
import dev.handfast.engine.HostileWire.Side;
import dev.handfast.spec.Fault;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** Two connections, and bytes that change on the way between them. */
@Tag("fuzz")
class EnginePairFuzzer {

    private static final int CHANGE = 4;

    /** Makes the credentials, which takes long enough for Jazzer to take the first input for a slow one. */
    @BeforeAll
    static void prepare() {
        Victims.prepare();
    }

    /**
     * The first byte picks the kind of connection; each four that follow are a change: whose record, its number, the
     * byte's place in it, and what it is xored with.
     */
    @FuzzTest(maxDuration = "1m")
    void flips(byte[] data) {
        if (data.length == 0) {
            return;
        }
        ConnectionProfile lane = ConnectionProfile.values()[Math.floorMod(data[0], ConnectionProfile.values().length)];
        HostileWire wire = new HostileWire(lane.client(), lane.server(), (fromClient, index, record) -> {
            byte[] changed = record.clone();
            for (int at = 1; at + CHANGE <= data.length; at += CHANGE) {
                if ((data[at] & 1) != 0 == fromClient && data[at + 1] == index) {
                    int place = (data[at] & 0xfe) << 7 | data[at + 2] & 0xff;
                    changed[place % changed.length] ^= data[at + 3];
                }
            }
            return List.of(changed);
        }).run();
        for (Side side : List.of(wire.client, wire.server)) {
            byte[] got = side.received.toByteArray();
            if (!Arrays.equals(got, Arrays.copyOf(HostileWire.all(), got.length))) {
                throw new AssertionError("altered data got through");
            }
            if (side.fault != null && side.fault.fault() == Fault.INTERNAL) {
                throw new AssertionError(side.fault.getMessage(), side.fault);
            }
        }
        if (!wire.isComplete() && wire.client.fault == null && wire.server.fault == null) {
            throw new AssertionError("nobody noticed");
        }
    }
}
