package dev.handfast.jsse.pkix;

import dev.handfast.crypto.jca.JcaCertificates;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.CertReader;
import dev.handfast.pki.path.BoundedMemory;
import dev.handfast.wire.MalformedInput;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** JCA's certificates as ours and back. */
final class Certs {

    /** Parsed certificates kept: two trust stores of a hundred roots, and intermediates. */
    private static final int KEPT = 512;

    private static final BoundedMemory<X509Certificate, Cert> PARSED = new BoundedMemory<>(KEPT);

    private final Map<Cert, X509Certificate> originals = new ConcurrentHashMap<>();

    /** Our form of a certificate, which is remembered as its original. */
    Cert of(X509Certificate original) throws MalformedInput, CertificateException {
        Cert cert = PARSED.get(original);
        if (cert == null) {
            cert = CertReader.read(original.getEncoded());
            PARSED.put(original, cert);
        }
        originals.putIfAbsent(cert, original);
        return cert;
    }

    /** JCA's form of a certificate: the object it came from, else a new one. */
    X509Certificate original(Cert cert) throws CertificateException {
        X509Certificate original = originals.get(cert);
        if (original == null) {
            original = JcaCertificates.certificate(cert.encoded().toBytes());
            originals.put(cert, original);
        }
        return original;
    }
}
