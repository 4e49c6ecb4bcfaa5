package dev.handfast.jsse.pkix;

import dev.handfast.pki.TestPki;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** Makes revocation lists and OCSP responses for tests. */
public final class TestRevocation {

    private TestRevocation() {
    }

    /** A list by an issuer with these certificates on it, its next update due in so many days. */
    public static X509CRL list(TestPki issuer, TestPki signer, int number, int days, IssuingDistributionPoint scope,
            X509Certificate... revoked) throws Exception {
        return list("SHA256withECDSA", issuer, signer, number, days, scope, revoked);
    }

    /** The same by another signature algorithm. */
    static X509CRL list(String algorithm, TestPki issuer, TestPki signer, int number, int days,
            IssuingDistributionPoint scope, X509Certificate... revoked) throws Exception {
        Date now = Date.from(Instant.now().minus(10, ChronoUnit.DAYS));
        X509v2CRLBuilder builder = new X509v2CRLBuilder(new X500Name(issuer.name()), now);
        builder.setNextUpdate(Date.from(Instant.now().plus(days, ChronoUnit.DAYS)));
        builder.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(number)));
        if (scope != null) {
            builder.addExtension(Extension.issuingDistributionPoint, true, scope);
        }
        for (X509Certificate certificate : revoked) {
            builder.addCRLEntry(certificate.getSerialNumber(), now, CRLReason.keyCompromise);
        }
        byte[] encoded = builder.build(new JcaContentSignerBuilder(algorithm)
                .build(signer.keys().getPrivate())).getEncoded();
        return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(encoded));
    }

    /** Answers of a responder. */
    public enum Status { GOOD, REVOKED, HELD, UNKNOWN }

    /** A response about a certificate, by a signer whose certificate comes along unless it is the issuer. */
    public static byte[] response(TestPki issuer, X509Certificate about, Status status, TestPki signer, int fromDays,
            int toDays) throws Exception {
        return responses(issuer, about, "SHA256withECDSA", signer, fromDays, toDays, status);
    }

    /** A response with several answers about a certificate, each a day newer than the one before. */
    static byte[] responses(TestPki issuer, X509Certificate about, String algorithm, TestPki signer, int fromDays,
            int toDays, Status... statuses) throws Exception {
        BasicOCSPRespBuilder builder = by(signer);
        for (int i = 0; i < statuses.length; i++) {
            builder.addResponse(id(issuer, about), answer(statuses[i]), days(fromDays + i), days(toDays + i));
        }
        return sealed(builder, issuer, signer, algorithm);
    }

    /**
     * A response with times.
     *
     * @param until null for no next update
     * @param timestamps a SignedCertificateTimestampList to go along (RFC 6962 section 3.3), or null
     */
    public static byte[] response(TestPki issuer, X509Certificate about, Status status, TestPki signer, Date from,
            Date until, byte[] timestamps) throws Exception {
        BasicOCSPRespBuilder builder = by(signer);
        builder.addResponse(id(issuer, about), answer(status), from, until, timestamps == null ? null : new Extensions(
                new Extension(new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.5"), false,
                        new DEROctetString(timestamps).getEncoded())));
        return sealed(builder, issuer, signer, "SHA256withECDSA");
    }

    private static CertificateID id(TestPki issuer, X509Certificate about) throws Exception {
        DigestCalculator sha1 = new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1);
        return new CertificateID(sha1, new JcaX509CertificateHolder(issuer.certificate()), about.getSerialNumber());
    }

    private static BasicOCSPRespBuilder by(TestPki signer) {
        return new BasicOCSPRespBuilder(
                new RespID(new X500Name(signer.certificate().getSubjectX500Principal().getName())));
    }

    private static CertificateStatus answer(Status status) {
        return switch (status) {
            case GOOD -> CertificateStatus.GOOD;
            case REVOKED -> new RevokedStatus(days(-5), CRLReason.keyCompromise);
            case HELD -> new RevokedStatus(days(-5), CRLReason.certificateHold);
            case UNKNOWN -> new UnknownStatus();
        };
    }

    private static byte[] sealed(BasicOCSPRespBuilder builder, TestPki issuer, TestPki signer, String algorithm)
            throws Exception {
        X509CertificateHolder[] along = signer == issuer ? new X509CertificateHolder[0]
                : new X509CertificateHolder[] {new JcaX509CertificateHolder(signer.certificate())};
        return new OCSPRespBuilder().build(OCSPRespBuilder.SUCCESSFUL, builder.build(
                new JcaContentSignerBuilder(algorithm).build(signer.keys().getPrivate()), along, new Date()))
                .getEncoded();
    }

    /** A response without answers: 1 malformed, 2 internal error, 3 try later, 6 unauthorized. */
    public static byte[] failure(int status) throws Exception {
        return new OCSPRespBuilder().build(status, null).getEncoded();
    }

    private static Date days(int days) {
        return Date.from(Instant.now().plus(days, ChronoUnit.DAYS));
    }

    /** Whether the bytes are an OCSP request, as far as a test server looks. */
    public static boolean isRequest(byte[] body) throws Exception {
        return new org.bouncycastle.cert.ocsp.OCSPReq(body).getRequestList().length == 1;
    }
}
