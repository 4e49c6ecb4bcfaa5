package dev.handfast.crypto.bc;

import dev.handfast.spec.NamedGroup;

import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.EllipticCurve;
import java.util.List;
import java.util.stream.Stream;

/**
 * One of NIST's curves (SP 800-186 section 3.2.1), all of which have cofactor 1: a point on the curve is a point of the
 * group. Methods with BouncyCastle's types are for those who have asked for {@link BouncyCastle.Part#CURVES}.
 */
enum NistCurve {
    P256("secp256r1", 32,
            "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
            "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b",
            "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
            "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
            "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"),
    P384("secp384r1", 48,
            "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000"
                    + "ffffffff",
            "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8ed"
                    + "d3ec2aef",
            "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e38"
                    + "72760ab7",
            "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c"
                    + "90ea0e5f",
            "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196a"
                    + "ccc52973"),
    P521("secp521r1", 66,
            "1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
                    + "fffffffffffffffffffffffffffffffffffffffffff",
            "51953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0"
                    + "bd3bb1bf073573df883d2c34f1ef451fd46b503f00",
            "c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc1"
                    + "27a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66",
            "11839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b"
                    + "9013fad0761353c7086a272c24088be94769fd16650",
            "1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0"
                    + "148f709a5d03bb5c9b8899c47aebb6fb71e91386409");

    private static final List<NistCurve> ALL = List.of(values());

    private final String name;
    private final int length;
    private final BigInteger p;
    private final BigInteger a;
    private final BigInteger b;
    private final BigInteger x;
    private final BigInteger y;
    private final BigInteger n;

    NistCurve(String name, int length, String p, String b, String x, String y, String n) {
        this.name = name;
        this.length = length;
        this.p = new BigInteger(p, 16);
        // The coefficient a of all of these curves is -3.
        this.a = this.p.subtract(BigInteger.valueOf(3));
        this.b = new BigInteger(b, 16);
        this.x = new BigInteger(x, 16);
        this.y = new BigInteger(y, 16);
        this.n = new BigInteger(n, 16);
    }

    static NistCurve of(NamedGroup group) {
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
    static @Nullable NistCurve of(@Nullable ECParameterSpec parameters) {
        if (parameters == null) {
            return null;
        }
        for (NistCurve curve : ALL) {
            if (curve.matches(parameters)) {
                return curve;
            }
        }
        return null;
    }

    private boolean matches(ECParameterSpec other) {
        EllipticCurve theirs = other.getCurve();
        return n.equals(other.getOrder()) && other.getCofactor() == 1
                && theirs.getField() instanceof ECFieldFp field && field.getP().equals(p)
                && theirs.getA().equals(a) && theirs.getB().equals(b)
                && other.getGenerator().getAffineX().equals(x) && other.getGenerator().getAffineY().equals(y);
    }

    /** The number of points. */
    BigInteger order() {
        return n;
    }

    /** Bytes of a coordinate, which are also those of a scalar. */
    int length() {
        return length;
    }

    ECDomainParameters domain() {
        return Domains.BY_CURVE.get(ordinal());
    }

    /** A multiple of the base point, from a table that is read at every place each time. */
    ECPoint multiplyBase(BigInteger scalar) {
        return multiply(domain().getG(), scalar);
    }

    /** A multiple of a point likewise, whose table is made for it: all versions have this, and it is as fast. */
    ECPoint multiply(ECPoint point, BigInteger scalar) {
        return new FixedPointCombMultiplier().multiply(point, scalar).normalize();
    }

    /**
     * Decodes a point (RFC 8422 sections 5.1.2, 5.4.1 and 5.11: uncompressed) and checks that it is on the curve and
     * not infinity (RFC 9846 section 4.3.8.2).
     *
     * @throws IllegalArgumentException if it is not
     */
    ECPoint decode(byte[] encoded) {
        if (encoded.length != 1 + 2 * length() || encoded[0] != 4) {
            throw new IllegalArgumentException("not an uncompressed point of " + (1 + 2 * length()) + " bytes");
        }
        return domain().validatePublicPoint(domain().getCurve().decodePoint(encoded));
    }

    /** BouncyCastle's parameters, made when first asked for. */
    private static final class Domains {

        static final List<ECDomainParameters> BY_CURVE = Stream.of(values())
                .map(curve -> new ECDomainParameters(CustomNamedCurves.getByName(curve.name))).toList();
    }
}
