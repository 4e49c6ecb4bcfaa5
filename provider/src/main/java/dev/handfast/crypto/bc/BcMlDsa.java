package dev.handfast.crypto.bc;

import dev.handfast.der.Oid;
import dev.handfast.wire.MalformedInput;
import java.util.Map;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPublicKeyParameters;
import org.bouncycastle.crypto.signers.MLDSASigner;

/** ML-DSA (FIPS 204, RFC 9881) by BouncyCastle, for who has asked for {@link BouncyCastle.Part#ML_DSA}. */
final class BcMlDsa {

    private static final Map<Oid, MLDSAParameters> SIZES = Map.of(
            Oid.of("2.16.840.1.101.3.4.3.17"), MLDSAParameters.ml_dsa_44,
            Oid.of("2.16.840.1.101.3.4.3.18"), MLDSAParameters.ml_dsa_65,
            Oid.of("2.16.840.1.101.3.4.3.19"), MLDSAParameters.ml_dsa_87);

    private BcMlDsa() {
    }

    static boolean verify(Oid algorithm, byte[] key, byte[] message, byte[] signature) throws MalformedInput {
        MLDSASigner verifier = new MLDSASigner();
        try {
            verifier.init(false, new MLDSAPublicKeyParameters(SIZES.get(algorithm), key));
        } catch (IllegalArgumentException e) {
            throw new MalformedInput("subjectPublicKey: not an ML-DSA key");
        }
        verifier.update(message, 0, message.length);
        return verifier.verifySignature(signature);
    }
}
