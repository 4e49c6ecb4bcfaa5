package dev.handfast.crypto.jca;

import dev.handfast.crypto.RecordOpener;
import dev.handfast.crypto.RecordSealer;
import dev.handfast.spec.BulkCipher;

import org.jspecify.annotations.Nullable;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;

import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;

/**
 * AES-GCM (RFC 5116) or ChaCha20-Poly1305 (RFC 8439) by one {@code Cipher}, initialised with each record's nonce.
 *
 * <p>Only arrays: SunJCE copies what it gets in direct buffers. SunJCE seals in place, since a block is read before it
 * is written, but on JDK 17 copies the whole output array when asked to open in place, which is why {@link
 * RecordOpener} forbids that.
 */
final class JcaAead implements RecordSealer, RecordOpener {

    /** Bytes from which on copying costs more than what SunJCE allocates between {@code update} and {@code doFinal}. */
    private static final int WORTH_TWO_CALLS = 4096;

    private final BulkCipher kind;
    private final int mode;
    private final RawKey key;
    private final byte[] last = new byte[1];
    // Null until the first record, which is often one of other keys of the same direction.
    private @Nullable Cipher cipher;

    private JcaAead(BulkCipher kind, int mode, byte[] key) {
        this.kind = kind;
        this.mode = mode;
        this.key = new RawKey(isGcm(kind) ? "AES" : "ChaCha20", key);
    }

    static RecordSealer sealer(BulkCipher kind, byte[] key) {
        return new JcaAead(kind, Cipher.ENCRYPT_MODE, key);
    }

    static RecordOpener opener(BulkCipher kind, byte[] key) {
        return new JcaAead(kind, Cipher.DECRYPT_MODE, key);
    }

    /** The {@code Cipher} name of a GCM or ChaCha20 kind. */
    static String transformation(BulkCipher kind) {
        return isGcm(kind) ? "AES/GCM/NoPadding" : "ChaCha20-Poly1305";
    }

    /**
     * What SunJCE knows AES-GCM by besides: {@code Cipher.getInstance} takes names with slashes apart each time, which
     * is two thirds of what it does and allocates. These are the OIDs of RFC 5084 section 3.2, one for each key length.
     */
    private static String shortName(BulkCipher kind) {
        if (!isGcm(kind)) {
            return transformation(kind);
        }
        return kind.keyLength() == 16 ? "2.16.840.1.101.3.4.1.6" : "2.16.840.1.101.3.4.1.46";
    }

    @Override
    public int seal(byte[] nonce, byte[] aad, int aadLength, byte[] in, int inOffset, int inLength, byte[] out,
            int outOffset) {
        try {
            return start(nonce, aad, aadLength).doFinal(in, inOffset, inLength, out, outOffset);
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException("sealing a record failed", failed);
        }
    }

    @Override
    public int seal(byte[] nonce, byte[] aad, int aadLength, byte[] in, int inOffset, int inLength, byte behind,
            byte[] out, int outOffset) {
        if (inLength < WORTH_TWO_CALLS) {
            return RecordSealer.super.seal(nonce, aad, aadLength, in, inOffset, inLength, behind, out, outOffset);
        }
        try {
            Cipher started = start(nonce, aad, aadLength);
            int written = started.update(in, inOffset, inLength, out, outOffset);
            last[0] = behind;
            return written + started.doFinal(last, 0, 1, out, outOffset + written);
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException("sealing a record failed", failed);
        }
    }

    @Override
    public int open(byte[] nonce, byte[] aad, int aadLength, byte[] in, int inOffset, int inLength, byte[] out,
            int outOffset) {
        if (inLength < kind.tagLength()) {
            return FORGED;
        }
        try {
            return restart(nonce, aad, aadLength).doFinal(in, inOffset, inLength, out, outOffset);
        } catch (AEADBadTagException forged) {
            // Some releases of SunJCE decrypt before they compare
            Arrays.fill(out, outOffset, outOffset + inLength - kind.tagLength(), (byte) 0);
            return FORGED;
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException("opening a record failed", failed);
        }
    }

    @Override
    public void succeed(RecordSealer before) {
        take(before);
    }

    @Override
    public void succeed(RecordOpener before) {
        take(before);
    }

    /** A {@code Cipher} of the same name and direction takes any key, and costs more to get than to key. */
    private void take(Object before) {
        if (before instanceof JcaAead other && other.mode == mode && shortName(other.kind).equals(shortName(kind))) {
            cipher = other.cipher;
            other.cipher = null;
        }
    }

    @Override
    public void close() {
        key.destroy();
    }

    /**
     * Starts for opening, with any nonce. JDK 17's ChaCha20 refuses the nonce it had last, though only sealing twice
     * with one is dangerous; and early data is skipped by trying each record with the same (RFC 9846 section 4.3.10).
     */
    private Cipher restart(byte[] nonce, byte[] aad, int aadLength) throws GeneralSecurityException {
        try {
            return start(nonce, aad, aadLength);
        } catch (InvalidKeyException nonceAgain) {
            cipher = null;
            return start(nonce, aad, aadLength);
        }
    }

    private Cipher start(byte[] nonce, byte[] aad, int aadLength) throws GeneralSecurityException {
        AlgorithmParameterSpec parameters = isGcm(kind) ? new GCMParameterSpec(8 * kind.tagLength(), nonce)
                : new IvParameterSpec(nonce);
        Cipher started = cipher != null ? cipher : newCipher(kind);
        cipher = started;
        started.init(mode, key, parameters);
        started.updateAAD(aad, 0, aadLength);
        return started;
    }

    private static Cipher newCipher(BulkCipher kind) {
        try {
            return JdkProviders.cipher(shortName(kind), transformation(kind));
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException("this JVM has no " + transformation(kind), absent);
        }
    }

    private static boolean isGcm(BulkCipher kind) {
        return kind.kind() == BulkCipher.Kind.GCM;
    }
}
