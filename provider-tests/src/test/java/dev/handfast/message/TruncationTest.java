package dev.handfast.message;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.wire.Bytes;
import java.util.Arrays;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every message of every kind cut off at every byte, lengthened, and with every byte changed to every other value:
 * refused with a fault, or understood to the last byte ({@link Lossless}); never an unchecked exception.
 */
@Tag("unit")
class TruncationTest {

    private static final int SAMPLES = 3;

    private final long seed = Long.getLong("handfast.seed", System.nanoTime());
    private final RandomBytes random = new RandomBytes(seed);
    private final TreeMap<String, int[]> tally = new TreeMap<>();

    TruncationTest() {
        System.out.println("TruncationTest: -Dhandfast.seed=" + seed);
    }

    @Test
    void everyTruncation() {
        for (RandomMessages.MessageKind kind : RandomMessages.messageKinds()) {
            for (int i = 0; i < 20 * SAMPLES; i++) {
                byte[] raw = MessageCodecs.write(kind.make().apply(random));
                for (MessageVersion dialect : kind.dialects()) {
                    for (int length = 0; length < raw.length; length++) {
                        byte[] cut = Arrays.copyOf(raw, length);
                        assertNull(Lossless.message(cut, dialect), () -> "header says more: " + Bytes.hex(cut));
                        if (length >= MessageCodecs.HEADER) {
                            count(kind, Lossless.message(withLength(cut), dialect));
                        }
                    }
                }
            }
        }
        print("truncations");
    }

    @Test
    void everyLeftover() {
        for (RandomMessages.MessageKind kind : RandomMessages.messageKinds()) {
            for (int i = 0; i < 20 * SAMPLES; i++) {
                byte[] raw = MessageCodecs.write(kind.make().apply(random));
                for (MessageVersion dialect : kind.dialects()) {
                    for (int extra = 1; extra <= 4; extra++) {
                        byte[] longer = Arrays.copyOf(raw, raw.length + extra);
                        assertNull(Lossless.message(longer, dialect), () -> "header says less: " + Bytes.hex(longer));
                        count(kind, Lossless.message(withLength(longer), dialect));
                    }
                }
            }
        }
        print("leftovers");
    }

    @Test
    void everyChangedByte() {
        for (RandomMessages.MessageKind kind : RandomMessages.messageKinds()) {
            for (int i = 0; i < SAMPLES; i++) {
                byte[] raw = MessageCodecs.write(kind.make().apply(random));
                MessageVersion dialect = random.oneOf(kind.dialects().toArray(new MessageVersion[0]));
                for (int at = 0; at < raw.length; at++) {
                    byte original = raw[at];
                    for (int value = 0; value < 256; value++) {
                        raw[at] = (byte) value;
                        HandshakeMessage message = Lossless.message(raw, dialect);
                        if (raw[at] != original) {
                            count(kind, message);
                        } else {
                            assertTrue(message != null, "the message itself");
                        }
                    }
                    raw[at] = original;
                }
            }
        }
        print("changed bytes");
    }

    private static byte[] withLength(byte[] raw) {
        int body = raw.length - MessageCodecs.HEADER;
        raw[1] = (byte) (body >>> 16);
        raw[2] = (byte) (body >>> 8);
        raw[3] = (byte) body;
        return raw;
    }

    private void count(RandomMessages.MessageKind kind, HandshakeMessage message) {
        tally.computeIfAbsent(kind.type().getSimpleName(), name -> new int[2])[message == null ? 0 : 1]++;
    }

    private void print(String what) {
        int refused = 0;
        int read = 0;
        StringBuilder line = new StringBuilder();
        for (var entry : tally.entrySet()) {
            refused += entry.getValue()[0];
            read += entry.getValue()[1];
            line.append("\n  ").append(entry.getKey()).append(": ").append(entry.getValue()[0]).append(" refused, ")
                    .append(entry.getValue()[1]).append(" read");
        }
        System.out.println("Messages, " + what + ": " + (refused + read) + " tried, " + refused
                + " refused with an alert, " + read + " read without loss" + line);
        assertTrue(refused > 1000, "nothing refused: the test tests nothing");
    }
}
