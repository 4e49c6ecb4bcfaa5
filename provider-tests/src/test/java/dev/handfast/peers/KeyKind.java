package dev.handfast.peers;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;

/** The kinds of certified keys that the supported table names. */
public enum KeyKind {
    /** RSA-2048 under rsaEncryption. */
    RSA("RSA", "2048"),
    /** RSA-2048 under id-RSASSA-PSS, without parameters. */
    RSA_PSS("RSASSA-PSS", "2048"),
    /** ECDSA on secp256r1. */
    P256("EC", "secp256r1"),
    /** ECDSA on secp384r1. */
    P384("EC", "secp384r1"),
    /** ECDSA on secp521r1. */
    P521("EC", "secp521r1"),
    /** Ed25519 of RFC 8032. */
    ED25519("Ed25519", null),
    /** Ed448 of RFC 8032. */
    ED448("Ed448", null);

    private final String algorithm;
    private final String parameter;

    KeyKind(String algorithm, String parameter) {
        this.algorithm = algorithm;
        this.parameter = parameter;
    }

    /** Whether this key signs for the suites that are named {@code _RSA_} in TLS 1.2. */
    public boolean isRsa() {
        return this == RSA || this == RSA_PSS;
    }

    KeyPair generate() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        if (isRsa()) {
            generator.initialize(Integer.parseInt(parameter));
        } else if (parameter != null) {
            generator.initialize(new ECGenParameterSpec(parameter));
        }
        return generator.generateKeyPair();
    }
}
