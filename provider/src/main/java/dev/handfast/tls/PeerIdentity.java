package dev.handfast.tls;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Who one side of a connection has shown itself to be to the other. Immutable. Which kinds there are is known to the
 * compiler; certificates are one of them.
 */
public sealed interface PeerIdentity permits CertificatePeer, NoPeer {

    /**
     * Of a side that has shown nothing: a client that was not asked, or has nothing to show.
     *
     * @return the same object each time
     */
    static PeerIdentity none() {
        return NoPeer.INSTANCE;
    }

    /**
     * Of a side that has shown certificates.
     *
     * @param chain its certificates, its own first
     * @return {@link #none()} if the chain is empty
     */
    static PeerIdentity ofChain(List<X509Certificate> chain) {
        return chain.isEmpty() ? none() : new CertificatePeer(chain);
    }

    /**
     * Whether something was shown, of whatever kind.
     *
     * @return false for {@link #none()} alone
     */
    default boolean isKnown() {
        return this != NoPeer.INSTANCE;
    }

    /**
     * The certificates, its own first; unmodifiable, and empty if it is known by something else or by nothing.
     *
     * @return never null
     */
    List<X509Certificate> certificates();
}
