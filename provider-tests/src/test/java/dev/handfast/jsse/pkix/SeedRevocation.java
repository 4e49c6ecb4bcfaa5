package dev.handfast.jsse.pkix;

import dev.handfast.pki.TestPki;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;

/** A revocation list and an OCSP response, for the seeds of the fuzz targets. */
public final class SeedRevocation {

    private SeedRevocation() {
    }

    /** A list with a scope and an entry. */
    public static byte[] list(TestPki issuer) throws Exception {
        return TestRevocation.list(issuer, issuer, 7, 30, new IssuingDistributionPoint(null, true, false),
                issuer.issue("CN=revoked", c -> {}).certificate()).getEncoded();
    }

    /** A response by the issuer. */
    public static byte[] response(TestPki issuer) throws Exception {
        return TestRevocation.response(issuer, issuer.issue("CN=good", c -> {}).certificate(),
                TestRevocation.Status.GOOD, issuer, -1, 1);
    }
}
