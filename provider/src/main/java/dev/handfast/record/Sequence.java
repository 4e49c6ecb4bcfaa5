package dev.handfast.record;

import dev.handfast.spec.Fault;
import dev.handfast.spec.TlsFault;

/**
 * The number of the next record under one key: 64 bits, never wraps (RFC 9846 section 5.3, RFC 5246 section 6.1). Not
 * thread-safe.
 */
final class Sequence {

    private static final long LAST = -1L;

    private long next;

    /** Counts from {@code first}, read as unsigned. */
    Sequence(long first) {
        next = first;
    }

    /** How many records have been numbered, if counting began at 0. */
    long value() {
        return next;
    }

    /**
     * Makes sure that there is a number for one more record.
     *
     * @throws TlsFault {@link Fault#SEQUENCE_EXHAUSTED}; RFC 9846 section 5.3: "MUST NOT be allowed to wrap"
     */
    void check() throws TlsFault {
        if (next == LAST) {
            throw new TlsFault(Fault.SEQUENCE_EXHAUSTED, "2^64 - 1 records have passed under one key; open a new"
                    + " connection");
        }
    }

    /** Goes on to the next number, after {@link #check()}. */
    void advance() {
        next++;
    }

    /** Goes back to the number before, whose record is to be opened again. */
    void takeBack() {
        next--;
    }

    /** Writes the number in 8 bytes. */
    void write(byte[] out, int offset) {
        for (int i = 0; i < 8; i++) {
            out[offset + i] = (byte) (next >>> 56 - 8 * i);
        }
    }

    /** Writes {@code iv} xor the number, padded on the left to 12 bytes (RFC 9846 section 5.3, RFC 7905 section 2). */
    void writeNonce(byte[] iv, byte[] nonce) {
        System.arraycopy(iv, 0, nonce, 0, 4);
        for (int i = 0; i < 8; i++) {
            nonce[4 + i] = (byte) (iv[4 + i] ^ next >>> 56 - 8 * i);
        }
    }
}
