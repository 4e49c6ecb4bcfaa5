package dev.handfast.auth;

import dev.handfast.async.Eventual;
import dev.handfast.session.SessionState;
import dev.handfast.spec.TlsFault;
import dev.handfast.tls.CertificatePeer;

import org.jspecify.annotations.Nullable;

/**
 * Decides whether to trust the peer's certificate chain. It may block; it is called without a lock held, inside a
 * delegated task.
 */
public interface PeerVerifier {

    /**
     * Returns if the chain is trusted.
     *
     * @param peer the peer's certificates as sent
     * @param keyExchange the name JSSE calls the key exchange by ({@code authType}): for servers in TLS 1.2 for example
     *        {@code ECDHE_RSA} or {@code RSA}, in TLS 1.3 {@code UNKNOWN}; for clients the type of the key
     * @param soFar what is agreed on, with status responses; its {@code peer} is still nobody
     * @throws TlsFault with one of the certificate faults if the chain is not trusted
     */
    void verify(CertificatePeer peer, String keyExchange, SessionState soFar) throws TlsFault;

    /** As {@link #verify}, by a verifier that may answer later. */
    default Eventual<@Nullable Void> beginToVerify(CertificatePeer peer, String keyExchange, SessionState soFar)
            throws TlsFault {
        verify(peer, keyExchange, soFar);
        return Eventual.done();
    }
}
