package dev.handfast.crypto.jca;

import java.io.ByteArrayInputStream;
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
import java.util.ArrayList;
import java.util.List;

/** JCA's certificate objects, where an interface of the JDK wants those. */
public final class JcaCertificates {

    private static final String TYPE = "X.509";
    private static final String PATHS = "PKIX";
    private static final String SUN = "SUN";

    private JcaCertificates() {
    }

    /** A CertPath of these certificates, target first. */
    public static CertPath path(List<X509Certificate> certificates) throws CertificateException {
        return CertificateFactory.getInstance(TYPE).generateCertPath(certificates);
    }

    /** The certificate with this encoding. */
    public static X509Certificate certificate(byte[] encoded) throws CertificateException {
        return (X509Certificate) CertificateFactory.getInstance(TYPE)
                .generateCertificate(new ByteArrayInputStream(encoded));
    }

    /** The certificates in a file: one in DER, a certs-only message of CMS (RFC 8551 section 3.8) in BER, or PEM. */
    public static List<X509Certificate> certificates(byte[] file) throws CertificateException {
        List<X509Certificate> certificates = new ArrayList<>();
        CertificateFactory factory = CertificateFactory.getInstance(TYPE);
        for (Certificate each : factory.generateCertificates(new ByteArrayInputStream(file))) {
            certificates.add((X509Certificate) each);
        }
        return certificates;
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
