package dev.handfast.jsse.certs;

import javax.net.ssl.SSLSession;

/** A session that knows what its peer is judged by, which the JDK's session classes have no word for. */
public interface JudgedSession {

    /** The peer's SignedCertificateTimestampList with its length (RFC 6962 section 3.3); empty if it sent none. */
    byte[] signedCertificateTimestamps();

    /** What the connection's context asks of paths. */
    PathSettings pathSettings();

    /** What is asked of paths in a session's handshake; by another's session nothing is said but by properties. */
    static PathSettings settingsOf(SSLSession session) {
        return session instanceof JudgedSession own ? own.pathSettings() : PathSettings.OF_PROPERTIES;
    }
}
