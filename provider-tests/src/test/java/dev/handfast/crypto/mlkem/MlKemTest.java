package dev.handfast.crypto.mlkem;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.bouncycastle.crypto.SecretWithEncapsulation;
import org.bouncycastle.crypto.kems.MLKEMExtractor;
import org.bouncycastle.crypto.kems.MLKEMGenerator;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLKEMPublicKeyParameters;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Arrays;
import java.util.Random;

/** ML-KEM against BouncyCastle's, and what it refuses and forgets. */
@Tag("unit")
class MlKemTest {

    /** How many keys at each size; a longer run sets more. */
    private static final int COMPARISONS = Integer.getInteger("handfast.comparisons", 2000);

    @ParameterizedTest
    @EnumSource
    void agreesWithBouncyCastle(ParameterSet set) {
        MLKEMParameters theirs = set == ParameterSet.ML_KEM_768 ? MLKEMParameters.ml_kem_768
                : MLKEMParameters.ml_kem_1024;
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < COMPARISONS; i++) {
            String where = set + ", case " + i + " of the seed " + seed;
            byte[] secret = bytes(random, ParameterSet.SEED_LENGTH);
            byte[] message = bytes(random, ParameterSet.SECRET_LENGTH);
            DecapsulationKey key = set.newKey(secret);
            MLKEMPrivateKeyParameters theirKey = new MLKEMPrivateKeyParameters(theirs, secret);
            assertArrayEquals(theirKey.getPublicKey(), key.encapsulationKey(), where);

            Encapsulation both = set.encapsulate(key.encapsulationKey(), message);
            SecretWithEncapsulation theirBoth = MLKEMGenerator.internalGenerateEncapsulated(
                    new MLKEMPublicKeyParameters(theirs, key.encapsulationKey()), message);
            assertArrayEquals(theirBoth.getEncapsulation(), both.ciphertext(), where);
            assertArrayEquals(theirBoth.getSecret(), both.secret(), where);
            assertArrayEquals(both.secret(), key.decapsulate(both.ciphertext()), where);
            if (i % 16 == 0) {
                assertArrayEquals(both.secret(), set.decode(key.encoded()).decapsulate(both.ciphertext()), where);
            }

            // One bit off, and no ciphertext at all: implicit rejection
            byte[] other = both.ciphertext();
            if (i % 2 == 0) {
                int bit = random.nextInt(8 * other.length);
                other[bit / 8] ^= (byte) (1 << bit % 8);
            } else {
                random.nextBytes(other);
            }
            byte[] rejected = key.decapsulate(other);
            assertArrayEquals(new MLKEMExtractor(theirKey).extractSecret(other), rejected, where);
            assertFalse(Arrays.equals(both.secret(), rejected), where);
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhatIsNoKeyOrCiphertext(ParameterSet set) {
        DecapsulationKey key = set.newKey(new byte[64]);
        byte[] m = new byte[32];
        refused("seed: expected 64 bytes, got 63", () -> set.newKey(new byte[63]));
        refused("encapsulation key: expected " + set.encapsulationKeyLength() + " bytes, got 31",
                () -> set.encapsulate(new byte[31], m));
        refused("randomness: expected 32 bytes, got 33",
                () -> set.encapsulate(key.encapsulationKey(), new byte[33]));
        refused("ciphertext: expected " + set.ciphertextLength() + " bytes, got 0", () -> key.decapsulate(new byte[0]));
        refused("decapsulation key: expected " + set.decapsulationKeyLength() + " bytes, got 1",
                () -> set.decode(new byte[1]));
        // Each coefficient in turn 3329, the least that is too much
        for (int i = 0; i < set.k * 256; i++) {
            byte[] bad = key.encapsulationKey();
            putCoefficient(bad, i, 3329);
            refused("encapsulation key: a coefficient is not below 3329", () -> set.encapsulate(bad, m));
            putCoefficient(bad, i, 3328);
            set.encapsulate(bad, m);
        }
        byte[] encoded = key.encoded();
        encoded[set.k * 384] ^= 1;
        refused("decapsulation key: its hash is not that of its encapsulation key", () -> set.decode(encoded));
        byte[] large = key.encoded();
        putCoefficient(large, 7, 4095);
        refused("decapsulation key: a coefficient is not below 3329", () -> set.decode(large));
    }

    @ParameterizedTest
    @EnumSource
    void forgetsAKeyThatIsDestroyed(ParameterSet set) {
        DecapsulationKey key = set.newKey(new byte[64]);
        byte[] ciphertext = set.encapsulate(key.encapsulationKey(), new byte[32]).ciphertext();
        byte[] before = key.encapsulationKey();
        key.destroy();
        assertArrayEquals(before, key.encapsulationKey());
        assertThrows(IllegalStateException.class, () -> key.decapsulate(ciphertext));
        assertThrows(IllegalStateException.class, key::encoded);
    }

    /** Nobody who prints an object learns of a secret. */
    @ParameterizedTest
    @EnumSource
    void printsNoSecret(ParameterSet set) {
        DecapsulationKey key = set.newKey(new byte[64]);
        Encapsulation both = set.encapsulate(key.encapsulationKey(), new byte[32]);
        assertTrue(both.toString().equals("Encapsulation[" + set.ciphertextLength() + " bytes]"), both::toString);
        assertTrue(key.toString().equals(set + " decapsulation key"), key::toString);
        assertNotEquals(0, both.secret()[0] | both.secret()[1] | both.secret()[2]);
    }

    private static void refused(String message, Executable action) {
        String text = assertThrows(IllegalArgumentException.class, action).getMessage();
        assertTrue(text.startsWith(message), text);
    }

    private static void putCoefficient(byte[] key, int index, int value) {
        int at = index / 2 * 3;
        if (index % 2 == 0) {
            key[at] = (byte) value;
            key[at + 1] = (byte) (key[at + 1] & 0xf0 | value >> 8);
        } else {
            key[at + 1] = (byte) (key[at + 1] & 0xf | value << 4);
            key[at + 2] = (byte) (value >> 4);
        }
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
