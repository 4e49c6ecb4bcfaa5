package dev.handfast.auth;

import dev.handfast.async.Eventual;
import dev.handfast.crypto.CryptoProvider;
import dev.handfast.crypto.KeyBounds;
import dev.handfast.der.DerWeight;
import dev.handfast.session.SessionState;
import dev.handfast.spec.Fault;
import dev.handfast.spec.TlsFault;
import dev.handfast.tls.CertificatePeer;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * The certificates a peer has sent (RFC 9846 section 4.5.1), its own first: not yet trusted, and not yet looked at.
 * Until it is asked it holds their encodings alone: JCA's objects take up to thirty times as much, and a peer need not
 * go on behind its Certificate. What asks it is the slow work that verifies the peer's signature, which holds no lock;
 * one thread at a time.
 */
public final class PeerChain {

    private final CryptoProvider crypto;
    private final List<Opaque> encoded;
    private @Nullable List<X509Certificate> decoded;

    private PeerChain(CryptoProvider crypto, List<Opaque> encoded) {
        this.crypto = crypto;
        this.encoded = List.copyOf(encoded);
    }

    /**
     * The certificates of a peer.
     *
     * @param encoded in DER, the peer's own first; not empty
     * @param most how many are accepted
     */
    public static PeerChain of(CryptoProvider crypto, List<Opaque> encoded, int most) throws TlsFault {
        if (encoded.size() > most) {
            throw new TlsFault(Fault.CERTIFICATE_CHAIN_TOO_LONG, "the peer sent " + encoded.size()
                    + " certificates, the limit is " + most
                    + "; raise jdk.tls.maxCertificateChainLength to accept them");
        }
        return new PeerChain(crypto, encoded);
    }

    private List<X509Certificate> certificates() throws TlsFault {
        if (decoded == null) {
            decoded = decode();
        }
        return decoded;
    }

    private List<X509Certificate> decode() throws TlsFault {
        List<X509Certificate> certificates = new ArrayList<>(encoded.size());
        for (Opaque one : encoded) {
            try {
                certificates.add(checked(crypto.certificate(one), certificates.size()));
            } catch (CertificateException e) {
                throw new TlsFault(Fault.CERTIFICATE_MALFORMED, "certificate " + certificates.size()
                        + " of the peer's chain: " + e.getMessage(), e);
            }
        }
        return List.copyOf(certificates);
    }

    /** Before anything is verified by a key: whoever sends one decides what that costs us. */
    private static X509Certificate checked(X509Certificate certificate, int index) throws TlsFault {
        String objection = KeyBounds.objection(certificate.getPublicKey());
        if (objection != null) {
            throw new TlsFault(Fault.CERTIFICATE_KEY_REFUSED, "certificate " + index + " of the peer's chain holds "
                    + objection);
        }
        return certificate;
    }

    /** About how many bytes of memory the certificates take once they are decoded, all that were sent. */
    public long weight() {
        long weight = 0;
        for (Opaque one : encoded) {
            weight += DerWeight.ofJca(one);
        }
        return weight;
    }

    /** The certificate of the peer's own key. The first call decodes all of them. */
    public X509Certificate own() throws TlsFault {
        return certificates().get(0);
    }

    /** Asks the verifier; see {@link PeerVerifier#verify} for the parameters. It may block. */
    public Eventual<PeerVerified> verify(PeerVerifier verifier, String keyExchange, SessionState soFar)
            throws TlsFault {
        List<X509Certificate> certificates = certificates();
        CertificatePeer peer = new CertificatePeer(certificates);
        return verifier.beginToVerify(peer, keyExchange, soFar).then(trusted -> {
            for (int i = 0; i < certificates.size(); i++) {
                crypto.recognise(encoded.get(i), certificates.get(i));
            }
            return PeerVerified.trusted(peer);
        });
    }
}
