package dev.handfast.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** A server with a hostile client. */
@Tag("fuzz")
class ServerFuzzer {

    /** Makes the credentials, which takes long enough for Jazzer to take the first input for a slow one. */
    @BeforeAll
    static void prepare() {
        Victims.prepare();
    }

    /** The first byte picks the versions, the rest are the client's records. */
    @FuzzTest(maxDuration = "1m")
    void records(byte[] data) {
        if (data.length > 0) {
            Victims.feed(Victims.server(data[0]), Arrays.copyOfRange(data, 1, data.length), data.length);
        }
    }

    /** The first byte picks the versions, the rest are the client's messages as if they had been decrypted. */
    @FuzzTest(maxDuration = "1m")
    void messages(byte[] data) {
        if (data.length > 1) {
            Victims.tell(false, data[0], Arrays.copyOfRange(data, 1, data.length));
        }
    }
}
