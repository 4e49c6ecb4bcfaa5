package dev.handfast.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.handfast.handshake.TestSettings;
import dev.handfast.spec.Fault;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** Any bytes as records: what they are taken for does not depend on the pieces they come in. */
@Tag("fuzz")
class DeframerFuzzer {

    /** Makes the credentials, which takes long enough for Jazzer to take the first input for a slow one. */
    @BeforeAll
    static void prepare() {
        Victims.prepare();
    }

    /** The first byte picks side and versions, the second the size of the pieces, the rest is what comes. */
    @FuzzTest(maxDuration = "1m")
    void records(byte[] data) {
        if (data.length < 2) {
            return;
        }
        byte[] records = Arrays.copyOfRange(data, 2, data.length);
        int piece = 1 + (data[1] & 0xff);
        boolean toClient = (data[0] & 1) != 0;
        int choice = (data[0] & 0xff) >> 1;
        TestSettings victim = toClient ? Victims.client(choice) : Victims.server(choice);
        Fault whole = Victims.feed(victim, records, records.length + 1);
        Fault pieces = Victims.feed(victim, records, piece);
        if (whole != pieces) {
            throw new AssertionError("whole: " + whole + ", in pieces of " + piece + ": " + pieces);
        }
    }
}
