package dev.handfast.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.spec.ContentType;
import dev.handfast.wire.Bytes;

import java.util.Arrays;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages of a flight leave in records of any size. */
@Tag("unit")
class FlightQueueTest {

    private static final byte[][] MESSAGES = {{1, 2, 3, 4, 5}, {6, 7, 8, 9}, {10, 11, 12, 13, 14, 15}};

    private final FlightQueue queue = new FlightQueue();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 9, 14, 15, 100})
    void messagesShareRecords(int size) {
        byte[] all = Bytes.concat(MESSAGES);
        for (byte[] message : MESSAGES) {
            queue.handshake(message, false);
        }
        byte[] out = new byte[all.length];
        for (int at = 0; at < all.length;) {
            assertEquals(ContentType.HANDSHAKE, queue.headType());
            assertEquals(all.length - at, queue.headLeft());
            int count = Math.min(size, queue.headLeft());
            queue.take(out, at, count);
            at += count;
        }
        assertArrayEquals(all, out);
        assertTrue(queue.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 6, 9, 14})
    void aFlightThatHasBegunIsNotDropped(int begun) {
        byte[] all = Bytes.concat(MESSAGES);
        for (byte[] message : MESSAGES) {
            queue.handshake(message, false);
        }
        byte[] out = new byte[all.length];
        queue.take(out, 0, begun);
        queue.dropUnsent();
        assertFalse(queue.isEmpty());
        queue.take(out, begun, queue.headLeft());
        assertArrayEquals(all, out);
        assertEquals("[1, 2, 3, 4, 5]", Arrays.toString(MESSAGES[0]));
    }
}
