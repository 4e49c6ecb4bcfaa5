package dev.handfast.crypto.jca;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;

/** X.509 by SUN's factory, which alone would also take PEM, BER's indefinite lengths and trailing bytes. */
final class Certificates {

    private static final int SEQUENCE = 0x30;

    private Certificates() {
    }

    static X509Certificate decode(byte[] der) throws CertificateException {
        if (!isOneSequence(der)) {
            throw new CertificateException("expected one DER SEQUENCE filling all " + der.length + " bytes");
        }
        try {
            return (X509Certificate) JdkProviders.certificates().generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw JcaCertificates.printable(e);
        }
    }

    /** X.690 sections 8.1.3 and 10.1: a definite length in the fewest bytes. */
    private static boolean isOneSequence(byte[] der) {
        if (der.length < 2 || der[0] != SEQUENCE) {
            return false;
        }
        int lengthBytes = der[1] < 0 ? der[1] & 0x7f : 0;
        if (der[1] >= 0) {
            return der.length == 2 + der[1];
        }
        if (lengthBytes == 0 || lengthBytes > 3 || der.length < 2 + lengthBytes) {
            return false;
        }
        int length = 0;
        for (int i = 0; i < lengthBytes; i++) {
            length = length << 8 | der[2 + i] & 0xff;
        }
        boolean shortest = length >= (lengthBytes == 1 ? 0x80 : 1 << 8 * (lengthBytes - 1));
        return shortest && der.length == 2 + lengthBytes + length;
    }
}
