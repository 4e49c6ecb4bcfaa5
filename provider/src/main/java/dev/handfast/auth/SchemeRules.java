package dev.handfast.auth;

import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.SignatureScheme;
import org.jspecify.annotations.Nullable;

import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Which signature schemes fit which keys (RFC 9846 sections 4.3.3, 4.5.1.2 and 4.5.2, RFC 8422 sections 5.9 and
 * 5.10, RFC 5246 sections 7.4.3 and 7.4.8). */
public final class SchemeRules {

    /**
     * PSS needs room for two hashes and two bytes (RFC 8017 section 9.1.1); PKCS#1 for a hash, its name and 11 bytes.
     */
    private static final int PKCS1_OVERHEAD = 19 + 11;

    private SchemeRules() {
    }

    /** Whether a key can sign handshakes of a version in a scheme. */
    public static boolean fits(SignatureScheme scheme, PublicKey key, ProtocolVersion version) {
        if (!scheme.signsHandshakesOf(version)) {
            return false;
        }
        return switch (Objects.requireNonNull(scheme.family())) {
            case RSA_PKCS1 -> key.getAlgorithm().equals("RSA") && hasRoom(scheme, key);
            case RSA_PSS_RSAE -> key.getAlgorithm().equals("RSA") && hasRoom(scheme, key);
            case RSA_PSS_PSS -> key.getAlgorithm().equals("RSASSA-PSS") && hasRoom(scheme, key)
                    && PssParameters.permit(key, Objects.requireNonNull(scheme.hash()));
            case ECDSA -> key instanceof ECPublicKey ec && (curveOf(ec) != null)
                    && (version.equals(ProtocolVersion.TLS_1_2) || Objects.equals(curveOf(ec), scheme.curve()));
            case EDDSA ->
                key instanceof EdECPublicKey ed && ed.getParams().getName().equalsIgnoreCase(scheme.toString());
        };
    }

    /** Whether one of some schemes fits the key. */
    public static boolean fitsAny(List<SignatureScheme> schemes, PublicKey key, ProtocolVersion version) {
        for (SignatureScheme scheme : schemes) {
            if (fits(scheme, key, version)) {
                return true;
            }
        }
        return false;
    }

    /** Those of some schemes that fit the key, in their order. */
    public static List<SignatureScheme> fitting(List<SignatureScheme> schemes, PublicKey key, ProtocolVersion version) {
        List<SignatureScheme> fitting = new ArrayList<>(schemes.size());
        for (SignatureScheme scheme : schemes) {
            if (fits(scheme, key, version)) {
                fitting.add(scheme);
            }
        }
        return List.copyOf(fitting);
    }

    /** The curve of a key, or null if it is none that TLS names here. */
    public static @Nullable NamedGroup curveOf(ECPublicKey key) {
        ECParameterSpec params = key.getParams();
        if (params == null) {
            return null;
        }
        return switch (params.getCurve().getField().getFieldSize()) {
            case 256 -> CurveMatcher.isP256(params) ? NamedGroup.SECP256R1 : null;
            case 384 -> CurveMatcher.isP384(params) ? NamedGroup.SECP384R1 : null;
            case 521 -> CurveMatcher.isP521(params) ? NamedGroup.SECP521R1 : null;
            default -> null;
        };
    }

    /** The JSSE name of the keys that sign in a scheme. */
    public static String keyType(SignatureScheme scheme) {
        return switch (Objects.requireNonNull(scheme.family())) {
            case RSA_PKCS1, RSA_PSS_RSAE -> "RSA";
            case RSA_PSS_PSS -> "RSASSA-PSS";
            case ECDSA -> "EC";
            case EDDSA -> "EdDSA";
        };
    }

    private static boolean hasRoom(SignatureScheme scheme, PublicKey key) {
        if (!(key instanceof RSAPublicKey rsa)) {
            return true;
        }
        int size = (rsa.getModulus().bitLength() + 7) / 8;
        int hash = Objects.requireNonNull(scheme.hash()).length();
        int needed = scheme.family() == SignatureScheme.Family.RSA_PKCS1 ? hash + PKCS1_OVERHEAD : 2 * hash + 2;
        return size >= needed;
    }
}
