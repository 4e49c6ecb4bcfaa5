package dev.handfast.crypto.mlkem;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.handfast.crypto.Wycheproof;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Wycheproof's vectors of ML-KEM, among which are the official ones of FIPS 203's round and C2SP's CCTV. */
@Tag("unit")
class MlKemWycheproofTest {

    @ParameterizedTest
    @EnumSource
    void keyGeneration(ParameterSet set) {
        Wycheproof.run(file(set, "keygen_seed_"), 100, test -> {
            DecapsulationKey key = set.newKey(test.bytes("seed"));
            assertArrayEquals(test.bytes("ek"), key.encapsulationKey());
            assertArrayEquals(test.bytes("dk"), key.encoded());
            return true;
        });
    }

    @ParameterizedTest
    @EnumSource
    void encapsulation(ParameterSet set) {
        Wycheproof.run(file(set, "encaps_"), 265, test -> {
            byte[] key = test.bytes("ek");
            byte[] message = test.bytes("m");
            if (test.isInvalid()) {
                assertThrows(IllegalArgumentException.class, () -> set.encapsulate(key, message));
            } else {
                Encapsulation both = set.encapsulate(key, message);
                assertArrayEquals(test.bytes("c"), both.ciphertext());
                assertArrayEquals(test.bytes("K"), both.secret());
            }
            return true;
        });
    }

    @ParameterizedTest
    @EnumSource
    void decapsulation(ParameterSet set) {
        Wycheproof.run(file(set, ""), 190, test -> {
            if (test.isInvalid()) {
                assertThrows(IllegalArgumentException.class,
                        () -> set.newKey(test.bytes("seed")).decapsulate(test.bytes("c")));
            } else {
                DecapsulationKey key = set.newKey(test.bytes("seed"));
                assertArrayEquals(test.bytes("ek"), key.encapsulationKey());
                assertArrayEquals(test.bytes("K"), key.decapsulate(test.bytes("c")));
            }
            return true;
        });
    }

    @ParameterizedTest
    @EnumSource
    void decapsulationKeysThatAreRead(ParameterSet set) {
        Wycheproof.run(file(set, "semi_expanded_decaps_"), 9, test -> {
            if (test.isInvalid()) {
                assertThrows(IllegalArgumentException.class,
                        () -> set.decode(test.bytes("dk")).decapsulate(test.bytes("c")));
            } else {
                DecapsulationKey key = set.decode(test.bytes("dk"));
                assertArrayEquals(test.bytes("K"), key.decapsulate(test.bytes("c")));
                assertArrayEquals(test.bytes("dk"), key.encoded());
            }
            return true;
        });
    }

    private static String file(ParameterSet set, String kind) {
        String size = set.name().substring("ML_KEM_".length());
        return "mlkem_" + size + "_" + kind + "test";
    }
}
