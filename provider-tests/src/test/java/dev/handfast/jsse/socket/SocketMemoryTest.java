package dev.handfast.jsse.socket;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.JsseRow;
import dev.handfast.peers.JsseStack;

import java.io.InputStream;
import java.lang.management.ManagementFactory;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What reading a record costs a socket in garbage, with SunJSSE's to compare. */
@Timeout(240)
@Tag("contract")
class SocketMemoryTest {

    /** What ciphers make of a record, some 1,100 bytes, and what versions of Java differ by; SunJSSE: up to 3,000. */
    private static final int MOST = 2_000;

    private static final com.sun.management.ThreadMXBean THREADS = (com.sun.management.ThreadMXBean) ManagementFactory
            .getThreadMXBean();

    private static final int WARM_UP = 2_000;
    private static final int ROUNDS = 500;

    /** The least of so many counts: the compiler may need some of them until it sees what does not escape. */
    private static final int REPEATS = 8;

    @ParameterizedTest
    @CsvSource({"TLSv1.3, 16384, 16384", "TLSv1.3, 16384, 8192", "TLSv1.3, 16384, 1000", "TLSv1.3, 4000, 1000",
        "TLSv1.3, 100, 16384", "TLSv1.3, 100, 10", "TLSv1.2, 16384, 8192"})
    void readingARecordMakesLittleGarbage(String version, int record, int piece) throws Exception {
        long ours = measure(JsseStack.HANDFAST, version, record, piece);
        long suns = measure(JsseStack.SUN, version, record, piece);
        System.out.printf("Allocation, JDK %s, %s, record of %d bytes read by %d: Handfast %d B, SunJSSE %d B%n",
                Runtime.version().feature(), version, record, piece, ours, suns);
        assertTrue(ours <= MOST, () -> "reading a record makes " + ours + " bytes of garbage, with SunJSSE " + suns);
    }

    /** Each record comes when the socket waits for it, with nothing left of the one before. */
    private static long measure(JsseStack stack, String version, int record, int piece) throws Exception {
        try (Layers layers = Layers.of(new JsseRow(stack, version), true, true)) {
            byte[] data = new byte[record];
            byte[] target = new byte[piece];
            boolean[] due = new boolean[1];
            long[] sending = new long[1];
            layers.below().beforeReads(() -> {
                if (due[0]) {
                    due[0] = false;
                    long before = THREADS.getCurrentThreadAllocatedBytes();
                    layers.peer().getOutputStream().write(data);
                    sending[0] += THREADS.getCurrentThreadAllocatedBytes() - before;
                }
            });
            InputStream in = layers.socket().getInputStream();
            long least = Long.MAX_VALUE;
            for (int repeat = -1; repeat < REPEATS; repeat++) {
                int rounds = repeat < 0 ? WARM_UP : ROUNDS;
                sending[0] = 0;
                long before = THREADS.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < rounds; i++) {
                    due[0] = true;
                    for (int left = record; left > 0;) {
                        left -= in.readNBytes(target, 0, Math.min(piece, left));
                    }
                }
                long all = THREADS.getCurrentThreadAllocatedBytes() - before;
                least = Math.min(least, (all - sending[0]) / rounds);
            }
            return least;
        }
    }
}
