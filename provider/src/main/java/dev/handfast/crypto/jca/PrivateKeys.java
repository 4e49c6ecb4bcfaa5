package dev.handfast.crypto.jca;

import dev.handfast.crypto.bc.EncryptedKeys;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.UnrecoverableKeyException;
import java.security.interfaces.RSAKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Locale;

import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Private keys in files: made from PKCS#8, decrypted, and compared with the public key that a certificate names. */
public final class PrivateKeys {

    /** The JDK knows factories of other keys by their identifiers too (RFC 5480 section 2.1.1). */
    private static final String ID_EC = "1.2.840.10045.2.1";
    private static final byte[] CHALLENGE = "Handfast".getBytes(StandardCharsets.US_ASCII);

    private PrivateKeys() {
    }

    /**
     * The key with this encoding.
     *
     * @param pkcs8 PrivateKeyInfo (RFC 5958)
     * @param algorithm its algorithm's identifier, in dotted numbers
     * @throws GeneralSecurityException if no provider reads such keys, or this one
     */
    public static PrivateKey decode(byte[] pkcs8, String algorithm) throws GeneralSecurityException {
        return KeyFactory.getInstance(algorithm.equals(ID_EC) ? "EC" : algorithm)
                .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }

    /**
     * Decrypts EncryptedPrivateKeyInfo (RFC 5958 section 3): by JCA if it can, or else by BouncyCastle.
     *
     * @throws UnrecoverableKeyException if the password is wrong
     * @throws GeneralSecurityException if the encryption is none that is known, or would take too long
     */
    public static byte[] decrypt(byte[] encrypted, char @Nullable [] password) throws GeneralSecurityException {
        PasswordCost.check(encrypted);
        EncryptedPrivateKeyInfo info;
        Cipher cipher;
        try {
            info = new EncryptedPrivateKeyInfo(encrypted);
            cipher = cipher(info, password);
        } catch (IOException | NoSuchAlgorithmException | InvalidAlgorithmParameterException
                | InvalidKeySpecException e) {
            return EncryptedKeys.decrypt(encrypted, password, e);
        }
        try {
            return info.getKeySpec(cipher).getEncoded();
        } catch (InvalidKeySpecException e) {
            UnrecoverableKeyException wrong = new UnrecoverableKeyException("the password is wrong");
            wrong.initCause(e);
            throw wrong;
        }
    }

    /**
     * Whether a private key belongs to a public key: by what they share in RSA, by a signature in all else.
     *
     * @throws GeneralSecurityException if no provider signs with such keys
     */
    public static boolean belongTogether(PrivateKey own, PublicKey shown) throws GeneralSecurityException {
        if (own instanceof RSAKey mine && shown instanceof RSAKey theirs) {
            return mine.getModulus().equals(theirs.getModulus());
        }
        if (!kind(own.getAlgorithm()).equals(kind(shown.getAlgorithm()))) {
            return false;
        }
        try {
            Signature signer = Signature.getInstance(kind(own.getAlgorithm()));
            signer.initSign(own);
            signer.update(CHALLENGE);
            byte[] signature = signer.sign();
            signer.initVerify(shown);
            signer.update(CHALLENGE);
            return signer.verify(signature);
        } catch (SignatureException otherCurve) {
            return false;
        }
    }

    /** The algorithm of signatures by keys of an algorithm. */
    private static String kind(String ofKey) {
        return switch (ofKey.toUpperCase(Locale.ROOT)) {
            case "EC" -> "SHA256withECDSA";
            case "DSA" -> "SHA256withDSA";
            case "ED25519", "ED448" -> "EdDSA";
            default -> ofKey;
        };
    }

    private static Cipher cipher(EncryptedPrivateKeyInfo info, char @Nullable [] password)
            throws GeneralSecurityException {
        // PBES2 is the name of a family: which one it is, only its parameters say.
        String algorithm = info.getAlgParameters() != null && info.getAlgName().toUpperCase(Locale.ROOT)
                .matches("PBES2|1\\.2\\.840\\.113549\\.1\\.5\\.13") ? info.getAlgParameters().toString()
                        : info.getAlgName();
        PBEKeySpec spec = new PBEKeySpec(password);
        try {
            SecretKey key = SecretKeyFactory.getInstance(algorithm).generateSecret(spec);
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(Cipher.DECRYPT_MODE, key, info.getAlgParameters());
            return cipher;
        } finally {
            spec.clearPassword();
        }
    }
}
