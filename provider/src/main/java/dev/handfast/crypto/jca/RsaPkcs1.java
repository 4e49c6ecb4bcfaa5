package dev.handfast.crypto.jca;

import dev.handfast.wire.Opaque;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;

/**
 * RSASSA-PKCS1-v1_5 signatures of public bytes under keys of the JDK's own RSA provider (RFC 8017 section 8.2.2): the
 * same power modulo n as there, without what surrounds it, which is a fifth of the time of a verification on JDK 17.
 * Keys of other providers, who may be faster or the only ones allowed, are left to them.
 */
final class RsaPkcs1 {

    /** The class of the keys of SunRsaSign, which has checked their sizes. */
    private static final String PLATFORM = "sun.security.rsa.RSAPublicKeyImpl";

    /** The fewest octets of padding (section 9.2, step 3). */
    private static final int LEAST_PADDING = 8;

    /** DigestInfo up to the digest (RFC 8017 section 9.2, note 1), by JCA's name of the hash in signatures. */
    private static final Map<String, byte[]> PREFIXES = Map.of(
            "SHA256", HexFormat.of().parseHex("3031300d060960864801650304020105000420"),
            "SHA384", HexFormat.of().parseHex("3041300d060960864801650304020205000430"),
            "SHA512", HexFormat.of().parseHex("3051300d060960864801650304020305000440"));

    /** The same without the NULL, which verifiers may accept (the same note). */
    private static final Map<String, byte[]> WITHOUT_NULL = Map.of(
            "SHA256", HexFormat.of().parseHex("302f300b06096086480165030402010420"),
            "SHA384", HexFormat.of().parseHex("303f300b06096086480165030402020430"),
            "SHA512", HexFormat.of().parseHex("304f300b06096086480165030402030440"));

    private RsaPkcs1() {
    }

    /** Whether signatures of a hash under a key can be judged here. */
    static boolean knows(String hash, PublicKey key) {
        return PREFIXES.containsKey(hash) && key.getClass().getClassLoader() == null
                && key.getClass().getName().equals(PLATFORM);
    }

    /** Whether a key made a signature; to be asked only of what {@link #knows} says yes to. */
    static boolean isValid(String hash, PublicKey key, Opaque signed, Opaque signature)
            throws GeneralSecurityException {
        RSAPublicKey rsa = (RSAPublicKey) key;
        int length = (rsa.getModulus().bitLength() + Byte.SIZE - 1) / Byte.SIZE;
        BigInteger s = new BigInteger(1, signature.toBytes());
        if (signature.length() != length || s.compareTo(rsa.getModulus()) >= 0) {
            return false;
        }
        byte[] digest = MessageDigest.getInstance("SHA-" + hash.substring("SHA".length())).digest(signed.toBytes());
        BigInteger message = s.modPow(rsa.getPublicExponent(), rsa.getModulus());
        return message.equals(encoded(PREFIXES.get(hash), digest, length))
                || message.equals(encoded(WITHOUT_NULL.get(hash), digest, length));
    }

    /** EMSA-PKCS1-v1_5 (section 9.2), made anew to be compared as a whole; null where the key is too short for it. */
    private static BigInteger encoded(byte[] prefix, byte[] digest, int length) {
        int end = length - prefix.length - digest.length;
        if (end < LEAST_PADDING + 3) {
            return null;
        }
        byte[] message = new byte[length];
        message[1] = 1;
        Arrays.fill(message, 2, end - 1, (byte) 0xff);
        System.arraycopy(prefix, 0, message, end, prefix.length);
        System.arraycopy(digest, 0, message, end + prefix.length, digest.length);
        return new BigInteger(1, message);
    }
}
