package dev.handfast.handshake;

import dev.handfast.async.Eventual;
import dev.handfast.auth.ClientAuthType;
import dev.handfast.auth.HandshakeSignatures;
import dev.handfast.auth.PeerChain;
import dev.handfast.auth.PeerVerified;
import dev.handfast.auth.SignatureVerified;
import dev.handfast.message.CertificateVerify;
import dev.handfast.session.SessionState;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;

/**
 * What either side of TLS 1.3 makes of the other's Certificate and CertificateVerify (RFC 9846 section 4.5): the peer
 * is who it says.
 *
 * @param weight about how many bytes of memory its certificates take
 */
public record PeerAuthentication13(PeerVerified peer, SignatureVerified signature, long weight) {

    /** What JSSE calls the key exchange of TLS 1.3, where the certificate says nothing of it. */
    private static final String KEY_EXCHANGE = "UNKNOWN";

    /**
     * Judges the peer: first its signature, so that nobody without the key can make us look for issuers, then its
     * chain. It may block.
     *
     * @param signed what CertificateVerify signs
     */
    public static Eventual<PeerAuthentication13> of(HandshakeConfig settings, PeerChain chain, CertificateVerify verify,
            byte[] signed, SessionState known) throws TlsFault {
        SignatureVerified signature = HandshakeSignatures.verify(settings.crypto(), verify.scheme(),
                chain.own().getPublicKey(), signed, verify.signature(), settings.algorithms().schemes(),
                ProtocolVersion.TLS_1_3);
        return chain.verify(settings.authentication().peerVerifier(), settings.client() ? KEY_EXCHANGE
                : ClientAuthType.of(chain.own(), ProtocolVersion.TLS_1_3), known)
                .then(peer -> new PeerAuthentication13(peer, signature, chain.weight()));
    }

    /**
     * What is known once the peer is trusted.
     *
     * @param who the peer, for the trace
     */
    public SessionState learn(SessionState known, String who, Trace trace) {
        if (trace.isOn()) {
            trace.chose(who + " trusted", "its signature (" + signature.scheme()
                    + ") verifies and its certificates are trusted");
        }
        return known.change().peer(peer.peer(), weight).peerScheme(signature.scheme()).build();
    }
}
