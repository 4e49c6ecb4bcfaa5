package dev.handfast.crypto;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;

import dev.handfast.crypto.jca.JcaCryptoProvider;
import dev.handfast.spec.BulkCipher;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.lang.management.ManagementFactory;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Bytes allocated per record, against what a bare {@code Cipher} allocates in the same run. */
@Tag("unit")
class RecordAllocationTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int RECORDS = 2000;

    /**
     * What ours may allocate above the floor: nothing, but whether the compiler has removed the parameters and copies
     * of nonces and keys that both make, 150 bytes, depends on when it came to which.
     */
    private static final int ALLOWED = 160;

    @FunctionalInterface
    private interface Work {
        void run(long record) throws GeneralSecurityException;
    }

    @ParameterizedTest
    @CsvSource({"AES_128_GCM, 64", "AES_128_GCM, 16384", "AES_256_GCM, 16384", "CHACHA20_POLY1305, 1024"})
    void sealingAndOpeningAllocateWhatTheCipherDoes(BulkCipher kind, int length) throws GeneralSecurityException {
        byte[] key = new byte[kind.keyLength()];
        byte[] nonce = new byte[12];
        byte[] aad = new byte[5];
        byte[] record = new byte[length + kind.tagLength()];
        byte[] out = new byte[length];

        RecordSealer sealer = JcaCryptoProvider.standard().sealer(kind, key);
        long sealing = perRecord(n -> sealer.seal(numbered(nonce, n), aad, 5, record, 0, length, record, 0));
        Cipher bareSealer = Cipher.getInstance(transformation(kind), "SunJCE");
        SecretKeySpec secret = new SecretKeySpec(key, "AES");
        long floorOfSealing = perRecord(n -> {
            bareSealer.init(Cipher.ENCRYPT_MODE, secret, parameters(kind, numbered(nonce, n)));
            bareSealer.updateAAD(aad);
            bareSealer.doFinal(record, 0, length, record, 0);
        });
        assertTrue(sealing <= floorOfSealing + ALLOWED, sealing + " bytes a record, bare " + floorOfSealing);

        byte[] last = numbered(nonce, 1).clone();
        byte[] other = numbered(nonce, 2).clone();
        byte[] sealedByLast = sealed(kind, key, last, aad, length);
        byte[] sealedByOther = sealed(kind, key, other, aad, length);
        RecordOpener opener = JcaCryptoProvider.standard().opener(kind, key);
        long opening = perRecord(n -> {
            boolean odd = (n & 1) == 1;
            opener.open(odd ? last : other, aad, 5, odd ? sealedByLast : sealedByOther, 0, length + 16, out, 0);
        });
        Cipher bareOpener = Cipher.getInstance(transformation(kind), "SunJCE");
        long floorOfOpening = perRecord(n -> {
            boolean odd = (n & 1) == 1;
            bareOpener.init(Cipher.DECRYPT_MODE, secret, parameters(kind, odd ? last : other));
            bareOpener.updateAAD(aad);
            bareOpener.doFinal(odd ? sealedByLast : sealedByOther, 0, length + 16, out, 0);
        });
        assertTrue(opening <= floorOfOpening + ALLOWED, opening + " bytes a record, bare " + floorOfOpening);
    }

    private static byte[] sealed(BulkCipher kind, byte[] key, byte[] nonce, byte[] aad, int length) {
        byte[] out = new byte[length + kind.tagLength()];
        JcaCryptoProvider.standard().sealer(kind, key).seal(nonce, aad, 5, new byte[length], 0, length, out, 0);
        return out;
    }

    /**
     * The mean of the steadiest of a few rounds: compilation allocates on other threads, deoptimisation rarely on ours.
     */
    private static long perRecord(Work work) throws GeneralSecurityException {
        long least = Long.MAX_VALUE;
        long number = 0;
        for (int round = 0; round < 10; round++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < RECORDS; i++) {
                work.run(++number);
            }
            least = Math.min(least, (THREADS.getCurrentThreadAllocatedBytes() - before) / RECORDS);
        }
        return least;
    }

    private static byte[] numbered(byte[] nonce, long number) {
        for (int i = 0; i < 8; i++) {
            nonce[11 - i] = (byte) (number >>> 8 * i);
        }
        return nonce;
    }

    private static String transformation(BulkCipher kind) {
        return kind.kind() == BulkCipher.Kind.GCM ? "AES/GCM/NoPadding" : "ChaCha20-Poly1305";
    }

    private static AlgorithmParameterSpec parameters(BulkCipher kind, byte[] nonce) {
        return kind.kind() == BulkCipher.Kind.GCM ? new GCMParameterSpec(128, nonce) : new IvParameterSpec(nonce);
    }
}
