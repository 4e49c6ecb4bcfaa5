package dev.handfast.auth;

import dev.handfast.wire.Opaque;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A private key with its certificate chain. {@code key} may be opaque (PKCS#11); it is never printed.
 *
 * @param key the private key
 * @param chain the certificates, the key's own first; never empty
 * @param encoded the same certificates in DER
 */
public record Credential(PrivateKey key, List<X509Certificate> chain, List<Opaque> encoded) {

    /** Copies the lists. */
    public Credential {
        chain = List.copyOf(chain);
        encoded = List.copyOf(encoded);
    }

    /** The certificate of the key. */
    public X509Certificate own() {
        return chain.get(0);
    }

    @Override
    public String toString() {
        return "Credential[" + own().getSubjectX500Principal() + "]";
    }
}
