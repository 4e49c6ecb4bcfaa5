package dev.handfast.crypto.jca;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;

/**
 * X.509 by a factory of JCA. SUN's alone would also take PEM, BER's indefinite lengths and trailing bytes, and would
 * ask a name service for what a stranger wrote.
 */
final class Certificates {

    private static final RecentCertificates RECENT = new RecentCertificates();

    private Certificates() {
    }

    /** A certificate by SUN's factory; the object may be one that others have, as it may be without this. */
    static X509Certificate decode(byte[] der) throws CertificateException {
        X509Certificate known = RECENT.find(der);
        if (known != null) {
            return known;
        }
        X509Certificate decoded = decode(JdkProviders.certificates(), der);
        RECENT.remember(der, decoded);
        return decoded;
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
