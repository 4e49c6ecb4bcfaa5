package dev.handfast.crypto.bc;

import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.ECDSASigner;

import java.math.BigInteger;
import java.security.SecureRandom;

/** ECDSA by BouncyCastle, for who has asked for {@link BouncyCastle.Part#CURVES}. */
final class BcEcdsa {

    private static final BcPublicKeys PUBLIC_KEYS = new BcPublicKeys();

    private BcEcdsa() {
    }

    /**
     * Whether r and s sign a digest.
     *
     * @throws IllegalArgumentException if the point is not on the curve
     */
    static boolean verify(NistCurve curve, BigInteger x, BigInteger y, byte[] digest, BigInteger r, BigInteger s) {
        ECDSASigner verifier = new ECDSASigner();
        verifier.init(false, PUBLIC_KEYS.get(curve, x, y));
        return verifier.verifySignature(digest, r, s);
    }

    /** Signs a digest with a random nonce: r and s. */
    static BigInteger[] sign(NistCurve curve, BigInteger scalar, byte[] digest, SecureRandom random) {
        ECDSASigner signer = new ECDSASigner();
        signer.init(true, new ParametersWithRandom(new ECPrivateKeyParameters(scalar, curve.domain()), random));
        return signer.generateSignature(digest);
    }
}
