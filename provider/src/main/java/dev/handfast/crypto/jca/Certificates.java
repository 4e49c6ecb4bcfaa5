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

    private Certificates() {
    }

    static X509Certificate decode(byte[] der) throws CertificateException {
        return decode(JdkProviders.certificates(), der);
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
