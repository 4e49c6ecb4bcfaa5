package dev.handfast.tls;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

import javax.net.ssl.SSLSession;

/** What a session of Handfast's knows beyond {@link javax.net.ssl.ExtendedSSLSession}, which it is too. */
public interface TlsSession {

    /**
     * The session behind JSSE's face.
     *
     * @param session one of Handfast's
     * @return the session itself
     * @throws IllegalArgumentException if it is not from this provider; the message names its class
     */
    static TlsSession of(SSLSession session) {
        if (session instanceof TlsSession ours) {
            return ours;
        }
        throw new IllegalArgumentException("not a session of Handfast: " + session.getClass().getName());
    }

    /**
     * Whether a session was resumed on the connection it was taken from: then no certificate was shown there, and the
     * peer is who it was found to be {@link #authenticatedAt then}, at most {@code handfast.session.verdictSeconds}
     * ago.
     *
     * @return false for a session that a full handshake made
     */
    boolean isResumed();

    /**
     * When the handshake began in which the peer was authenticated; an earlier one's if the session was resumed.
     *
     * @return to the millisecond, by this machine's clock or that of the node that made the session
     */
    Instant authenticatedAt();

    /**
     * The group of the key exchange, by its name in IANA's registry of TLS supported groups, such as {@code
     * X25519MLKEM768}; null if there was none (static RSA, a server's own group for DHE) or it is not known yet. A
     * session that is resumed in TLS 1.2, where keys are not agreed on anew, tells the first handshake's.
     *
     * @return IANA's name, or null
     */
    @Nullable
    String namedGroup();

    /**
     * The groups that a client offers, of those known here, the preferred first; empty on clients.
     *
     * @return IANA's names; never null
     */
    List<String> peerGroups();

    /**
     * The signature schemes that the peer accepts in handshakes, of those known here, by IANA's names.
     *
     * @return IANA's names, the preferred first; never null, empty while they are not known
     */
    List<String> peerSignatureSchemes();

    /**
     * The scheme by which the peer has signed the handshake in which it was authenticated; null if it has not.
     *
     * @return IANA's name, or null
     */
    @Nullable
    String peerSignatureScheme();

    /**
     * The scheme by which this side has signed then; null if it has not.
     *
     * @return IANA's name, or null
     */
    @Nullable
    String localSignatureScheme();

    /**
     * Whether the secrets are bound to the whole handshake (RFC 7627); true in TLS 1.3.
     *
     * @return false while nothing is negotiated
     */
    boolean hasExtendedMasterSecret();
}
