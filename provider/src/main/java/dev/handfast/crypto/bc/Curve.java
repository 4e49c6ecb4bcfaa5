package dev.handfast.crypto.bc;

import dev.handfast.spec.NamedGroup;

import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.EllipticCurve;

/** One of NIST's curves, all of which have cofactor 1: a point on the curve is a point of the group. */
enum Curve {
    P256("secp256r1"), P384("secp384r1"), P521("secp521r1");

    private final ECDomainParameters domain;

    // To compare with other providers' parameters
    private final BigInteger p;
    private final BigInteger a;
    private final BigInteger b;
    private final BigInteger x;
    private final BigInteger y;

    Curve(String name) {
        X9ECParameters parameters = CustomNamedCurves.getByName(name);
        this.domain = new ECDomainParameters(parameters);
        this.p = parameters.getCurve().getField().getCharacteristic();
        this.a = parameters.getCurve().getA().toBigInteger();
        this.b = parameters.getCurve().getB().toBigInteger();
        this.x = parameters.getG().getAffineXCoord().toBigInteger();
        this.y = parameters.getG().getAffineYCoord().toBigInteger();
    }

    static Curve of(NamedGroup group) {
        if (group.equals(NamedGroup.SECP256R1)) {
            return P256;
        }
        if (group.equals(NamedGroup.SECP384R1)) {
            return P384;
        }
        if (group.equals(NamedGroup.SECP521R1)) {
            return P521;
        }
        throw new IllegalArgumentException(group + " is no curve of NIST");
    }

    /** The curve with all of these parameters, or null if it is none of these. */
    static @Nullable Curve of(@Nullable ECParameterSpec parameters) {
        if (parameters == null) {
            return null;
        }
        for (Curve curve : values()) {
            if (curve.matches(parameters)) {
                return curve;
            }
        }
        return null;
    }

    private boolean matches(ECParameterSpec other) {
        EllipticCurve theirs = other.getCurve();
        return domain.getN().equals(other.getOrder()) && other.getCofactor() == 1
                && theirs.getField() instanceof ECFieldFp field && field.getP().equals(p)
                && theirs.getA().equals(a) && theirs.getB().equals(b)
                && other.getGenerator().getAffineX().equals(x) && other.getGenerator().getAffineY().equals(y);
    }

    ECDomainParameters domain() {
        return domain;
    }

    /** Bytes of a coordinate, which are also those of a scalar. */
    int length() {
        return domain.getCurve().getFieldElementEncodingLength();
    }

    /** A random number of 1 to n-1 by rejection (FIPS 186-5 section A.2.2). */
    BigInteger randomScalar(SecureRandom random) {
        while (true) {
            BigInteger candidate = new BigInteger(domain.getN().bitLength(), random);
            if (candidate.signum() > 0 && candidate.compareTo(domain.getN()) < 0) {
                return candidate;
            }
        }
    }

    /** A multiple of the base point, from a table that is read at every place each time. */
    ECPoint multiplyBase(BigInteger scalar) {
        return new FixedPointCombMultiplier().multiply(domain.getG(), scalar).normalize();
    }

    /**
     * Decodes a point (RFC 8422 section 5.4.1: uncompressed) and checks that it is on the curve and not infinity (RFC
     * 9846 section 4.2.8.2).
     *
     * @throws IllegalArgumentException if it is not
     */
    ECPoint decode(byte[] encoded) {
        if (encoded.length != 1 + 2 * length() || encoded[0] != 4) {
            throw new IllegalArgumentException("not an uncompressed point of " + (1 + 2 * length()) + " bytes");
        }
        return domain.validatePublicPoint(domain.getCurve().decodePoint(encoded));
    }
}
