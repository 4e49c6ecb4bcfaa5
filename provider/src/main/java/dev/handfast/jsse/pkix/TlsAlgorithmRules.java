package dev.handfast.jsse.pkix;

import dev.handfast.pki.cert.AlgorithmId;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.Oids;
import dev.handfast.pki.cert.Spki;
import dev.handfast.pki.path.AlgorithmNames;
import dev.handfast.pki.path.AlgorithmRules;

/**
 * What TLS accepts by default beyond the platform's properties: no MD2, MD5 (RFC 9846 section 4.5.1.3), SHA-1, DSA, no
 * RSA below 2048 bits, only named curves (RFC 8422 sections 5.3 and 5.9) of at least 224 bits (CA/Browser Forum
 * baseline requirements 6.1.5 and 7.1.3).
 */
public record TlsAlgorithmRules() implements AlgorithmRules {

    private static final int SMALLEST_RSA = 2048;
    private static final int SMALLEST_CURVE = 224;

    @Override
    public String refusesSignature(AlgorithmId algorithm, Cert signed, Context context) {
        String name = AlgorithmNames.signature(algorithm);
        if (name.startsWith("SHA1with") || name.startsWith("MD5with") || name.startsWith("MD2with")) {
            return "its signature uses " + AlgorithmNames.describe(algorithm) + ", whose hash is broken";
        }
        return name.endsWith("withDSA") ? "its signature uses " + name + ", and DSA is no longer used in TLS" : null;
    }

    @Override
    public String refusesKey(Spki key, Cert certificate, Context context) {
        if (key.algorithm().oid().equals(Oids.RSA) || key.algorithm().oid().equals(Oids.RSA_PSS)) {
            return key.bits() < SMALLEST_RSA ? "its key is " + AlgorithmNames.describe(key) + ", below "
                    + SMALLEST_RSA : null;
        } else if (key.algorithm().oid().equals(Oids.DSA)) {
            return "its key is DSA, which is no longer used in TLS";
        } else if (key.isExplicitCurve()) {
            return "its key spells out curve parameters instead of naming a curve";
        }
        return key.curve() != null && key.bits() < SMALLEST_CURVE ? "its key is on the curve "
                + AlgorithmNames.describe(key) + ", which is too small or not known" : null;
    }

    // Written out: a record's own are linked from method handles at their first use.

    @Override
    public boolean equals(Object other) {
        return other instanceof TlsAlgorithmRules;
    }

    @Override
    public int hashCode() {
        return TlsAlgorithmRules.class.hashCode();
    }
}
