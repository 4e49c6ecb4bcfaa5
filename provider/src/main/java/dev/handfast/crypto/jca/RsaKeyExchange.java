package dev.handfast.crypto.jca;

import dev.handfast.crypto.Secret;
import dev.handfast.wire.Bytes;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.RSAKey;

import javax.crypto.Cipher;

/**
 * The premaster secret encrypted to an RSA key (RFC 5246 section 7.4.7.1).
 *
 * <p>Decryption asks for the raw RSA operation and takes the padding off itself, without a branch on it, because {@code
 * PKCS1Padding} reports bad padding by an exception, whose making takes long enough to be seen from the network
 * (Bleichenbacher's oracle). The JDK has a way round that, but for itself only. Keys whose provider offers no raw
 * operation are asked for {@code PKCS1Padding}; then the time between exception and none is the token's and the JVM's.
 */
final class RsaKeyExchange {

    private static final int LENGTH = 48;

    /** 00 02, at least eight bytes that are not zero, 00 (RFC 8017 section 7.2.1). */
    private static final int MIN_PADDING = 11;

    private RsaKeyExchange() {
    }

    static byte[] encrypt(PublicKey key, Secret premaster, SecureRandom random) throws GeneralSecurityException {
        Cipher cipher = JdkProviders.cipher("RSA/ECB/PKCS1Padding");
        cipher.init(Cipher.ENCRYPT_MODE, key, random);
        return cipher.doFinal(premaster.bytes());
    }

    static Secret decrypt(PrivateKey key, byte[] encrypted, int offered, SecureRandom random)
            throws GeneralSecurityException {
        byte[] substitute = new byte[LENGTH];
        random.nextBytes(substitute);
        int length = key instanceof RSAKey rsa ? (rsa.getModulus().bitLength() + 7) / 8 : encrypted.length;
        if (length < LENGTH + MIN_PADDING) {
            throw new InvalidKeyException("an RSA key of " + 8 * length + " bits cannot carry a premaster secret");
        }
        if (encrypted.length != length) {
            return Secret.adopt(substitute);
        }
        byte[] block = rawBlock(key, encrypted, length);
        try {
            return select(block, offered, substitute);
        } finally {
            Bytes.wipe(block);
        }
    }

    /** The padded block, as long as the modulus; all zeros if there is none. */
    private static byte[] rawBlock(PrivateKey key, byte[] encrypted, int length) throws GeneralSecurityException {
        Cipher raw;
        try {
            raw = Cipher.getInstance("RSA/ECB/NoPadding");
            raw.init(Cipher.DECRYPT_MODE, key);
        } catch (InvalidKeyException | NoSuchAlgorithmException notRaw) {
            return paddedBlock(key, encrypted, length);
        }
        try {
            return rightAligned(raw.doFinal(encrypted), length);
        } catch (GeneralSecurityException | RuntimeException notBelowModulus) {
            // A number that is not below the modulus; whoever sent it knows that. Tokens throw what they like for it.
            return new byte[length];
        }
    }

    /** The padded block as it must have been, from a provider that takes padding off by itself. */
    private static byte[] paddedBlock(PrivateKey key, byte[] encrypted, int length) throws GeneralSecurityException {
        Cipher padded = Cipher.getInstance("RSA/ECB/PKCS1Padding");
        padded.init(Cipher.DECRYPT_MODE, key);
        byte[] block = new byte[length];
        try {
            byte[] message = padded.doFinal(encrypted);
            if (message.length == LENGTH) {
                java.util.Arrays.fill(block, 1, length - LENGTH - 1, (byte) 2);
                System.arraycopy(message, 0, block, length - LENGTH, LENGTH);
            }
            Bytes.wipe(message);
        } catch (GeneralSecurityException | RuntimeException wrong) {
            // Tokens report wrong padding by whatever they like: all of it must look alike to the peer.
            return new byte[length];
        }
        return block;
    }

    /** Some providers leave the leading zeros of raw results out. */
    private static byte[] rightAligned(byte[] result, int length) {
        if (result.length == length) {
            return result;
        }
        byte[] aligned = new byte[length];
        System.arraycopy(result, 0, aligned, length - result.length, result.length);
        Bytes.wipe(result);
        return aligned;
    }

    /** The last 48 bytes if padding, length and version are right, else the substitute; no branch tells which. */
    private static Secret select(byte[] block, int offered, byte[] substitute) {
        int start = block.length - LENGTH;
        int wrong = block[0] | block[1] ^ 2 | block[start - 1];
        for (int i = 2; i < start - 1; i++) {
            wrong |= isZero(block[i]);
        }
        wrong |= block[start] ^ (byte) (offered >>> 8);
        wrong |= block[start + 1] ^ (byte) offered;
        int good = -isZero(wrong);
        byte[] chosen = substitute;
        for (int i = 0; i < LENGTH; i++) {
            chosen[i] = (byte) (block[start + i] & good | substitute[i] & ~good);
        }
        return Secret.adopt(chosen);
    }

    /** 1 for zero, 0 for all else, without a branch. */
    private static int isZero(int value) {
        return ~(value | -value) >>> 31;
    }
}
