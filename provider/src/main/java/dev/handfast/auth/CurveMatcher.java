package dev.handfast.auth;

import java.math.BigInteger;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;

/**
 * Tells the NIST curves by their parameters (SEC 2), so that explicit parameters of another curve are not taken for
 * them.
 */
final class CurveMatcher {

    private static final BigInteger P256 = hex("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
    private static final BigInteger P256_B = hex("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");
    private static final BigInteger P256_ORDER = hex(
            "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    private static final BigInteger P384_B = hex("b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875a"
            + "c656398d8a2ed19d2a85c8edd3ec2aef");
    private static final BigInteger P384_ORDER = hex("ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf"
            + "581a0db248b0a77aecec196accc52973");
    private static final BigInteger P384 = hex("fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe"
            + "ffffffff0000000000000000ffffffff");
    private static final BigInteger P521 = BigInteger.ONE.shiftLeft(521).subtract(BigInteger.ONE);
    private static final BigInteger P521_B = hex("0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e1"
            + "56193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00");
    private static final BigInteger P521_ORDER = hex("01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
            + "ffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409");

    private static final ECPoint P256_G = new ECPoint(
            hex("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"),
            hex("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"));
    private static final ECPoint P384_G = new ECPoint(
            hex("aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a38"
                    + "5502f25dbf55296c3a545e3872760ab7"),
            hex("3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c0"
                    + "0a60b1ce1d7e819d7a431d7c90ea0e5f"));
    private static final ECPoint P521_G = new ECPoint(
            hex("00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d"
                    + "3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66"),
            hex("011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e"
                    + "662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650"));

    /** The coefficient a of all of these curves is -3. */
    private static final BigInteger THREE = BigInteger.valueOf(3);
    private static final BigInteger P256_A = P256.subtract(THREE);
    private static final BigInteger P384_A = P384.subtract(THREE);
    private static final BigInteger P521_A = P521.subtract(THREE);

    private CurveMatcher() {
    }

    static boolean isP256(ECParameterSpec params) {
        return is(params, P256, P256_A, P256_B, P256_ORDER, P256_G);
    }

    static boolean isP384(ECParameterSpec params) {
        return is(params, P384, P384_A, P384_B, P384_ORDER, P384_G);
    }

    static boolean isP521(ECParameterSpec params) {
        return is(params, P521, P521_A, P521_B, P521_ORDER, P521_G);
    }

    private static boolean is(ECParameterSpec params, BigInteger prime, BigInteger a, BigInteger b, BigInteger order,
            ECPoint generator) {
        return params.getCurve().getField() instanceof ECFieldFp field
                && field.getP().equals(prime)
                && params.getCurve().getA().equals(a)
                && params.getCurve().getB().equals(b)
                && params.getGenerator().equals(generator)
                && params.getOrder().equals(order)
                && params.getCofactor() == 1;
    }

    private static BigInteger hex(String digits) {
        return new BigInteger(digits, 16);
    }
}
