package dev.handfast.auth;

import dev.handfast.tls.CertificatePeer;
import dev.handfast.wire.Opaque;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A private key with its certificate chain.
 *
 * @param key the private key
 * @param shown the certificates, the key's own first
 * @param entries the same certificates in DER
 */
public record CertificateCredential(PrivateKey key, CertificatePeer shown, List<Opaque> entries) implements Credential {

    /** Copies the list. */
    public CertificateCredential {
        entries = List.copyOf(entries);
    }

    /** The certificate of the key. */
    public X509Certificate own() {
        return shown.own();
    }

    @Override
    public PublicKey publicKey() {
        return own().getPublicKey();
    }

    @Override
    public String toString() {
        return own().getSubjectX500Principal().toString();
    }
}
