package dev.handfast.crypto.mlkem;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** One of FIPS 202's functions at a time: what begins ends the one before. Not for several threads. */
final class Sponge {

    /** Bytes of a block by function: the state of 200 less twice the strength. */
    static final int SHAKE128_RATE = 168;
    private static final int SHAKE256_RATE = 136;
    private static final int SHA3_256_RATE = 136;
    private static final int SHA3_512_RATE = 72;

    /** What tells the functions apart, with the first bit of the padding (FIPS 202 sections 6.1, 6.2 and 5.1). */
    private static final int SHA3 = 0x06;
    private static final int SHAKE = 0x1f;

    private static final VarHandle LANE = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final long[] state = new long[Keccak.LANES];
    private int rate;
    private int suffix;
    private int at;
    private boolean squeezing;

    Sponge shake128() {
        return begin(SHAKE128_RATE, SHAKE);
    }

    Sponge shake256() {
        return begin(SHAKE256_RATE, SHAKE);
    }

    Sponge sha3of256() {
        return begin(SHA3_256_RATE, SHA3);
    }

    Sponge sha3of512() {
        return begin(SHA3_512_RATE, SHA3);
    }

    private Sponge begin(int newRate, int newSuffix) {
        Arrays.fill(state, 0);
        rate = newRate;
        suffix = newSuffix;
        at = 0;
        squeezing = false;
        return this;
    }

    Sponge absorb(byte[] in, int offset, int length) {
        int from = offset;
        int end = offset + length;
        while (from < end) {
            if (at % Long.BYTES == 0 && end - from >= Long.BYTES) {
                state[at / Long.BYTES] ^= (long) LANE.get(in, from);
                at += Long.BYTES;
                from += Long.BYTES;
            } else {
                mix(in[from++] & 0xff, at++);
            }
            if (at == rate) {
                Keccak.permute(state);
                at = 0;
            }
        }
        return this;
    }

    Sponge absorb(byte[] in) {
        return absorb(in, 0, in.length);
    }

    /** Absorbs one byte. */
    Sponge absorb(int value) {
        mix(value, at++);
        if (at == rate) {
            Keccak.permute(state);
            at = 0;
        }
        return this;
    }

    private void mix(int value, int place) {
        state[place / Long.BYTES] ^= (long) value << 8 * (place % Long.BYTES);
    }

    /** Ends the input (FIPS 202 section 5.1). */
    private void pad() {
        if (!squeezing) {
            mix(suffix, at);
            mix(0x80, rate - 1);
            squeezing = true;
            at = rate;
        }
    }

    /**
     * The next block of the output: the state itself, of which the first lanes count. Not to be mixed with the other.
     */
    long[] nextBlock() {
        pad();
        Keccak.permute(state);
        return state;
    }

    /** The next bytes of the output; nothing is absorbed any more. */
    void squeeze(byte[] out, int offset, int length) {
        pad();
        int to = offset;
        int end = offset + length;
        while (to < end) {
            if (at == rate) {
                Keccak.permute(state);
                at = 0;
            }
            if (at % Long.BYTES == 0 && end - to >= Long.BYTES) {
                LANE.set(out, to, state[at / Long.BYTES]);
                at += Long.BYTES;
                to += Long.BYTES;
            } else {
                out[to++] = (byte) (state[at / Long.BYTES] >>> 8 * (at % Long.BYTES));
                at++;
            }
        }
    }

    void wipe() {
        Arrays.fill(state, 0);
    }
}
