package dev.handfast.memory;

import dev.handfast.peers.JsseStack;
import dev.handfast.pki.TestPki;
import java.lang.management.ManagementFactory;
import java.security.KeyPair;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/**
 * Thousands of handshakes with strangers, each of whom shows a certificate that no other has, of every shape and most
 * of them of 20 kB, and how much more of the heap is in use behind them. Of every four, two are with a server of theirs
 * and two with a client, one in each version.
 */
final class StrangersHeap {

    private static final int FIRST = 100;
    private static final int HANDSHAKES = 2_000;
    private static final int LARGE = 20_000;
    private static final int COLLECTIONS = 5;

    private static final KeyPair KEYS = TestPki.keys("EC", 256);
    private static final TestPki ROOT = TestPki.root("CN=trusted", c -> c.keys(KEYS));
    private static final TestPki STRANGER = TestPki.root("CN=stranger", c -> c.keys(KEYS));

    private static int number;

    private StrangersHeap() {
    }

    /** Prints the figures. */
    public static void main(String[] arguments) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS", JsseStack.HANDFAST.provider());
        context.init(TestPki.keyManagers(ROOT.issue("CN=localhost", c -> c.dns("localhost"))),
                JsseStack.HANDFAST.trustManagers(List.of(ROOT.certificate())), null);
        shake(context, FIRST);
        long used = usedHeap();
        shake(context, HANDSHAKES);
        System.out.println(HANDSHAKES + " handshakes, " + (usedHeap() - used) + " bytes more");
    }

    private static void shake(SSLContext context, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            int it = ++number;
            Shape shape = Shape.values()[it % Shape.values().length];
            TestPki end = STRANGER.issue("CN=end " + it, c -> shape.fill(c.keys(KEYS), LARGE, it));
            SSLContext theirs = Stranger.context(KEYS.getPrivate(), end.certificate(), STRANGER.certificate());
            try {
                Stranger.pair(context, theirs, i % 4 < 2, i % 2 == 0 ? "TLSv1.3" : "TLSv1.2").handshake();
            } catch (SSLException refused) {
                continue;
            }
            throw new IllegalStateException("a stranger was trusted");
        }
    }

    private static long usedHeap() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }
}
