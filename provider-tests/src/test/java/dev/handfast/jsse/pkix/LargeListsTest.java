package dev.handfast.jsse.pkix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.handfast.jsse.pkix.Fetching.Kind;
import dev.handfast.peers.TestJvm;
import dev.handfast.pki.TestPki;
import java.io.IOException;
import java.io.OutputStream;
import java.security.cert.CertPathBuilderException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Strangers who make a small process fetch large lists, at once or one after another, do not fill its heap. */
@Tag("contract")
class LargeListsTest {

    /** An eighth of it may be fetched at a time. */
    private static final String HEAP = "-Xmx64m";
    /** G1 needs regions side by side for large arrays, which such a heap may lack by chance. */
    private static final String COLLECTOR = "-XX:+UseSerialGC";
    private static final int LIST_BYTES = 6_500_000;

    private static final int SEARCHES = 12;
    private static final int SECONDS = 120;

    @Test
    void severalLargeListsFitOneAfterAnother() throws Exception {
        String output = TestJvm.run(List.of(HEAP, COLLECTOR), Searches.class);
        // Each was fetched, and refused for what it is.
        assertEquals(2 * SEARCHES, output.lines().filter(line -> line.startsWith("RESULT unreadable")).count(),
                output);
    }

    /** The JVM of its own; as many searches at once, then one after another. */
    static final class Searches {

        private Searches() {
        }

        public static void main(String[] arguments) throws Exception {
            CountDownLatch all = new CountDownLatch(SEARCHES);
            ExecutorService threads = Executors.newFixedThreadPool(SEARCHES);
            try (OddServer server = new OddServer(Searches::write)) {
                List<Future<String>> results = new ArrayList<>();
                for (int i = 0; i < SEARCHES; i++) {
                    TestPki leaf = Fetching.leaf(Kind.LIST, server.at("/at-once" + i));
                    results.add(threads.submit(() -> {
                        all.countDown();
                        all.await();
                        return search(leaf);
                    }));
                }
                for (Future<String> result : results) {
                    System.out.println("RESULT " + result.get(SECONDS, TimeUnit.SECONDS));
                }
                for (int i = 0; i < SEARCHES; i++) {
                    System.out.println("RESULT " + search(Fetching.leaf(Kind.LIST, server.at("/alone" + i))));
                }
            } finally {
                threads.shutdownNow();
            }
        }

        /** As by a server that has it in a file. */
        private static void write(OutputStream out) throws IOException {
            out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + LIST_BYTES + "\r\n\r\n").getBytes());
            byte[] piece = new byte[10_000];
            // A SEQUENCE without its end: what is no list at all is looked for in PEM.
            System.arraycopy(new byte[] {0x30, (byte) 0x83, 0x63, 0x2e, (byte) 0x9f, 0x30, 0x03}, 0, piece, 0, 7);
            for (int i = 0; i < LIST_BYTES / piece.length; i++) {
                out.write(piece);
                piece[0] = 0;
            }
        }

        private static String search(TestPki leaf) throws Exception {
            try {
                Fetching.search(Kind.LIST, leaf);
                return "accepted";
            } catch (CertPathBuilderException e) {
                return (e.getMessage().contains("not asked: other large bodies") || e.getMessage().contains("sends")
                        ? "not fetched: "
                        : "unreadable: ") + e.getMessage();
            }
        }
    }
}
