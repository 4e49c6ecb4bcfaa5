package dev.handfast.crypto.jca;

import dev.handfast.wire.Printable;

import org.jspecify.annotations.Nullable;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertPath;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathValidator;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/** JCA's certificate objects, where an interface of the JDK wants those. */
public final class JcaCertificates {

    private static final String TYPE = "X.509";
    private static final String PATHS = "PKIX";
    private static final String SUN = "SUN";

    /** Names with longer encodings are not printed: JCA would print all of one. */
    private static final int LONGEST_NAME = 2000;

    private JcaCertificates() {
    }

    /** A CertPath of these certificates, target first. */
    public static CertPath path(List<X509Certificate> certificates) throws CertificateException {
        return CertificateFactory.getInstance(TYPE).generateCertPath(certificates);
    }

    /** The certificate with this encoding in DER, which no name service is asked about. */
    public static X509Certificate certificate(byte[] encoded) throws CertificateException {
        return Certificates.decode(CertificateFactory.getInstance(TYPE), encoded);
    }

    /** The chain of an entry of a key store; null if there is none, or one that is not of X.509 alone. */
    public static X509Certificate @Nullable [] chain(Certificate[] ofEntry) {
        if (ofEntry == null || ofEntry.length == 0) {
            return null;
        }
        X509Certificate[] chain = new X509Certificate[ofEntry.length];
        for (int i = 0; i < ofEntry.length; i++) {
            if (!(ofEntry[i] instanceof X509Certificate certificate)) {
                return null;
            }
            chain[i] = certificate;
        }
        return chain;
    }

    /** What JCA throws at a peer's bytes: its text, and that of its causes, may hold the peer's. */
    static CertificateException printable(CertificateException thrown) {
        return new CertificateException(Printable.of(thrown));
    }

    /** Whether its names are the same. */
    public static boolean isSelfIssued(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }

    /** A name that a peer wrote, for a message. */
    public static String named(X500Principal name) {
        int length = name.getEncoded().length;
        return length > LONGEST_NAME ? "a name of " + length + " bytes" : Printable.text(name);
    }

    /** SUN's own validator of paths, for what only it can read. */
    public static CertPathValidator jdkValidator() throws GeneralSecurityException {
        return CertPathValidator.getInstance(PATHS, SUN);
    }

    /** SUN's own builder of paths, likewise. */
    public static CertPathBuilder jdkBuilder() throws GeneralSecurityException {
        return CertPathBuilder.getInstance(PATHS, SUN);
    }

    /** The key with this SubjectPublicKeyInfo; {@code algorithm} is its JCA name. */
    public static PublicKey key(String algorithm, byte[] encoded) throws GeneralSecurityException {
        return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encoded));
    }
}
