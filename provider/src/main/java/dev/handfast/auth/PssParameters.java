package dev.handfast.auth;

import dev.handfast.spec.HashAlgorithm;

import java.security.PublicKey;
import java.security.interfaces.RSAKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;

/** What an id-RSASSA-PSS key says about the signatures made with it (RFC 4055 section 1.2). */
final class PssParameters {

    private PssParameters() {
    }

    /** Whether a key without parameters, or with the ones TLS uses for a hash, stands behind {@code key}. */
    static boolean permit(PublicKey key, HashAlgorithm hash) {
        AlgorithmParameterSpec spec = key instanceof RSAKey rsa ? rsa.getParams() : null;
        if (!(spec instanceof PSSParameterSpec pss)) {
            return true;
        }
        return pss.getDigestAlgorithm().equalsIgnoreCase(hash.digestName())
                && pss.getMGFParameters() instanceof MGF1ParameterSpec mgf
                && mgf.getDigestAlgorithm().equalsIgnoreCase(hash.digestName())
                && pss.getSaltLength() <= hash.length();
    }
}
