package dev.handfast.auth;

import java.math.BigInteger;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;

/** Tells the NIST curves by their parameters (SEC 2), so that explicit parameters of another curve are not taken for them. */
final class Curves {

    private static final BigInteger P256 = hex("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
    private static final BigInteger P256_B = hex("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");
    private static final BigInteger P256_ORDER = hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
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

    private Curves() {
    }

    static boolean isP256(ECParameterSpec params) {
        return is(params, P256, P256_B, P256_ORDER);
    }

    static boolean isP384(ECParameterSpec params) {
        return is(params, P384, P384_B, P384_ORDER);
    }

    static boolean isP521(ECParameterSpec params) {
        return is(params, P521, P521_B, P521_ORDER);
    }

    private static boolean is(ECParameterSpec params, BigInteger prime, BigInteger b, BigInteger order) {
        return params.getCurve().getField() instanceof ECFieldFp field
                && field.getP().equals(prime)
                && params.getCurve().getB().equals(b)
                && params.getOrder().equals(order)
                && params.getCofactor() == 1;
    }

    private static BigInteger hex(String digits) {
        return new BigInteger(digits, 16);
    }
}
