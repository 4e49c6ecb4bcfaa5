package dev.handfast.jsse.pkix;

import dev.handfast.crypto.jca.JcaCertificates;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.CertReader;
import dev.handfast.pki.path.BoundedMemory;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** JCA's certificates as ours and back, for one judgement. */
final class Certs {

    /** Parsed certificates kept: two trust stores of a hundred roots, and intermediates. */
    private static final int KEPT = 512;

    /** The largest certificate that is kept, in bytes: all but odd ones. */
    private static final int LARGEST = 1 << 16;

    /** By the object where it is the platform's, which is immutable and compares by content; else by encoding. */
    private static final BoundedMemory<Object, Cert> PARSED = new BoundedMemory<>(KEPT);

    /** The class of the platform's certificates. */
    private static final String PLATFORM = "sun.security.x509.X509CertImpl";

    private final Certs trusted;
    private final Map<Cert, X509Certificate> originals = new ConcurrentHashMap<>();

    /** Knows no certificate yet. */
    Certs() {
        this(null);
    }

    /** Knows also what another knows; null for nothing. */
    Certs(Certs trusted) {
        this.trusted = trusted;
    }

    /**
     * Whether a certificate is of the platform's own class, so that {@code equals} can be believed and the object will
     * not change. Another class may say of itself what it likes.
     */
    static boolean isPlatform(X509Certificate certificate) {
        Class<?> type = certificate.getClass();
        return type.getClassLoader() == null && type.getName().equals(PLATFORM);
    }

    /** Our form of a certificate. */
    static Cert read(X509Certificate original) throws MalformedInput, CertificateException {
        if (isPlatform(original)) {
            Cert cert = PARSED.get(original);
            return cert != null ? cert : parse(original, original.getEncoded());
        }
        // Whoever made a certificate of another class might keep the array that it gives.
        byte[] encoded = original.getEncoded().clone();
        Opaque key = Opaque.adopt(encoded);
        Cert cert = PARSED.get(key);
        return cert != null ? cert : parse(key, encoded);
    }

    private static Cert parse(Object key, byte[] encoded) throws MalformedInput {
        Cert cert = CertReader.survey(encoded);
        if (encoded.length <= LARGEST) {
            PARSED.put(key, cert);
        }
        return cert;
    }

    /** Our form of a certificate, which is remembered as its original. */
    Cert of(X509Certificate original) throws MalformedInput, CertificateException {
        Cert cert = read(original);
        originals.putIfAbsent(cert, original);
        return cert;
    }

    /** Remembers the original of a certificate; does nothing where there is no certificate. */
    void note(Cert cert, X509Certificate original) {
        if (cert != null) {
            originals.putIfAbsent(cert, original);
        }
    }

    /** JCA's form of a certificate: the object it came from, else a new one. */
    X509Certificate original(Cert cert) throws CertificateException {
        X509Certificate original = originals.get(cert);
        if (original == null && trusted != null) {
            original = trusted.originals.get(cert);
        }
        if (original == null) {
            original = JcaCertificates.certificate(cert.encoded().toBytes());
            originals.put(cert, original);
        }
        return original;
    }
}
