package dev.handfast.crypto.bc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.handfast.crypto.Wycheproof;
import dev.handfast.crypto.mlkem.DecapsulationKey;
import dev.handfast.spec.Fault;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.TlsFault;

import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.math.BigInteger;
import java.security.SecureRandom;

/** Wycheproof's vectors for key agreement, whose private keys the public interfaces do not let in. */
@Tag("unit")
class KnownKeysWycheproofTest {

    /** Hands out given bytes. */
    private static final class Given extends SecureRandom {

        private static final long serialVersionUID = 1L;

        private final transient byte[] bytes;

        Given(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public void nextBytes(byte[] out) {
            assertEquals(bytes.length, out.length);
            System.arraycopy(bytes, 0, out, 0, out.length);
        }
    }

    @ParameterizedTest
    @CsvSource({"x25519, x25519_test, 500", "x448, x448_test, 490"})
    void xdh(String group, String file, int least) {
        var exchange = new XdhKeyExchange(NamedGroup.named(group), new SecureRandom());
        Wycheproof.run(file, least, test -> {
            byte[] share = test.bytes("public");
            if (share.length != NamedGroup.named(group).clientShareLength()) {
                return false;
            }
            if (test.has("ZeroSharedSecret")) {
                assertRefused(exchange, test.bytes("private"), share);
            } else {
                assertFalse(test.isInvalid());
                assertArrayEquals(test.bytes("shared"), secret(exchange, test.bytes("private"), share));
            }
            return true;
        });
    }

    @ParameterizedTest
    @CsvSource({"secp256r1, 300", "secp384r1, 700", "secp521r1, 300"})
    void ecdh(String name, int least) {
        NamedGroup group = NamedGroup.named(name);
        ClassicalKeyExchange exchange = name.equals("secp256r1") ? new P256KeyExchange(new SecureRandom())
                : new EcKeyExchange(group, new SecureRandom());
        Wycheproof.run("ecdh_" + name + "_ecpoint_test", least, test -> {
            byte[] scalar = BigIntegers.asUnsignedByteArray((group.clientShareLength() - 1) / 2,
                    new BigInteger(1, test.bytes("private")));
            byte[] share = test.bytes("public");
            if (test.isValid() && share.length == group.clientShareLength()) {
                assertArrayEquals(test.bytes("shared"), secret(exchange, scalar, share));
            } else {
                // Compressed points, "acceptable" to Wycheproof, are not to TLS 1.3
                assertRefused(exchange, scalar, share);
            }
            return true;
        });
    }

    @ParameterizedTest
    @EnumSource(MlKem.class)
    void mlKemKeysAndDecapsulation(MlKem kem) {
        String size = kem == MlKem.ML_KEM_768 ? "768" : "1024";
        Wycheproof.run("mlkem_" + size + "_keygen_seed_test", 90, test -> {
            assertArrayEquals(test.bytes("ek"), kem.newKey(new Given(test.bytes("seed"))).encapsulationKey());
            return true;
        });
        Wycheproof.run("mlkem_" + size + "_test", 100, test -> {
            if (test.bytes("c").length != kem.ciphertextLength() || test.bytes("seed").length != 64) {
                return false;
            }
            DecapsulationKey key = kem.newKey(new Given(test.bytes("seed")));
            assertArrayEquals(test.bytes("K"), key.decapsulate(test.bytes("c")));
            return true;
        });
    }

    @ParameterizedTest
    @EnumSource(MlKem.class)
    void mlKemEncapsulation(MlKem kem) {
        String size = kem == MlKem.ML_KEM_768 ? "768" : "1024";
        Wycheproof.run("mlkem_" + size + "_encaps_test", 200, test -> {
            Given message = new Given(test.bytes("m"));
            if (test.isInvalid()) {
                assertThrows(IllegalArgumentException.class, () -> kem.encapsulate(test.bytes("ek"), message));
                return true;
            }
            MlKem.Encapsulated both = kem.encapsulate(test.bytes("ek"), message);
            assertArrayEquals(test.bytes("c"), both.ciphertext());
            assertArrayEquals(test.bytes("K"), both.secret().bytes());
            return true;
        });
    }

    private static byte[] secret(ClassicalKeyExchange exchange, byte[] privateKey, byte[] share) throws TlsFault {
        return exchange.agree(privateKey, share).bytes();
    }

    private static void assertRefused(ClassicalKeyExchange exchange, byte[] privateKey, byte[] share) {
        TlsFault fault = assertThrows(TlsFault.class, () -> exchange.agree(privateKey, share));
        assertEquals(Fault.KEY_SHARE_INVALID, fault.fault());
    }
}
