package dev.handfast.jsse.props;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.security.Key;
import java.security.interfaces.DSAKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;
import java.security.interfaces.XECKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.util.List;
import java.util.Set;

import javax.crypto.interfaces.DHKey;

/** What algorithm constraints ask about keys: size and names. */
public final class KeySizes {

    private static final int UNKNOWN = -1;
    private static final BigInteger THREE = BigInteger.valueOf(3);

    private KeySizes() {
    }

    /** Bits of a key, or -1 if it does not tell, as keys on hardware may not. */
    public static int of(Key key) {
        if (key instanceof RSAKey rsa) {
            return rsa.getModulus().bitLength();
        }
        if (key instanceof ECKey ec) {
            return ec.getParams() == null ? UNKNOWN : ec.getParams().getOrder().bitLength();
        }
        if (key instanceof DSAKey dsa) {
            return dsa.getParams() == null ? UNKNOWN : dsa.getParams().getP().bitLength();
        }
        if (key instanceof DHKey dh) {
            return dh.getParams().getP().bitLength();
        }
        if (key instanceof EdECKey ed) {
            return sizeOf(ed.getParams());
        }
        if (key instanceof XECKey xec && xec.getParams() instanceof NamedParameterSpec named) {
            return sizeOf(named);
        }
        return UNKNOWN;
    }

    /** The names rules may know a key by: its algorithm and, for elliptic curves, its curve. */
    static Set<String> namesOf(Key key) {
        String algorithm = key.getAlgorithm();
        if (key instanceof ECKey ec && ec.getParams() != null) {
            String curve = curveOf(ec.getParams());
            return curve == null ? Set.of("EC") : Set.of("EC", curve);
        }
        if (key instanceof EdECKey ed) {
            return Set.copyOf(List.of("EdDSA", ed.getParams().getName()));
        }
        return Set.of(algorithm);
    }

    private static int sizeOf(NamedParameterSpec named) {
        return named.getName().endsWith("448") ? 448 : 255;
    }

    /** The name of a NIST prime curve, recognised by its field and its coefficient p - 3 (FIPS 186-4 appendix D). */
    private static @Nullable String curveOf(ECParameterSpec parameters) {
        if (!(parameters.getCurve().getField() instanceof ECFieldFp field)
                || !parameters.getCurve().getA().equals(field.getP().subtract(THREE))) {
            return null;
        }
        return switch (field.getP().bitLength()) {
            case 256 -> "secp256r1";
            case 384 -> "secp384r1";
            case 521 -> "secp521r1";
            default -> null;
        };
    }
}
