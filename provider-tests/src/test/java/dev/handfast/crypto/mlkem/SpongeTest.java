package dev.handfast.crypto.mlkem;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Random;

/** FIPS 202's functions against SUN's and BouncyCastle's, at all lengths around their blocks. */
@Tag("unit")
class SpongeTest {

    private static final int MOST = 420;

    private final Sponge sponge = new Sponge();
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @Test
    void hashes() throws GeneralSecurityException {
        for (int length = 0; length <= MOST; length++) {
            byte[] input = new byte[length];
            random.nextBytes(input);
            byte[] short256 = new byte[32];
            sponge.sha3of256().absorb(input).squeeze(short256, 0, 32);
            assertArrayEquals(MessageDigest.getInstance("SHA3-256").digest(input), short256, where(length));
            byte[] long512 = new byte[64];
            inPieces(sponge.sha3of512(), input);
            sponge.squeeze(long512, 0, 64);
            assertArrayEquals(MessageDigest.getInstance("SHA3-512").digest(input), long512, where(length));
        }
    }

    @Test
    void stretches() {
        for (int length = 0; length <= MOST; length++) {
            byte[] input = new byte[length];
            random.nextBytes(input);
            for (int strength : new int[] {128, 256}) {
                SHAKEDigest theirs = new SHAKEDigest(strength);
                theirs.update(input, 0, length);
                byte[] expected = new byte[MOST];
                theirs.doFinal(expected, 0, MOST);
                inPieces(strength == 128 ? sponge.shake128() : sponge.shake256(), input);
                byte[] output = new byte[MOST];
                int first = random.nextInt(MOST);
                sponge.squeeze(output, 0, first);
                sponge.squeeze(output, first, MOST - first);
                assertArrayEquals(expected, output, where(length));
            }
        }
    }

    /** Bytes, and the rest at once. */
    private void inPieces(Sponge begun, byte[] input) {
        int first = Math.min(input.length, random.nextInt(20));
        for (int i = 0; i < first; i++) {
            begun.absorb(input[i] & 0xff);
        }
        begun.absorb(input, first, input.length - first);
    }

    private String where(int length) {
        return length + " bytes, seed " + seed;
    }
}
