package dev.handfast.wire;

import java.nio.ByteBuffer;
import java.security.SecureRandom;

/**
 * A hash under a key of this process: who does not know the key finds no two runs of bytes with one hash. For long
 * values that strangers write, and for what is made of them and has no order that a {@code HashMap} could go by.
 *
 * <p>The bytes, four at a time, are the coefficients of a polynomial modulo the prime 2^61 - 1, the key is where it is
 * evaluated: two runs of n words are equal in at most n places. It is no message authentication code.
 */
final class KeyedHash {

    private static final int BITS = 61;
    private static final long PRIME = (1L << BITS) - 1;

    private static final long KEY = Math.floorMod(new SecureRandom().nextLong(), PRIME - 1) + 1;

    private KeyedHash() {
    }

    static int of(byte[] bytes) {
        ByteBuffer words = ByteBuffer.wrap(bytes);
        long sum = bytes.length;
        int at = 0;
        for (; at <= bytes.length - Integer.BYTES; at += Integer.BYTES) {
            sum = timesKey(sum + Integer.toUnsignedLong(words.getInt(at)));
        }
        for (; at < bytes.length; at++) {
            sum = timesKey(sum + (bytes[at] & 0xff));
        }
        return Long.hashCode(sum);
    }

    /** The product of the key and what is below 2^62, modulo the prime and below 2^61 + 2. */
    private static long timesKey(long value) {
        long high = Math.multiplyHigh(value, KEY);
        long low = value * KEY;
        long folded = (low & PRIME) + (low >>> BITS | high << Long.SIZE - BITS);
        return (folded & PRIME) + (folded >>> BITS);
    }
}
