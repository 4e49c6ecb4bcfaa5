package dev.handfast.tls;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Somebody who is known by certificates.
 *
 * @param certificates as they were sent, its own first; never null or empty; copied, and unmodifiable
 */
public record CertificatePeer(List<X509Certificate> certificates) implements PeerIdentity {

    /**
     * Copies the list.
     *
     * @param certificates as they were sent, its own first
     * @throws IllegalArgumentException if it is empty
     */
    public CertificatePeer {
        certificates = List.copyOf(certificates);
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException("no certificate");
        }
    }

    /**
     * The certificate of its own key.
     *
     * @return the first of {@link #certificates}
     */
    public X509Certificate own() {
        return certificates.get(0);
    }

    @Override
    public String toString() {
        return "CertificatePeer[" + own().getSubjectX500Principal() + "]";
    }
}
