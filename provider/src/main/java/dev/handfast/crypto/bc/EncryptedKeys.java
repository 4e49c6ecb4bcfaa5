package dev.handfast.crypto.bc;

import org.jspecify.annotations.Nullable;

import java.security.GeneralSecurityException;

/** Encrypted private keys that only BouncyCastle decrypts: OpenSSL's own form, and PKCS#8 with scrypt. */
public final class EncryptedKeys {

    private EncryptedKeys() {
    }

    /**
     * Decrypts EncryptedPrivateKeyInfo.
     *
     * @param without why it cannot be done without BouncyCastle
     * @throws GeneralSecurityException as {@link #decryptPem}
     */
    public static byte[] decrypt(byte[] encrypted, char @Nullable [] password, Exception without)
            throws GeneralSecurityException {
        try {
            require();
        } catch (GeneralSecurityException e) {
            e.initCause(without);
            throw e;
        }
        return BcEncryptedKeys.ofPkcs8(encrypted, password);
    }

    /**
     * Decrypts a block of PEM with the headers {@code Proc-Type} and {@code DEK-Info}.
     *
     * @param pem the block as text
     * @return PrivateKeyInfo (RFC 5958)
     * @throws java.security.UnrecoverableKeyException if the password is wrong
     * @throws GeneralSecurityException if it is encrypted in no way that is known, or there is no BouncyCastle
     */
    public static byte[] decryptPem(String pem, char @Nullable [] password) throws GeneralSecurityException {
        require();
        return BcEncryptedKeys.ofPem(pem, password);
    }

    private static void require() throws GeneralSecurityException {
        if (!BouncyCastle.has(BouncyCastle.Part.ENCRYPTED_KEYS)) {
            throw new GeneralSecurityException(BouncyCastle.objection(BouncyCastle.Part.ENCRYPTED_KEYS));
        }
    }
}
