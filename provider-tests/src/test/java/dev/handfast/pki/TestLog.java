package dev.handfast.pki;

import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireWriter;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Base64;

/** A certificate transparency log (RFC 6962), as far as it signs timestamps. */
public final class TestLog {

    private final KeyPair keys;
    private final boolean rsa;

    /** A log with a fresh key, {@code EC} or {@code RSA}. */
    public TestLog(String algorithm) {
        keys = TestPki.keys(algorithm, algorithm.equals("RSA") ? 2048 : 256);
        rsa = algorithm.equals("RSA");
    }

    /** Its key, SubjectPublicKeyInfo. */
    public Opaque key() {
        return Opaque.copyOf(keys.getPublic().getEncoded());
    }

    /** Its key in PEM. */
    public String pem() {
        return "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(keys.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    /** A timestamp over a whole certificate, to be delivered by TLS or OCSP (section 3.2, x509_entry). */
    public byte[] timestamp(long time, X509Certificate certificate) throws GeneralSecurityException {
        return sign(time, new WireWriter().u16(0).opaque24(Opaque.copyOf(certificate.getEncoded())).toOpaque());
    }

    /** A timestamp to be embedded (section 3.2, precert_entry). */
    public byte[] embedded(long time, TestPki issuer, Opaque toBeSigned) throws GeneralSecurityException {
        byte[] hash = sha256(issuer.keys().getPublic().getEncoded());
        return sign(time, new WireWriter().u16(1).bytes(hash).opaque24(toBeSigned).toOpaque());
    }

    private byte[] sign(long time, Opaque entry) throws GeneralSecurityException {
        byte[] signed = new WireWriter().u8(0).u8(0).u64(time).bytes(entry).u16(0).toBytes();
        Signature signature = Signature.getInstance(rsa ? "SHA256withRSA" : "SHA256withECDSA");
        signature.initSign(keys.getPrivate());
        signature.update(signed);
        return new WireWriter().u8(0).bytes(sha256(keys.getPublic().getEncoded())).u64(time).u16(0).u8(4)
                .u8(rsa ? 1 : 3).opaque16(Opaque.adopt(signature.sign())).toBytes();
    }

    private static byte[] sha256(byte[] bytes) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }

    /** SignedCertificateTimestampList of these (section 3.3). */
    public static byte[] list(byte[]... timestamps) {
        WireWriter list = new WireWriter();
        int mark = list.open16();
        for (byte[] timestamp : timestamps) {
            list.opaque16(Opaque.copyOf(timestamp));
        }
        return list.close(mark).toBytes();
    }
}
