package dev.handfast.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.TestJvm;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Peers that are accepted may send what they like beside what their path needs: every store that holds certificates of
 * theirs counts at least what it takes of the heap, whatever their shape. Nothing here names a store.
 */
@Tag("contract")
class AcceptedPeersTest {

    /** SunJSSE, which the peers are, cannot put such chains of its own into a ticket. */
    private static final String STRANGERS = "-Djdk.tls.server.enableSessionTicketExtension=false";

    /** Nothing counts as held but what can be reached, and nothing that is held softly; see {@link CacheWeightTest}. */
    private static final List<String> EXACT = List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:-UseTLAB",
            "-XX:MarkSweepAlwaysCompactCount=1", "-XX:SoftRefLRUPolicyMSPerMB=0", STRANGERS);

    /** Bytes that the JDK may make or drop in the midst of a measurement. */
    private static final long NOISE = 30_000;

    /** Each with some MB of certificates, and in the heap below. */
    private static final int HANDSHAKES = 120;

    @Test
    void everyStoreCountsAtLeastWhatItHolds() throws Exception {
        List<String> wrong = new ArrayList<>();
        Set<Shape> shapes = EnumSet.noneOf(Shape.class);
        Set<String> stores = new TreeSet<>();
        for (String line : TestJvm.run(EXACT, AcceptedHeap.class).lines().toList()) {
            String[] words = line.split(" ");
            if (words.length == 4 && Pattern.matches("-?\\d+", words[3])) {
                long counted = Long.parseLong(words[2]);
                long held = Long.parseLong(words[3]);
                System.out.printf("%s, %s: counts %,d bytes, holds %,d%n", words[0], words[1], counted, held);
                shapes.add(Shape.valueOf(words[0]));
                stores.add(words[1]);
                if (held > counted + NOISE) {
                    wrong.add(line);
                }
            }
        }
        assertEquals(EnumSet.allOf(Shape.class), shapes);
        // Clients' tickets, the sessions that clients and servers show, those that servers keep; certificates,
        // signatures, constraints, and paths of a trust manager.
        assertTrue(stores.size() >= 8, stores.toString());
        assertEquals(List.of(), wrong, "shape, store, bytes counted and held");
    }

    /** End to end, in a heap that would not have room for what was sent. */
    @Test
    void acceptedPeersDoNotFillTheHeap() throws Exception {
        String output = TestJvm.run(List.of("-Xmx160m", "-XX:+UseSerialGC", STRANGERS,
                "-Dhandfast.session.cacheBytes=" + (16 << 20)), AcceptedHeap.class, Integer.toString(HANDSHAKES));
        System.out.println(output);
        assertTrue(output.contains(HANDSHAKES + " handshakes, sessions count "), output);
    }
}
