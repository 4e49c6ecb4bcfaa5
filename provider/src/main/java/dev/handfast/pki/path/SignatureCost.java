package dev.handfast.pki.path;

import dev.handfast.pki.cert.CertificateCurve;
import dev.handfast.pki.cert.Oids;
import dev.handfast.pki.cert.Spki;

/**
 * What verifying one signature by a key costs, in verifications on P-256: what budgets count.
 *
 * <p>Measured on JDK 17 (x86-64, CPU time of {@code JcaCertificateSignatures} with made-up keys, which cost what real
 * ones do): P-256, 0.12 ms, is 1; RSA of 2048, 4096, 8192 and 16384 bits with a 17-bit exponent 0.8, 2, 7 and 29, with
 * 33 bits twice that; P-384 5, P-521 14; Brainpool of 256, 384, 512 bits 10, 24, 35; curves in binary fields up to 47;
 * Ed25519 1.5, Ed448 7; DSA of 2048 bits 10, of 3072 bits 27; ML-DSA 1.5 to 4.
 */
final class SignatureCost {

    private static final int P384 = 5;
    private static final int P521 = 14;
    private static final int SLOWEST_CURVE = 48;
    private static final int ED25519 = 2;
    private static final int ED448 = 7;
    private static final int OTHER = 4;

    private SignatureCost() {
    }

    static int of(Spki key) {
        var algorithm = key.algorithm().oid();
        if (algorithm.equals(Oids.RSA) || algorithm.equals(Oids.RSA_PSS)) {
            // A multiplication costs the square of the size, and there are as many as the exponent has bits.
            return part(square(key.bits()) * Math.max(17, key.exponentBits()), 2048L * 2048 * 34);
        } else if (algorithm.equals(Oids.DSA)) {
            return key.bits() < 0 ? SLOWEST_CURVE
                    : part(square(key.bits()) * key.exponentBits() * 12, 2048L * 2048 * 256);
        } else if (algorithm.equals(Oids.EC)) {
            return curve(key);
        }
        return algorithm.equals(Oids.ED25519) ? ED25519 : algorithm.equals(Oids.ED448) ? ED448 : OTHER;
    }

    private static int curve(Spki key) {
        if (CertificateCurve.P256.equals(key.curve())) {
            return 1;
        } else if (CertificateCurve.P384.equals(key.curve())) {
            return P384;
        } else if (CertificateCurve.P521.equals(key.curve())) {
            return P521;
        }
        // Curves whose fields have no arithmetic of their own. Binary curves have no size here.
        return key.bits() < 0 ? SLOWEST_CURVE : part(square(key.bits()) * 35, 512L * 512);
    }

    private static long square(int bits) {
        return (long) bits * bits;
    }

    /** Rounded up, at least 1. */
    private static int part(long numerator, long denominator) {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, (numerator + denominator - 1) / denominator));
    }
}
