package dev.handfast.auth;

import dev.handfast.tls.PeerIdentity;
import dev.handfast.wire.Opaque;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.List;

/**
 * What this side shows of itself and proves by a signature. Which kinds there are is known to the compiler; a
 * certificate chain, the own certificate first (RFC 5246 section 7.4.2), is one of them. The private key may be opaque
 * (PKCS#11); it is never printed.
 */
public sealed interface Credential permits CertificateCredential {

    /** Proves it. */
    PrivateKey key();

    /** What peers check the proof by. */
    PublicKey publicKey();

    /** What the Certificate message holds, an entry each (RFC 9846 section 4.5.1); never empty. */
    List<Opaque> entries();

    /** Who the peer takes this side for. */
    PeerIdentity shown();
}
