package dev.handfast.crypto.jca;

import dev.handfast.crypto.RecordOpener;
import dev.handfast.crypto.RecordSealer;
import dev.handfast.spec.BulkCipher;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;

import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;

/**
 * AES-CCM (RFC 3610, RFC 6655) from the JDK's AES-CBC, for the authentication, and AES-CTR, for the encryption; the JDK
 * has no CCM of its own.
 *
 * <p>BouncyCastle has one, but its AES looks tables up at secret places and is many times slower; the JDK's uses the
 * processor's instructions. Lengths take three bytes (15 less the nonce's 12), tags 8 or 16.
 */
final class JcaCcm implements RecordSealer, RecordOpener {

    private static final int BLOCK = 16;
    private static final int LENGTH_BYTES = 3;
    private static final int NONCE = BLOCK - 1 - LENGTH_BYTES;

    /** How much is authenticated at a time: the CBC's output must go somewhere. */
    private static final int CHUNK = 64 * BLOCK;

    private final int tagLength;
    private final RawKey key;
    private final Cipher chain;
    private final Cipher counter;

    // Reused by each record; they never hold plaintext
    private final byte[] block = new byte[BLOCK];
    private final byte[] tag = new byte[BLOCK];
    private final byte[] chained = new byte[CHUNK];

    JcaCcm(BulkCipher kind, byte[] key) {
        this.tagLength = kind.tagLength();
        this.key = new RawKey("AES", key);
        try {
            this.chain = JdkProviders.cipher(JcaCbc.TRANSFORMATION);
            this.counter = JdkProviders.cipher("AES/CTR/NoPadding");
            // Each doFinal leads back to this zero IV, so that one initialisation serves all records
            chain.init(Cipher.ENCRYPT_MODE, this.key, new IvParameterSpec(new byte[BLOCK]));
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException("this JVM has no usable AES in CBC and CTR mode", absent);
        }
    }

    @Override
    public int seal(byte[] nonce, byte[] aad, int aadLength, byte[] in, int inOffset, int inLength, byte[] out,
            int outOffset) {
        try {
            authenticate(nonce, aad, aadLength, in, inOffset, inLength);
            startCounter(nonce);
            counter.update(tag, 0, BLOCK, tag, 0);
            counter.doFinal(in, inOffset, inLength, out, outOffset);
            System.arraycopy(tag, 0, out, outOffset + inLength, tagLength);
            return inLength + tagLength;
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException("sealing a record failed", failed);
        }
    }

    @Override
    public int open(byte[] nonce, byte[] aad, int aadLength, byte[] in, int inOffset, int inLength, byte[] out,
            int outOffset) {
        int length = inLength - tagLength;
        if (length < 0) {
            return FORGED;
        }
        try {
            startCounter(nonce);
            byte[] mask = new byte[BLOCK];
            counter.update(mask, 0, BLOCK, mask, 0);
            counter.doFinal(in, inOffset, length, out, outOffset);
            authenticate(nonce, aad, aadLength, out, outOffset, length);
            byte[] expected = new byte[tagLength];
            for (int i = 0; i < tagLength; i++) {
                expected[i] = (byte) (tag[i] ^ mask[i]);
            }
            byte[] received = Arrays.copyOfRange(in, inOffset + length, inOffset + inLength);
            if (!MessageDigest.isEqual(expected, received)) {
                Arrays.fill(out, outOffset, outOffset + length, (byte) 0);
                return FORGED;
            }
            return length;
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException("opening a record failed", failed);
        }
    }

    @Override
    public void close() {
        key.destroy();
        Arrays.fill(tag, (byte) 0);
        Arrays.fill(chained, (byte) 0);
    }

    /** Leaves the CBC-MAC, not yet encrypted, in {@link #tag} (RFC 3610 section 2.2). */
    private void authenticate(byte[] nonce, byte[] aad, int aadLength, byte[] in, int inOffset, int inLength)
            throws GeneralSecurityException {
        block[0] = (byte) ((aadLength > 0 ? 0x40 : 0) | (tagLength - 2) / 2 << 3 | LENGTH_BYTES - 1);
        System.arraycopy(nonce, 0, block, 1, NONCE);
        block[13] = (byte) (inLength >>> 16);
        block[14] = (byte) (inLength >>> 8);
        block[15] = (byte) inLength;
        chainBlock();
        if (aadLength > 0) {
            // Additional data of TLS has 5 or 13 bytes; this form of its length reaches to 2^16 - 2^8
            block[0] = (byte) (aadLength >>> 8);
            block[1] = (byte) aadLength;
            int first = Math.min(aadLength, BLOCK - 2);
            System.arraycopy(aad, 0, block, 2, first);
            Arrays.fill(block, 2 + first, BLOCK, (byte) 0);
            chainBlock();
            chainAndPad(aad, first, aadLength - first);
        }
        chainAndPad(in, inOffset, inLength);
        // No input is left, so this writes nothing and only rewinds the chain
        chain.doFinal(block, 0);
    }

    /** Chains bytes and zeros up to a block's end. */
    private void chainAndPad(byte[] in, int offset, int length) throws GeneralSecurityException {
        int whole = length / BLOCK * BLOCK;
        for (int at = 0; at < whole; at += CHUNK) {
            int count = Math.min(CHUNK, whole - at);
            chain.update(in, offset + at, count, chained, 0);
            System.arraycopy(chained, count - BLOCK, tag, 0, BLOCK);
        }
        if (whole < length) {
            System.arraycopy(in, offset + whole, block, 0, length - whole);
            Arrays.fill(block, length - whole, BLOCK, (byte) 0);
            chainBlock();
            Arrays.fill(block, (byte) 0);
        }
    }

    private void chainBlock() throws GeneralSecurityException {
        chain.update(block, 0, BLOCK, tag, 0);
    }

    /** Starts the key stream: its first block encrypts the tag, the next ones the content (RFC 3610 section 2.3). */
    private void startCounter(byte[] nonce) throws GeneralSecurityException {
        block[0] = LENGTH_BYTES - 1;
        System.arraycopy(nonce, 0, block, 1, NONCE);
        Arrays.fill(block, 1 + NONCE, BLOCK, (byte) 0);
        counter.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(block));
    }
}
