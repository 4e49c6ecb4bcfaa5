package dev.handfast.memory;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.DSAPublicKeySpec;
import java.security.spec.KeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Random;

/** Public keys that nobody has to have the private one of: what strangers send to make others compute. */
enum LargeKeys {

    RSA_MODULUS("RSA", "8200 bits|8192|handfast.pki.maxRsaKeySize"),
    RSA_EXPONENT("RSA", "exponent of 40 bits|33 bits"),
    RSA_EVEN("RSA", "modulus is not a positive odd number"),
    DSA_PRIME("DSA", "9000 bits|8192"),
    DSA_ORDER("DSA", "order of 2000 bits|512 bits");

    private final String algorithm;
    private final String says;

    LargeKeys(String algorithm, String says) {
        this.algorithm = algorithm;
        this.says = says;
    }

    boolean isRsa() {
        return algorithm.equals("RSA");
    }

    /** What a refusal must say, parts between bars. */
    String[] says() {
        return says.split("\\|");
    }

    /** Its public key with a private one that does not belong to it. */
    KeyPair with(PrivateKey other) throws GeneralSecurityException {
        KeySpec spec = switch (this) {
            case RSA_MODULUS -> new RSAPublicKeySpec(odd(8200), BigInteger.valueOf(65537));
            case RSA_EXPONENT -> new RSAPublicKeySpec(odd(3072), BigInteger.ONE.shiftLeft(39).setBit(0));
            case RSA_EVEN -> new RSAPublicKeySpec(odd(2048).clearBit(0), BigInteger.valueOf(65537));
            case DSA_PRIME -> new DSAPublicKeySpec(BigInteger.TEN, odd(9000), odd(256), BigInteger.TWO);
            case DSA_ORDER -> new DSAPublicKeySpec(BigInteger.TEN, odd(2048), odd(2000), BigInteger.TWO);
        };
        PublicKey key = KeyFactory.getInstance(algorithm).generatePublic(spec);
        return new KeyPair(key, other);
    }

    /** An RSA key with a modulus and an exponent of so many bits, likewise. */
    static KeyPair rsa(int modulus, int exponent, PrivateKey other) throws GeneralSecurityException {
        return new KeyPair(KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(odd(modulus),
                BigInteger.ONE.shiftLeft(exponent - 1).setBit(0))), other);
    }

    static BigInteger odd(int bits) {
        return new BigInteger(bits, new Random(bits)).setBit(bits - 1).setBit(0);
    }
}
