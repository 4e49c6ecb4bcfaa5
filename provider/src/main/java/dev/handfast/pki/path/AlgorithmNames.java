package dev.handfast.pki.path;

import dev.handfast.crypto.PssParams;
import dev.handfast.der.DerReader;
import dev.handfast.der.Oid;
import dev.handfast.pki.cert.AlgorithmId;
import dev.handfast.pki.cert.CertificateCurve;
import dev.handfast.pki.cert.Oids;
import dev.handfast.pki.cert.Spki;
import dev.handfast.wire.MalformedInput;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/** JCA's names of algorithms, by which {@code java.security} properties and exceptions speak of them. */
public final class AlgorithmNames {

    private static final Map<Oid, String> SIGNATURES = Map.ofEntries(
            Map.entry(Oid.of("1.2.840.113549.1.1.2"), "MD2withRSA"),
            Map.entry(Oid.of("1.2.840.113549.1.1.4"), "MD5withRSA"),
            Map.entry(Oid.of("1.2.840.113549.1.1.5"), "SHA1withRSA"),
            Map.entry(Oid.of("1.3.14.3.2.29"), "SHA1withRSA"),
            Map.entry(Oid.of("1.2.840.113549.1.1.14"), "SHA224withRSA"),
            Map.entry(Oid.of("1.2.840.113549.1.1.11"), "SHA256withRSA"),
            Map.entry(Oid.of("1.2.840.113549.1.1.12"), "SHA384withRSA"),
            Map.entry(Oid.of("1.2.840.113549.1.1.13"), "SHA512withRSA"),
            Map.entry(Oid.of("2.16.840.1.101.3.4.3.14"), "SHA3-256withRSA"),
            Map.entry(Oid.of("2.16.840.1.101.3.4.3.15"), "SHA3-384withRSA"),
            Map.entry(Oid.of("2.16.840.1.101.3.4.3.16"), "SHA3-512withRSA"),
            Map.entry(Oid.of("1.2.840.10045.4.1"), "SHA1withECDSA"),
            Map.entry(Oid.of("1.2.840.10045.4.3.1"), "SHA224withECDSA"),
            Map.entry(Oid.of("1.2.840.10045.4.3.2"), "SHA256withECDSA"),
            Map.entry(Oid.of("1.2.840.10045.4.3.3"), "SHA384withECDSA"),
            Map.entry(Oid.of("1.2.840.10045.4.3.4"), "SHA512withECDSA"),
            Map.entry(Oid.of("2.16.840.1.101.3.4.3.10"), "SHA3-256withECDSA"),
            Map.entry(Oid.of("2.16.840.1.101.3.4.3.11"), "SHA3-384withECDSA"),
            Map.entry(Oid.of("2.16.840.1.101.3.4.3.12"), "SHA3-512withECDSA"),
            Map.entry(Oids.ED25519, "Ed25519"),
            Map.entry(Oids.ED448, "Ed448"),
            Map.entry(Oid.of("1.2.840.10040.4.3"), "SHA1withDSA"),
            Map.entry(Oid.of("2.16.840.1.101.3.4.3.1"), "SHA224withDSA"),
            Map.entry(Oid.of("2.16.840.1.101.3.4.3.2"), "SHA256withDSA"),
            Map.entry(Oid.of("2.16.840.1.101.3.4.3.17"), "ML-DSA-44"),
            Map.entry(Oid.of("2.16.840.1.101.3.4.3.18"), "ML-DSA-65"),
            Map.entry(Oid.of("2.16.840.1.101.3.4.3.19"), "ML-DSA-87"));

    private AlgorithmNames() {
    }

    /** The name of a signature algorithm, with the hash even for RSASSA-PSS; its number when it is not known. */
    public static String signature(AlgorithmId algorithm) {
        if (algorithm.oid().equals(Oids.RSA_PSS)) {
            PssParams pss = pss(algorithm);
            return pss == null ? "RSASSA-PSS" : plain(pss.hash()) + "withRSAandMGF1";
        }
        String name = SIGNATURES.get(algorithm.oid());
        return name == null ? algorithm.oid().toString() : name;
    }

    /** The name of a key's algorithm: {@code RSA}, {@code EC}, ...; its number when it is not known. */
    public static String key(Spki key) {
        Oid oid = key.algorithm().oid();
        if (oid.equals(Oids.RSA)) {
            return "RSA";
        } else if (oid.equals(Oids.RSA_PSS)) {
            return "RSASSA-PSS";
        } else if (oid.equals(Oids.EC)) {
            return "EC";
        } else if (oid.equals(Oids.DSA)) {
            return "DSA";
        }
        String same = SIGNATURES.get(oid);
        return same == null ? oid.toString() : same;
    }

    /** A key for people: algorithm, size, curve. */
    public static String describe(Spki key) {
        if (key.isExplicitCurve()) {
            return "EC with explicit curve parameters";
        }
        return key.curve() != null ? "EC " + CertificateCurve.name(key.curve())
                : key(key) + (key.bits() > 0 ? " of " + key.bits() + " bits" : "");
    }

    /** A signature algorithm for people; of RSASSA-PSS with its hashes and the salt. */
    public static String describe(AlgorithmId algorithm) {
        PssParams pss = pss(algorithm);
        return pss == null ? signature(algorithm) : "RSASSA-PSS with " + pss.describe();
    }

    /** The hash in the mask of RSASSA-PSS, as in its name ({@code SHA1}); null for other algorithms. */
    public static @Nullable String maskHash(AlgorithmId algorithm) {
        PssParams pss = pss(algorithm);
        return pss == null ? null : plain(pss.maskHash());
    }

    /** The parameters of RSASSA-PSS; null where they cannot be read, and for other algorithms. */
    private static @Nullable PssParams pss(AlgorithmId algorithm) {
        if (!algorithm.oid().equals(Oids.RSA_PSS)) {
            return null;
        }
        try {
            DerReader identifier = new DerReader(algorithm.encoded(), "AlgorithmIdentifier")
                    .sequence("AlgorithmIdentifier");
            identifier.skip("algorithm");
            return PssParams.read(identifier);
        } catch (MalformedInput e) {
            return null;
        }
    }

    /** A hash as it stands in names of signatures: {@code SHA256}, {@code SHA3-256}. */
    private static String plain(String hash) {
        return hash.startsWith("SHA-") ? "SHA" + hash.substring(4) : hash;
    }
}
