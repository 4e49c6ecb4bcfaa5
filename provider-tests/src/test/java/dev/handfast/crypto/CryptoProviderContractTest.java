package dev.handfast.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.crypto.jca.JcaCryptoProvider;
import dev.handfast.peers.Background;
import dev.handfast.spec.BulkCipher;
import dev.handfast.spec.HashAlgorithm;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.SignatureScheme;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;

/** Symmetric primitives of the catalogue: what each promises beyond the vectors of {@link WycheproofTest}. */
@Tag("unit")
class CryptoProviderContractTest {

    private static final CryptoProvider CRYPTO = JcaCryptoProvider.standard();
    private static final byte[] TEXT = "to be protected".getBytes(StandardCharsets.US_ASCII);

    @Test
    void everyKnownValueIsSupportedOnAnUnrestrictedJvm() {
        for (BulkCipher cipher : BulkCipher.values()) {
            assertTrue(CRYPTO.supports(cipher), cipher.name());
        }
        NamedGroup.usable().forEach(group -> assertTrue(CRYPTO.supports(group), group.toString()));
        SignatureScheme.usable().forEach(scheme -> assertTrue(CRYPTO.supports(scheme), scheme.toString()));
    }

    @Test
    void unknownValuesAreNotSupported() {
        assertFalse(CRYPTO.supports(NamedGroup.of(0x0a0a)));
        assertFalse(CRYPTO.supports(SignatureScheme.of(0x0a0a)));
        assertThrows(IllegalArgumentException.class, () -> CRYPTO.keyExchange(NamedGroup.of(0x0a0a)));
        assertThrows(IllegalArgumentException.class, () -> CRYPTO.sealer(BulkCipher.AES_128_CBC, new byte[16]));
        assertThrows(IllegalArgumentException.class, () -> CRYPTO.sealer(BulkCipher.AES_128_GCM, new byte[32]));
    }

    @ParameterizedTest
    @EnumSource(HashAlgorithm.class)
    void hashesGoOnAfterSnapshotsAndForks(HashAlgorithm algorithm) {
        Hash hash = CRYPTO.hash(algorithm);
        byte[] empty = hash.snapshot();
        assertEquals(algorithm.length(), empty.length);
        hash.update(TEXT, 0, 5);
        Hash fork = hash.fork();
        hash.snapshot();
        hash.update(TEXT, 5, TEXT.length - 5);
        Hash atOnce = CRYPTO.hash(algorithm);
        atOnce.update(TEXT);
        assertArrayEquals(atOnce.snapshot(), hash.snapshot());
        fork.update(TEXT, 5, TEXT.length - 5);
        assertArrayEquals(atOnce.snapshot(), fork.snapshot());
        assertArrayEquals(empty, CRYPTO.hash(algorithm).snapshot(), "forks and snapshots leave the prototype alone");
    }

    @ParameterizedTest
    @EnumSource(HashAlgorithm.class)
    void hmacStartsAnewAfterFinishAndTakesEmptyKeys(HashAlgorithm algorithm) {
        byte[] key = new byte[0];
        try (Hmac hmac = CRYPTO.hmac(algorithm, key)) {
            hmac.update(TEXT);
            byte[] first = hmac.finish();
            byte[] second = new byte[algorithm.length() + 3];
            hmac.update(TEXT);
            hmac.finish(second, 3);
            assertArrayEquals(first, Arrays.copyOfRange(second, 3, second.length));
            assertEquals(algorithm.length(), hmac.length());
            hmac.update(TEXT);
            assertThrows(IndexOutOfBoundsException.class, () -> hmac.finish(new byte[2], 0));
        }
    }

    @ParameterizedTest
    @EnumSource(HashAlgorithm.class)
    void codesOfOneInputAreThoseOfAnHmac(HashAlgorithm algorithm) {
        for (int length : new int[] {0, 1, 32, algorithm.blockLength() - 1, algorithm.blockLength(),
            algorithm.blockLength() + 1, 300, 5}) {
            byte[] key = new byte[length];
            Arrays.fill(key, (byte) length);
            try (Hmac hmac = CRYPTO.hmac(algorithm, key)) {
                hmac.update(TEXT);
                assertArrayEquals(hmac.finish(), CRYPTO.hmac(algorithm, key, TEXT), "key of " + length);
            }
            assertArrayEquals(CRYPTO.hmac(algorithm, key, new byte[0]), CRYPTO.hmac(algorithm, key, new byte[0]));
        }
    }

    @ParameterizedTest
    @EnumSource(HashAlgorithm.class)
    void codesAreCutToTheRoomThereIs(HashAlgorithm algorithm) {
        byte[] key = {1, 2, 3};
        byte[] whole = CRYPTO.hmac(algorithm, key, Arrays.copyOf(TEXT, TEXT.length - 1));
        for (int length = 0; length <= whole.length; length++) {
            byte[] out = new byte[length];
            CRYPTO.hmac(algorithm, key, TEXT, TEXT.length - 1, out);
            assertArrayEquals(Arrays.copyOf(whole, length), out);
        }
    }

    @ParameterizedTest
    @EnumSource(HashAlgorithm.class)
    void hashesTheBeginningOfAnArrayBehindAnother(HashAlgorithm algorithm) {
        assertArrayEquals(CRYPTO.digest(algorithm, TEXT, Arrays.copyOf(TEXT, 3)),
                CRYPTO.digest(algorithm, TEXT, TEXT, 3));
    }

    /** HMACs are used again by whoever comes next: none may see another's key or input. */
    @Test
    void codesOfManyThreadsDoNotMix() throws Exception {
        byte[][] expected = new byte[64][];
        for (int i = 0; i < expected.length; i++) {
            try (Hmac hmac = CRYPTO.hmac(HashAlgorithm.SHA384, new byte[] {(byte) i})) {
                hmac.update(TEXT);
                expected[i] = hmac.finish();
            }
        }
        inManyThreads(() -> {
            for (int i = 0; i < expected.length; i++) {
                assertArrayEquals(expected[i], CRYPTO.hmac(HashAlgorithm.SHA384, new byte[] {(byte) i}, TEXT));
            }
        });
    }

    /** So are digests; there are more threads than idle ones. */
    @Test
    void digestsOfManyThreadsDoNotMix() throws Exception {
        byte[] input = new byte[20_000];
        byte[] expected = CRYPTO.digest(HashAlgorithm.SHA512, TEXT, input);
        inManyThreads(() -> {
            assertArrayEquals(expected, CRYPTO.digest(HashAlgorithm.SHA512, TEXT, input));
            assertArrayEquals(expected, CRYPTO.digest(HashAlgorithm.SHA512, TEXT, input, input.length));
        });
    }

    private static void inManyThreads(Background.Work work) throws Exception {
        List<Future<Void>> threads = new ArrayList<>();
        for (int thread = 0; thread < 40; thread++) {
            threads.add(Background.run(() -> {
                for (int round = 0; round < 100; round++) {
                    work.run();
                }
            }));
        }
        for (Future<Void> thread : threads) {
            Background.get(thread);
        }
    }

    @ParameterizedTest
    @EnumSource(value = BulkCipher.class, names = ".*_CBC", mode = EnumSource.Mode.MATCH_NONE)
    void aeadsThatFollowOthersHaveTheirOwnKeys(BulkCipher first) {
        Random random = new Random(1);
        byte[] nonce = bytes(random, 12);
        byte[] plain = bytes(random, 100);
        for (BulkCipher second : List.of(first, BulkCipher.AES_128_GCM, BulkCipher.CHACHA20_POLY1305)) {
            byte[] key = bytes(random, second.keyLength());
            byte[] expected = sealed(CRYPTO.sealer(second, key), nonce, plain, second);

            RecordSealer before = CRYPTO.sealer(first, bytes(random, first.keyLength()));
            sealed(before, nonce, plain, first);
            RecordSealer sealer = CRYPTO.sealer(second, key);
            sealer.succeed(before);
            before.close();
            assertArrayEquals(expected, sealed(sealer, nonce, plain, second));
            assertThrows(IllegalStateException.class, () -> sealed(before, bytes(random, 12), plain, first));
            byte[] again = bytes(random, 12);
            assertArrayEquals(sealed(CRYPTO.sealer(second, key), again, plain, second),
                    sealed(sealer, again, plain, second), "after the closed one was tried");

            RecordOpener openedBefore = CRYPTO.opener(first, bytes(random, first.keyLength()));
            assertEquals(RecordOpener.FORGED, open(openedBefore, nonce, expected));
            RecordOpener opener = CRYPTO.opener(second, key);
            opener.succeed(openedBefore);
            openedBefore.close();
            assertEquals(plain.length, open(opener, nonce, expected));
            assertThrows(IllegalStateException.class, () -> open(openedBefore, nonce, expected));
        }
    }

    private static byte[] sealed(RecordSealer sealer, byte[] nonce, byte[] plain, BulkCipher cipher) {
        byte[] out = new byte[plain.length + cipher.tagLength()];
        sealer.seal(nonce, TEXT, TEXT.length, plain, 0, plain.length, out, 0);
        return out;
    }

    private static int open(RecordOpener opener, byte[] nonce, byte[] sealed) {
        return opener.open(nonce, TEXT, TEXT.length, sealed, 0, sealed.length, new byte[sealed.length], 0);
    }

    @Test
    void hmacCopiesItsKey() {
        byte[] key = {1, 2, 3};
        Hmac hmac = CRYPTO.hmac(HashAlgorithm.SHA256, key);
        Arrays.fill(key, (byte) 0);
        hmac.update(TEXT);
        Hmac same = CRYPTO.hmac(HashAlgorithm.SHA256, new byte[] {1, 2, 3});
        same.update(TEXT);
        assertArrayEquals(same.finish(), hmac.finish());
    }

    @ParameterizedTest
    @EnumSource(value = BulkCipher.class, names = ".*_CBC", mode = EnumSource.Mode.MATCH_NONE)
    void aeadsSealInPlaceAndOpenElsewhere(BulkCipher cipher) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] key = bytes(random, cipher.keyLength());
        RecordSealer sealer = CRYPTO.sealer(cipher, key.clone());
        RecordOpener opener = CRYPTO.opener(cipher, key);
        Arrays.fill(key, (byte) 0);
        for (int length : new int[] {0, 1, 15, 16, 17, 1023, 1024, 1025, 1040, 16384, 16385, 16640}) {
            byte[] nonce = bytes(random, 12);
            byte[] aad = bytes(random, 20);
            byte[] plain = bytes(random, length);
            byte[] record = new byte[5 + length + cipher.tagLength() + 7];
            System.arraycopy(plain, 0, record, 5, length);
            int sealed = sealer.seal(nonce, aad, 13, record, 5, length, record, 5);
            assertEquals(length + cipher.tagLength(), sealed, () -> "seed " + seed);
            assertArrayEquals(new byte[7], Arrays.copyOfRange(record, 5 + sealed, record.length), "wrote too much");
            byte[] out = new byte[3 + length];
            assertEquals(length, opener.open(nonce, aad, 13, record, 5, sealed, out, 3), () -> "seed " + seed);
            assertArrayEquals(plain, Arrays.copyOfRange(out, 3, 3 + length), () -> "seed " + seed);
            assertForgeriesAreRefused(opener, nonce, aad, record, sealed, plain, seed);
        }
    }

    private static void assertForgeriesAreRefused(RecordOpener opener, byte[] nonce, byte[] aad, byte[] record,
            int sealed, byte[] plain, long seed) {
        byte[] out = new byte[record.length];
        for (int at : new int[] {5, 5 + sealed / 2, 5 + sealed - 1}) {
            record[at] ^= 0x10;
            assertEquals(RecordOpener.FORGED, opener.open(nonce, aad, 13, record, 5, sealed, out, 0), "seed " + seed);
            assertArrayEquals(new byte[plain.length], Arrays.copyOf(out, plain.length), "plaintext of a forgery");
            record[at] ^= 0x10;
        }
        aad[12] ^= 1;
        assertEquals(RecordOpener.FORGED, opener.open(nonce, aad, 13, record, 5, sealed, out, 0), "seed " + seed);
        aad[12] ^= 1;
        assertEquals(RecordOpener.FORGED, opener.open(nonce, aad, 12, record, 5, sealed, out, 0), "seed " + seed);
        assertEquals(RecordOpener.FORGED, opener.open(nonce, aad, 13, record, 5, sealed - 1, out, 0), "seed " + seed);
        assertEquals(RecordOpener.FORGED, opener.open(nonce, aad, 13, record, 5, 7, out, 0), "shorter than a tag");
        assertEquals(plain.length, opener.open(nonce, aad, 13, record, 5, sealed, out, 0),
                "a forgery must not use up its nonce: early data is skipped by trial (RFC 9846 section 4.3.10)");
    }

    @Test
    void closedCiphersRefuse() {
        RecordSealer sealer = CRYPTO.sealer(BulkCipher.AES_128_GCM, new byte[16]);
        sealer.close();
        assertThrows(IllegalStateException.class,
                () -> sealer.seal(new byte[12], TEXT, 5, new byte[9], 0, 9, new byte[30], 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 32})
    void cbcWorksInPlaceWithAnIvInTheRecord(int keyLength) {
        byte[] key = bytes(new Random(7), keyLength);
        byte[] plain = bytes(new Random(8), 1040);
        byte[] record = plain.clone();
        CRYPTO.cbcEncryptor(key).process(record, 0, record, 16, 1024, record, 16);
        assertArrayEquals(Arrays.copyOf(plain, 16), Arrays.copyOf(record, 16), "the IV stays");
        assertNotEquals(HexFormat.of().formatHex(plain), HexFormat.of().formatHex(record));
        CRYPTO.cbcDecryptor(key).process(record, 0, record, 16, 1024, record, 16);
        assertArrayEquals(plain, record);
        assertThrows(IllegalStateException.class,
                () -> CRYPTO.cbcEncryptor(key).process(record, 0, record, 16, 17, record, 16));
    }

    @Test
    void ccmMatchesTheExampleOfTheRfc() {
        // RFC 3610 has no example with TLS's lengths of nonce and tag; this is NIST SP 800-38C example 3 (appendix C)
        byte[] key = HexFormat.of().parseHex("404142434445464748494a4b4c4d4e4f");
        byte[] nonce = HexFormat.of().parseHex("101112131415161718191a1b");
        byte[] aad = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f10111213");
        byte[] plain = HexFormat.of().parseHex("202122232425262728292a2b2c2d2e2f3031323334353637");
        byte[] out = new byte[plain.length + 8];
        CRYPTO.sealer(BulkCipher.AES_128_CCM_8, key).seal(nonce, aad, aad.length, plain, 0, plain.length, out, 0);
        assertEquals("e3b201a9f5b71a7a9b1ceaeccd97e70b6176aad9a4428aa5484392fbc1b09951", HexFormat.of().formatHex(out));
    }

    static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
