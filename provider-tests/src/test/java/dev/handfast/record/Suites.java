package dev.handfast.record;

import dev.handfast.crypto.CryptoProvider;
import dev.handfast.crypto.PlainJca;
import dev.handfast.crypto.jca.JcaCryptoProvider;
import dev.handfast.spec.BulkCipher;
import dev.handfast.spec.ContentType;
import dev.handfast.spec.HashAlgorithm;
import dev.handfast.spec.TlsFault;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Every way to protect records, with fresh pairs of keys, and helpers that seal and open one record. */
final class Suites {

    static final CryptoProvider CRYPTO = JcaCryptoProvider.standard();
    /** Shares no code with ours. */
    static final CryptoProvider WITNESS = new PlainJca();

    private static final long SEED = seed();

    /** A protection: the version, the cipher and, for CBC, MAC and order. */
    record Suite(boolean tls13, BulkCipher cipher, HashAlgorithm mac, boolean encryptThenMac) {

        /** A reader and a writer under the same keys, drawn from {@code random}. */
        Pair pair(Random random) {
            return pair(random, CRYPTO, CRYPTO);
        }

        /** As above, with primitives for the reader and the writer. */
        Pair pair(Random random, CryptoProvider opening, CryptoProvider sealing) {
            byte[] key = bytes(random, cipher.keyLength());
            byte[] iv = bytes(random, tls13 ? 12 : cipher.fixedIvLength12());
            byte[] macKey = bytes(random, mac == null ? 0 : mac.length());
            Pair pair = new Pair(new RecordReader(), new RecordWriter());
            if (tls13) {
                pair.install(ReadKeys.tls13(opening, cipher, key, iv), WriteKeys.tls13(sealing, cipher, key, iv));
            } else if (cipher.isAead()) {
                pair.install(ReadKeys.tls12Aead(opening, cipher, key, iv),
                        WriteKeys.tls12Aead(sealing, cipher, key, iv));
            } else {
                pair.install(ReadKeys.tls12Cbc(opening, cipher, mac, key, macKey, encryptThenMac),
                        WriteKeys.tls12Cbc(sealing, cipher, mac, key, macKey, encryptThenMac));
            }
            return pair;
        }
    }

    /** Both ends of one direction. */
    record Pair(RecordReader reader, RecordWriter writer) {

        void install(ReadKeys readKeys, WriteKeys writeKeys) {
            reader.install(readKeys, new HandshakeReassembler().boundary());
            writer.install(writeKeys);
        }

        byte[] seal(ContentType type, byte[] content, int padding) throws TlsFault {
            byte[] buffer = new byte[writer.headroom() + content.length + writer.tailroom(content.length, padding)];
            System.arraycopy(content, 0, buffer, writer.headroom(), content.length);
            int length = writer.seal(type, buffer, 0, content.length, padding);
            if (length != buffer.length) {
                throw new AssertionError("announced " + buffer.length + ", sealed " + length);
            }
            return buffer;
        }

        byte[] open(byte[] record) throws TlsFault {
            byte[] out = new byte[reader.roomNeeded(record.length)];
            return Arrays.copyOf(out, reader.open(record, 0, record.length, out, 0));
        }
    }

    private Suites() {
    }

    /** All of them. */
    static List<Suite> all() {
        List<Suite> all = new ArrayList<>();
        for (BulkCipher cipher : BulkCipher.values()) {
            if (cipher.isAead()) {
                if (cipher != BulkCipher.AES_256_CCM_8 && cipher != BulkCipher.AES_256_CCM) {
                    all.add(new Suite(true, cipher, null, false));
                }
                all.add(new Suite(false, cipher, null, false));
            } else {
                for (HashAlgorithm mac : List.of(HashAlgorithm.SHA1, HashAlgorithm.SHA256, HashAlgorithm.SHA384)) {
                    all.add(new Suite(false, cipher, mac, false));
                    all.add(new Suite(false, cipher, mac, true));
                }
            }
        }
        return all;
    }

    static List<Suite> cbc() {
        return all().stream().filter(suite -> !suite.cipher().isAead()).toList();
    }

    static Suite gcm13() {
        return new Suite(true, BulkCipher.AES_128_GCM, null, false);
    }

    static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A source of randomness that is the same in every run with the same seed, which is printed once. */
    static Random seeded(Object test) {
        return new Random(SEED + test.getClass().getName().hashCode());
    }

    private static long seed() {
        long seed = Long.getLong("handfast.seed", System.nanoTime());
        System.out.println("record tests: repeat with -Dhandfast.seed=" + seed);
        return seed;
    }
}
