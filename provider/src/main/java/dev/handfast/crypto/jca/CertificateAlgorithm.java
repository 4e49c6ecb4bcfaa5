package dev.handfast.crypto.jca;

import dev.handfast.der.Oid;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * The signature algorithms of certificates (RFC 3279, RFC 4055, RFC 5758, RFC 8410, RFC 9881).
 *
 * @param family which key and which way of verifying
 * @param hash the JCA name of the digest; null where the algorithm fixes its own
 */
record CertificateAlgorithm(Family family, @Nullable String hash) {

    /** Kinds of keys. */
    enum Family { RSA, RSA_PSS, ECDSA, ED25519, ED448, DSA, ML_DSA }

    private static final Map<Oid, CertificateAlgorithm> KNOWN = Map.ofEntries(
            entry("1.2.840.113549.1.1.2", Family.RSA, "MD2"),
            entry("1.2.840.113549.1.1.4", Family.RSA, "MD5"),
            entry("1.2.840.113549.1.1.5", Family.RSA, "SHA1"),
            entry("1.3.14.3.2.29", Family.RSA, "SHA1"),
            entry("1.2.840.113549.1.1.14", Family.RSA, "SHA224"),
            entry("1.2.840.113549.1.1.11", Family.RSA, "SHA256"),
            entry("1.2.840.113549.1.1.12", Family.RSA, "SHA384"),
            entry("1.2.840.113549.1.1.13", Family.RSA, "SHA512"),
            entry("2.16.840.1.101.3.4.3.14", Family.RSA, "SHA3-256"),
            entry("2.16.840.1.101.3.4.3.15", Family.RSA, "SHA3-384"),
            entry("2.16.840.1.101.3.4.3.16", Family.RSA, "SHA3-512"),
            entry("1.2.840.113549.1.1.10", Family.RSA_PSS, null),
            entry("1.2.840.10045.4.1", Family.ECDSA, "SHA-1"),
            entry("1.2.840.10045.4.3.1", Family.ECDSA, "SHA-224"),
            entry("1.2.840.10045.4.3.2", Family.ECDSA, "SHA-256"),
            entry("1.2.840.10045.4.3.3", Family.ECDSA, "SHA-384"),
            entry("1.2.840.10045.4.3.4", Family.ECDSA, "SHA-512"),
            entry("2.16.840.1.101.3.4.3.10", Family.ECDSA, "SHA3-256"),
            entry("2.16.840.1.101.3.4.3.11", Family.ECDSA, "SHA3-384"),
            entry("2.16.840.1.101.3.4.3.12", Family.ECDSA, "SHA3-512"),
            entry("1.3.101.112", Family.ED25519, null),
            entry("1.3.101.113", Family.ED448, null),
            entry("1.2.840.10040.4.3", Family.DSA, "SHA1"),
            entry("2.16.840.1.101.3.4.3.1", Family.DSA, "SHA224"),
            entry("2.16.840.1.101.3.4.3.2", Family.DSA, "SHA256"),
            entry("2.16.840.1.101.3.4.3.17", Family.ML_DSA, null),
            entry("2.16.840.1.101.3.4.3.18", Family.ML_DSA, null),
            entry("2.16.840.1.101.3.4.3.19", Family.ML_DSA, null));

    /** The algorithm with this identifier, or null. */
    static @Nullable CertificateAlgorithm of(Oid oid) {
        return KNOWN.get(oid);
    }

    private static Map.Entry<Oid, CertificateAlgorithm> entry(String oid, Family family, @Nullable String hash) {
        return Map.entry(Oid.of(oid), new CertificateAlgorithm(family, hash));
    }
}
