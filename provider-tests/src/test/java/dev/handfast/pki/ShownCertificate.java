package dev.handfast.pki;

import java.math.BigInteger;
import java.security.Principal;
import java.security.PublicKey;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.Set;

/**
 * A certificate that sends other bytes than it consists of: what a stranger shows, without a factory having read it.
 */
public final class ShownCertificate extends X509Certificate {

    private static final long serialVersionUID = 1L;

    private final X509Certificate honest;
    private final byte[] shown;

    /** Behaves as {@code honest}, and encodes itself as {@code shown}. */
    public ShownCertificate(X509Certificate honest, byte[] shown) {
        this.honest = honest;
        this.shown = shown.clone();
    }

    @Override
    public byte[] getEncoded() {
        return shown.clone();
    }

    @Override
    public void verify(PublicKey key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void verify(PublicKey key, String provider) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String toString() {
        return "shown: " + honest;
    }

    @Override
    public PublicKey getPublicKey() {
        return honest.getPublicKey();
    }

    @Override
    public void checkValidity() throws CertificateExpiredException, CertificateNotYetValidException {
        honest.checkValidity();
    }

    @Override
    public void checkValidity(Date date) throws CertificateExpiredException, CertificateNotYetValidException {
        honest.checkValidity(date);
    }

    @Override
    public int getVersion() {
        return honest.getVersion();
    }

    @Override
    public BigInteger getSerialNumber() {
        return honest.getSerialNumber();
    }

    @Override
    @Deprecated
    public Principal getIssuerDN() {
        return honest.getIssuerDN();
    }

    @Override
    @Deprecated
    public Principal getSubjectDN() {
        return honest.getSubjectDN();
    }

    @Override
    public Date getNotBefore() {
        return honest.getNotBefore();
    }

    @Override
    public Date getNotAfter() {
        return honest.getNotAfter();
    }

    @Override
    public byte[] getTBSCertificate() {
        throw new UnsupportedOperationException();
    }

    @Override
    public byte[] getSignature() {
        return honest.getSignature();
    }

    @Override
    public String getSigAlgName() {
        return honest.getSigAlgName();
    }

    @Override
    public String getSigAlgOID() {
        return honest.getSigAlgOID();
    }

    @Override
    public byte[] getSigAlgParams() {
        return honest.getSigAlgParams();
    }

    @Override
    public boolean[] getIssuerUniqueID() {
        return honest.getIssuerUniqueID();
    }

    @Override
    public boolean[] getSubjectUniqueID() {
        return honest.getSubjectUniqueID();
    }

    @Override
    public boolean[] getKeyUsage() {
        return honest.getKeyUsage();
    }

    @Override
    public int getBasicConstraints() {
        return honest.getBasicConstraints();
    }

    @Override
    public boolean hasUnsupportedCriticalExtension() {
        return honest.hasUnsupportedCriticalExtension();
    }

    @Override
    public Set<String> getCriticalExtensionOIDs() {
        return honest.getCriticalExtensionOIDs();
    }

    @Override
    public Set<String> getNonCriticalExtensionOIDs() {
        return honest.getNonCriticalExtensionOIDs();
    }

    @Override
    public byte[] getExtensionValue(String oid) {
        return honest.getExtensionValue(oid);
    }
}
