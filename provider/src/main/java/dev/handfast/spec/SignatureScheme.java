package dev.handfast.spec;

import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A signature scheme (RFC 9846 sections 4.3.3 and 9.1; RFC 5246 sections 4.7 and 7.4.1.4.1 and RFC 8422 section 5.10
 * for the hash and signature bytes of 1.2).
 */
public final class SignatureScheme extends CodePoint {

    /** What kind of key signs. */
    public enum Family {
        RSA_PKCS1, RSA_PSS_RSAE, RSA_PSS_PSS, ECDSA, EDDSA
    }

    private static final Registry<SignatureScheme> KNOWN = new Registry<>();

    public static final SignatureScheme RSA_PKCS1_SHA1 = known(0x0201, "rsa_pkcs1_sha1", Family.RSA_PKCS1,
            HashAlgorithm.SHA1, null);
    public static final SignatureScheme ECDSA_SHA1 = known(0x0203, "ecdsa_sha1", Family.ECDSA, HashAlgorithm.SHA1,
            null);
    public static final SignatureScheme RSA_PKCS1_SHA256 = known(0x0401, "rsa_pkcs1_sha256", Family.RSA_PKCS1,
            HashAlgorithm.SHA256, null);
    public static final SignatureScheme RSA_PKCS1_SHA384 = known(0x0501, "rsa_pkcs1_sha384", Family.RSA_PKCS1,
            HashAlgorithm.SHA384, null);
    public static final SignatureScheme RSA_PKCS1_SHA512 = known(0x0601, "rsa_pkcs1_sha512", Family.RSA_PKCS1,
            HashAlgorithm.SHA512, null);
    public static final SignatureScheme ECDSA_SECP256R1_SHA256 = known(0x0403, "ecdsa_secp256r1_sha256", Family.ECDSA,
            HashAlgorithm.SHA256, NamedGroup.SECP256R1);
    public static final SignatureScheme ECDSA_SECP384R1_SHA384 = known(0x0503, "ecdsa_secp384r1_sha384", Family.ECDSA,
            HashAlgorithm.SHA384, NamedGroup.SECP384R1);
    public static final SignatureScheme ECDSA_SECP521R1_SHA512 = known(0x0603, "ecdsa_secp521r1_sha512", Family.ECDSA,
            HashAlgorithm.SHA512, NamedGroup.SECP521R1);
    public static final SignatureScheme RSA_PSS_RSAE_SHA256 = known(0x0804, "rsa_pss_rsae_sha256", Family.RSA_PSS_RSAE,
            HashAlgorithm.SHA256, null);
    public static final SignatureScheme RSA_PSS_RSAE_SHA384 = known(0x0805, "rsa_pss_rsae_sha384", Family.RSA_PSS_RSAE,
            HashAlgorithm.SHA384, null);
    public static final SignatureScheme RSA_PSS_RSAE_SHA512 = known(0x0806, "rsa_pss_rsae_sha512", Family.RSA_PSS_RSAE,
            HashAlgorithm.SHA512, null);
    public static final SignatureScheme ED25519 = known(0x0807, "ed25519", Family.EDDSA, null, null);
    public static final SignatureScheme ED448 = known(0x0808, "ed448", Family.EDDSA, null, null);
    public static final SignatureScheme RSA_PSS_PSS_SHA256 = known(0x0809, "rsa_pss_pss_sha256", Family.RSA_PSS_PSS,
            HashAlgorithm.SHA256, null);
    public static final SignatureScheme RSA_PSS_PSS_SHA384 = known(0x080a, "rsa_pss_pss_sha384", Family.RSA_PSS_PSS,
            HashAlgorithm.SHA384, null);
    public static final SignatureScheme RSA_PSS_PSS_SHA512 = known(0x080b, "rsa_pss_pss_sha512", Family.RSA_PSS_PSS,
            HashAlgorithm.SHA512, null);

    private final @Nullable Family family;
    private final @Nullable HashAlgorithm hash;
    private final @Nullable NamedGroup curve;
    private final @Nullable String jcaName;

    private SignatureScheme(int value, @Nullable String name, @Nullable Family family, @Nullable HashAlgorithm hash,
            @Nullable NamedGroup curve) {
        super(value, name);
        this.family = family;
        this.hash = hash;
        this.curve = curve;
        this.jcaName = family == null ? null : jcaName(value, family, hash);
    }

    /** The scheme with a value, known or not. */
    public static SignatureScheme of(int value) {
        SignatureScheme known = KNOWN.get(value);
        return known != null ? known : new SignatureScheme(value, null, null, null, null);
    }

    /** The scheme with IANA's name, in any case, or null if it is not known here. */
    public static @Nullable SignatureScheme named(String name) {
        for (SignatureScheme scheme : KNOWN.all()) {
            if (scheme.toString().equalsIgnoreCase(name)) {
                return scheme;
            }
        }
        return null;
    }

    /** Every known scheme, by value. */
    public static List<SignatureScheme> usable() {
        List<SignatureScheme> all = new ArrayList<>();
        for (SignatureScheme known : KNOWN.all()) {
            all.add(known);
        }
        return List.copyOf(all);
    }

    /** What kind of key signs; null for unknown schemes. */
    public @Nullable Family family() {
        return family;
    }

    /** The hash of the content; null for EdDSA, which hashes by itself. */
    public @Nullable HashAlgorithm hash() {
        return hash;
    }

    /** The curve that TLS 1.3 binds an ECDSA scheme to; null for all others. TLS 1.2 binds none. */
    public @Nullable NamedGroup curve() {
        return curve;
    }

    /** Whether a CertificateVerify or ServerKeyExchange of a version may use it (RFC 9846 sections 4.3.3 and 4.5.2). */
    public boolean signsHandshakesOf(ProtocolVersion version) {
        if (!isKnown()) {
            return false;
        }
        boolean legacy = family == Family.RSA_PKCS1 || hash == HashAlgorithm.SHA1;
        return !legacy || version.equals(ProtocolVersion.TLS_1_2);
    }

    /** The name JSSE's algorithm constraints know the scheme by, for example {@code SHA256withECDSA}. */
    public String jcaName() {
        return stated(jcaName);
    }

    /** The {@link #jcaName}s of those that are known of two lists, each once, in their order. */
    public static String[] jcaNames(List<SignatureScheme> first, List<SignatureScheme> second) {
        // They are so few that looking through them is quicker than hashing them
        List<String> names = new ArrayList<>(first.size());
        addJcaNames(first, names);
        if (!second.equals(first)) {
            addJcaNames(second, names);
        }
        return names.toArray(new String[0]);
    }

    private static void addJcaNames(List<SignatureScheme> schemes, List<String> names) {
        for (SignatureScheme scheme : schemes) {
            if (scheme.isKnown() && !names.contains(scheme.jcaName())) {
                names.add(scheme.jcaName());
            }
        }
    }

    private static String jcaName(int value, Family family, @Nullable HashAlgorithm hash) {
        return switch (family) {
            case RSA_PKCS1 -> hash + "withRSA";
            case ECDSA -> hash + "withECDSA";
            case RSA_PSS_RSAE, RSA_PSS_PSS -> "RSASSA-PSS";
            case EDDSA -> value == 0x0807 ? "Ed25519" : "Ed448";
        };
    }

    /**
     * What JCA is told besides the name: for PSS MGF1 with the same hash and a salt as long as the hash (RFC 9846
     * section 4.3.3); null for all others.
     */
    public @Nullable AlgorithmParameterSpec parameters() {
        if (family != Family.RSA_PSS_RSAE && family != Family.RSA_PSS_PSS) {
            return null;
        }
        HashAlgorithm own = stated(hash);
        return new PSSParameterSpec(own.digestName(), "MGF1", new MGF1ParameterSpec(own.digestName()), own.length(),
                PSSParameterSpec.TRAILER_FIELD_BC);
    }

    private <T> T stated(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException(this + " is no scheme that is known here");
        }
        return part;
    }

    private static SignatureScheme known(int value, String name, Family family, @Nullable HashAlgorithm hash,
            @Nullable NamedGroup curve) {
        return KNOWN.add(new SignatureScheme(value, name, family, hash, curve));
    }
}
