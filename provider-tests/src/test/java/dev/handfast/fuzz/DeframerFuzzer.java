package dev.handfast.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.handfast.spec.Fault;
import java.util.Arrays;

/** Any bytes as records: what they are taken for does not depend on the pieces they come in. */
class DeframerFuzzer {

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
        Fault whole = Victims.feed(toClient ? Victims.client(choice) : Victims.server(choice), records, records.length + 1);
        Fault pieces = Victims.feed(toClient ? Victims.client(choice) : Victims.server(choice), records, piece);
        if (whole != pieces) {
            throw new AssertionError("whole: " + whole + ", in pieces of " + piece + ": " + pieces);
        }
    }
}
