package dev.handfast.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.crypto.BlockCipher;
import dev.handfast.crypto.Hmac;
import dev.handfast.crypto.PlainJca;
import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.record.Suites.Suite;
import dev.handfast.spec.ContentType;
import dev.handfast.spec.Fault;
import dev.handfast.spec.HashAlgorithm;
import dev.handfast.spec.TlsFault;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** TLS 1.2's CBC against padding oracles: one answer, and as much hashing, whatever the padding says. */
@Tag("unit")
class Cbc12Test {

    private final Random random = Suites.seeded(this);

    static List<Suite> suites() {
        return Suites.cbc();
    }

    static List<Suite> macThenEncrypt() {
        return Suites.cbc().stream().filter(suite -> !suite.encryptThenMac()).toList();
    }

    static List<Suite> encryptThenMac() {
        return Suites.cbc().stream().filter(Suite::encryptThenMac).toList();
    }

    @ParameterizedTest
    @MethodSource("macThenEncrypt")
    void opensEveryLengthOfPaddingThatIsRight(Suite suite) throws TlsFault {
        Forger forger = new Forger(suite);
        for (int claimed = 0; claimed < 256; claimed++) {
            int content = 300 - claimed;
            content -= (content + suite.mac().length() + claimed + 1) % BlockCipher.BLOCK;
            byte[] plain = forger.macAndPad(Suites.bytes(random, content), claimed);
            byte[] out = new byte[plain.length];
            assertEquals(content, forger.open(plain, out), "padding " + claimed);
            assertArrayEquals(Arrays.copyOf(plain, content), Arrays.copyOf(out, content));
        }
    }

    @ParameterizedTest
    @MethodSource("macThenEncrypt")
    @PublishedAttack(id = "CVE-2014-3566", victim = "TLS", kind = AttackKind.RECORDS,
            what = "POODLE: padding of SSL 3.0 that nobody checks")
    @PublishedAttack(id = "CVE-2016-2107", victim = "OpenSSL", kind = AttackKind.RECORDS,
            what = "padding and MAC of CBC are told apart by the answer")
    @PublishedAttack(id = "CVE-2019-1559", victim = "OpenSSL", kind = AttackKind.RECORDS,
            what = "an empty record with wrong padding is answered in another way")
    void everyForgeryGetsTheSameAnswer(Suite suite) {
        Forger forger = new Forger(suite);
        Set<String> answers = new HashSet<>();
        int mac = suite.mac().length();
        for (int claimed = 0; claimed < 256; claimed++) {
            int content = 320 - claimed;
            content -= (content + mac + claimed + 1) % BlockCipher.BLOCK;
            byte[] right = forger.macAndPad(new byte[content], claimed);
            // each byte of the padding in turn, with the MAC right
            for (int back = 2; back <= claimed + 1; back += 1 + random.nextInt(20)) {
                byte[] wrongPadding = right.clone();
                wrongPadding[right.length - back] ^= (byte) (1 + random.nextInt(255));
                answers.add(forger.refusal(wrongPadding));
            }
            byte[] wrongMac = right.clone();
            wrongMac[content + random.nextInt(mac)] ^= 1;
            answers.add(forger.refusal(wrongMac));
            byte[] both = wrongMac.clone();
            both[right.length - 1] ^= 1;
            answers.add(forger.refusal(both));
        }
        // padding that claims more than there is, from the shortest record on
        for (int length = 16; length < 400; length += 16) {
            for (int claimed = 0; claimed < 256; claimed += 5) {
                byte[] plain = new byte[length];
                Arrays.fill(plain, (byte) claimed);
                answers.add(forger.refusal(plain));
            }
        }
        assertEquals(1, answers.size(), answers::toString);
    }

    @ParameterizedTest
    @MethodSource("macThenEncrypt")
    @PublishedAttack(id = "CVE-2013-0169", victim = "TLS", kind = AttackKind.RECORDS,
            what = "Lucky Thirteen: the padding's length is told by time")
    void hashesAsMuchWhateverThePaddingSays(Suite suite) throws TlsFault {
        for (int length = 48; length <= 16384; length += length < 448 ? 16 : 15936) {
            Set<Integer> compressions = new HashSet<>();
            for (int claimed = 0; claimed < 256; claimed++) {
                Forger forger = new Forger(suite);
                byte[] plain = Suites.bytes(random, length);
                Arrays.fill(plain, Math.max(0, length - 1 - claimed), length, (byte) claimed);
                forger.refusal(plain);
                compressions.add(forger.counting.compressions);
                Forger unpadded = new Forger(suite);
                plain[length - 2] ^= 1;
                unpadded.refusal(plain);
                compressions.add(unpadded.counting.compressions);
            }
            assertEquals(1, compressions.size(), suite + " " + length + ": " + compressions);
        }
    }

    @ParameterizedTest
    @MethodSource("macThenEncrypt")
    void leavesNoPlaintextOfAForgery(Suite suite) {
        Forger forger = new Forger(suite);
        byte[] plain = forger.macAndPad(Suites.bytes(random, 16 * 20 - suite.mac().length() - 1), 0);
        plain[3] ^= 1;
        byte[] out = new byte[plain.length];
        assertThrows(TlsFault.class, () -> forger.open(plain, out));
        assertArrayEquals(new byte[plain.length], out);
    }

    @ParameterizedTest
    @MethodSource("encryptThenMac")
    @PublishedAttack(id = "CVE-2014-8730", victim = "F5", kind = AttackKind.RECORDS,
            what = "POODLE on TLS: padding octets are not compared")
    void wrongPaddingUnderARightMacIsRefusedAlike(Suite suite) {
        Forger forger = new Forger(suite);
        Set<String> answers = new HashSet<>();
        for (int claimed = 1; claimed < 256; claimed++) {
            byte[] plain = new byte[64];
            Arrays.fill(plain, (byte) claimed);
            plain[plain.length - 2] ^= 1;
            answers.add(forger.refusal(plain));
        }
        assertEquals(1, answers.size(), answers::toString);
    }

    @ParameterizedTest
    @MethodSource("encryptThenMac")
    void leavesNoPlaintextUnderWrongPadding(Suite suite) {
        byte[] plain = Suites.bytes(random, 320);
        plain[318] = 7;
        plain[319] = 9;
        byte[] out = new byte[plain.length];
        assertThrows(TlsFault.class, () -> new Forger(suite).open(plain, out));
        assertArrayEquals(new byte[plain.length], out);
    }

    @ParameterizedTest
    @MethodSource("suites")
    void ivsAreFresh(Suite suite) throws TlsFault {
        Suites.Pair pair = suite.pair(random);
        Set<String> ivs = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            byte[] record = pair.seal(ContentType.APPLICATION_DATA, new byte[1], 0);
            assertTrue(ivs.add(Arrays.toString(Arrays.copyOfRange(record, 5, 21))));
        }
    }

    /** RFC 5246 section 6.2.3.2, RFC 8449 section 4.1: to the end of the block, and no further. */
    @ParameterizedTest
    @MethodSource("suites")
    void paddingIsTheLeastThereIs(Suite suite) throws TlsFault {
        Suites.Pair pair = suite.pair(random);
        int mac = suite.mac().length();
        for (int size = 1; size < 70; size++) {
            int inside = size + (suite.encryptThenMac() ? 0 : mac) + 1;
            int blocks = (inside + BlockCipher.BLOCK - 1) / BlockCipher.BLOCK * BlockCipher.BLOCK;
            assertEquals(5 + 16 + blocks + (suite.encryptThenMac() ? mac : 0),
                    pair.seal(ContentType.APPLICATION_DATA, new byte[size], 0).length, "size " + size);
        }
    }

    /** Makes records a peer with the right keys could make, and others. */
    private final class Forger {

        private final Suite suite;
        private final Counting counting = new Counting();
        private final byte[] key;
        private final byte[] macKey;
        private final byte[] iv = Suites.bytes(random, 16);

        Forger(Suite suite) {
            this.suite = suite;
            this.key = Suites.bytes(random, suite.cipher().keyLength());
            this.macKey = Suites.bytes(random, suite.mac().length());
        }

        /** Content, MAC for the first record, and padding of claimed + 1 bytes. */
        byte[] macAndPad(byte[] content, int claimed) {
            int mac = suite.mac().length();
            byte[] plain = Arrays.copyOf(content, content.length + mac + claimed + 1);
            Hmac hmac = new PlainJca().hmac(suite.mac(), macKey);
            hmac.update(aad(content.length));
            hmac.update(content);
            hmac.finish(plain, content.length);
            Arrays.fill(plain, content.length + mac, plain.length, (byte) claimed);
            return plain;
        }

        /** Opens a first record with this plaintext; encrypted, and with a right MAC behind it if that is the order. */
        int open(byte[] plain, byte[] out) throws TlsFault {
            int mac = suite.encryptThenMac() ? suite.mac().length() : 0;
            byte[] record = new byte[5 + 16 + plain.length + mac];
            WriteKeys.writeHeader(record, 0, 23, record.length - 5);
            System.arraycopy(iv, 0, record, 5, 16);
            new PlainJca().cbcEncryptor(key).process(iv, 0, plain, 0, plain.length, record, 21);
            if (suite.encryptThenMac()) {
                Hmac hmac = new PlainJca().hmac(suite.mac(), macKey);
                hmac.update(aad(16 + plain.length));
                hmac.update(record, 5, 16 + plain.length);
                hmac.finish(record, 21 + plain.length);
            }
            RecordReader reader = new RecordReader();
            counting.compressions = 0;
            reader.install(ReadKeys.tls12Cbc(counting, suite.cipher(), suite.mac(), key, macKey,
                    suite.encryptThenMac()), new HandshakeReassembler().boundary());
            return reader.open(record, 0, record.length, out, 0);
        }

        /** What opening answers, as a text. */
        String refusal(byte[] plain) {
            TlsFault fault = assertThrows(TlsFault.class, () -> open(plain, new byte[plain.length]));
            assertEquals(Fault.RECORD_MAC_BAD, fault.fault());
            return fault.getMessage();
        }

        private byte[] aad(int length) {
            return new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 23, 3, 3, (byte) (length >>> 8), (byte) length};
        }
    }

    /** Counts the compressions that HMAC would run, as RFC 2104 and FIPS 180-4 have it. */
    private static final class Counting extends PlainJca {

        private int compressions;

        @Override
        public Hmac hmac(HashAlgorithm algorithm, byte[] key) {
            Hmac real = super.hmac(algorithm, key);
            return new Hmac() {
                private int pending;

                @Override
                public void update(byte[] input, int offset, int length) {
                    pending += length;
                    real.update(input, offset, length);
                }

                @Override
                public byte[] finish() {
                    throw new AssertionError("allocates");
                }

                @Override
                public void finish(byte[] out, int offset) {
                    int block = algorithm.blockLength();
                    int inner = block + pending + 1 + block / 8;
                    compressions += (inner + block - 1) / block + 2;
                    pending = 0;
                    real.finish(out, offset);
                }

                @Override
                public int length() {
                    return real.length();
                }

                @Override
                public void close() {
                    real.close();
                }
            };
        }
    }
}
