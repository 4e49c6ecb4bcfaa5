package dev.handfast.jsse.socket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.handfast.peers.JsseRow;

import java.nio.ByteBuffer;
import java.util.Arrays;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What reading leaves behind: nothing in the caller's array but what it returns, and no content in ours. */
@Timeout(120)
@Tag("contract")
class ReadTargetTest {

    private static final byte OTHER = 0x55;

    /** As {@link java.io.InputStream#read(byte[], int, int)} says; SunJSSE is the oracle. */
    @ParameterizedTest
    @MethodSource("dev.handfast.peers.JsseRow#all")
    void theRestOfTheArrayIsUnaffected(JsseRow row) throws Exception {
        try (Layers layers = Layers.of(row, true, true)) {
            for (int size : new int[] {1, 10, 1000, 5000, 16_384}) {
                if (row.version().equals("TLSv1.3")) {
                    // a KeyUpdate, which is no data, comes first
                    layers.peer().startHandshake();
                }
                layers.peer().getOutputStream().write(new byte[size]);
                byte[] target = new byte[40_000];
                for (int left = size; left > 0;) {
                    Arrays.fill(target, OTHER);
                    int count = layers.socket().getInputStream().read(target, 100, 30_000);
                    byte[] expected = new byte[target.length];
                    Arrays.fill(expected, OTHER);
                    Arrays.fill(expected, 100, 100 + count, (byte) 0);
                    assertArrayEquals(expected, target);
                    left -= count;
                }
            }
        }
    }

    @Test
    void nothingIsKeptOfWhatWasReadOrDropped() {
        for (boolean dropped : new boolean[] {false, true}) {
            for (int size : new int[] {10, 5000}) {
                LentBuffer buffer = new LentBuffer();
                byte[] first = put(buffer, 10);
                byte[] all = put(buffer, size);
                if (dropped) {
                    buffer.discard();
                } else {
                    buffer.get().get(new byte[10 + size]);
                    buffer.release();
                }
                assertEquals(0, buffer.remaining());
                assertArrayEquals(new byte[first.length], first);
                assertArrayEquals(new byte[all.length], all);
            }
        }
    }

    private static byte[] put(LentBuffer buffer, int size) {
        ByteBuffer target = buffer.putting(size);
        for (int i = 0; i < size; i++) {
            target.put(OTHER);
        }
        target.flip();
        return target.array();
    }
}
