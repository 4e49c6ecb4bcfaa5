package dev.handfast.jsse.certs;

/** A session that knows which certificate timestamps came by TLS, which the JDK's session classes have no word for. */
public interface TimestampedSession {

    /** The peer's SignedCertificateTimestampList with its length (RFC 6962 section 3.3); empty if it sent none. */
    byte[] signedCertificateTimestamps();
}
