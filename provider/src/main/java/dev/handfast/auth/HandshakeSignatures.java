package dev.handfast.auth;

import dev.handfast.async.Eventual;
import dev.handfast.crypto.CryptoProvider;
import dev.handfast.spec.Fault;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.SignatureScheme;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Bytes;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.Printable;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.List;

/**
 * What is signed in a handshake, and the only place that calls a peer's signature verified (RFC 5246 sections 7.4.3 and
 * 7.4.8, RFC 8422 sections 2, 3.1 and 5.6).
 */
public final class HandshakeSignatures {

    private static final byte[] SERVER_SIGNS = before("TLS 1.3, server CertificateVerify");
    private static final byte[] CLIENT_SIGNS = before("TLS 1.3, client CertificateVerify");

    private HandshakeSignatures() {
    }

    /**
     * The content of a TLS 1.3 CertificateVerify (RFC 9846 section 4.5.2): 64 spaces, who signs, a zero byte, and the
     * hash of the transcript.
     */
    public static byte[] content13(boolean serverSigns, byte[] transcriptHash) {
        return Bytes.concat(serverSigns ? SERVER_SIGNS : CLIENT_SIGNS, transcriptHash);
    }

    private static byte[] before(String context) {
        return (" ".repeat(64) + context + "\0").getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * The content that TLS 1.2's ServerKeyExchange signs (RFC 5246 section 7.4.3, RFC 8422 section 5.4): both randoms
     * and the parameters.
     */
    public static byte[] content12(byte[] clientRandom, byte[] serverRandom, byte[] params) {
        return Bytes.concat(clientRandom, serverRandom, params);
    }

    /**
     * Checks that the scheme was offered and fits the key, then the signature.
     *
     * @param offered the schemes this side accepts
     * @param version the negotiated one; in TLS 1.3 it rules out PKCS#1 and binds ECDSA to its curve
     */
    public static SignatureVerified verify(CryptoProvider crypto, SignatureScheme scheme, PublicKey key,
            byte[] content, Opaque signature, List<SignatureScheme> offered, ProtocolVersion version) throws TlsFault {
        if (!offered.contains(scheme) || !scheme.signsHandshakesOf(version)) {
            throw new TlsFault(Fault.SCHEME_NOT_OFFERED, "the peer signed with " + scheme + ", this side accepts "
                    + Printable.list(offered) + " in " + version);
        }
        if (!SchemeRules.fits(scheme, key, version)) {
            throw new TlsFault(Fault.SCHEME_DOES_NOT_FIT_KEY, "the peer signed with " + scheme
                    + " but its certificate holds a key for " + key.getAlgorithm());
        }
        if (!crypto.signatureVerifier().verify(scheme, key, content, signature.toBytes())) {
            throw new TlsFault(Fault.SIGNATURE_INVALID, scheme + " signature does not match the "
                    + key.getAlgorithm() + " key of the peer's certificate and this handshake's messages");
        }
        return new SignatureVerified(scheme);
    }

    /** Signs content with a key that has agreed to. It may block, or answer later, where the key is remote. */
    public static Eventual<SigningKey.Signed> sign(SigningKey key, byte[] content) throws TlsFault {
        try {
            return key.sign(content);
        } catch (GeneralSecurityException e) {
            throw new TlsFault(Fault.INTERNAL, "the private key of " + key.credential()
                    + " failed to sign with " + key.schemes() + ": " + e.getMessage(), e);
        }
    }
}
