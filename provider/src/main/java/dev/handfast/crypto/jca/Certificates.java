package dev.handfast.crypto.jca;

import dev.handfast.wire.Opaque;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;

/**
 * X.509 by a factory of JCA. SUN's alone would also take PEM, BER's indefinite lengths and trailing bytes, and would
 * ask a name service for what a stranger wrote.
 */
final class Certificates {

    /** Of peers that were authenticated. */
    static final RecentCertificates RECENT = new RecentCertificates();

    private Certificates() {
    }

    /** A certificate by SUN's factory; the object may be one that others have, as it may be without this. */
    static X509Certificate decode(Opaque der) throws CertificateException {
        X509Certificate known = RECENT.find(der);
        return known != null ? known : decode(JdkProviders.certificates(), der.toBytes());
    }

    static X509Certificate decode(CertificateFactory factory, byte[] der) throws CertificateException {
        LookupFreeCertificates.check(der);
        try {
            return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw JcaCertificates.printable(e);
        }
    }
}
