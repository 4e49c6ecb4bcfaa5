package dev.handfast.pki.path;

import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.Subtrees;

/**
 * The name constraints of certificates, prepared for looking names up and remembered: a search asks for them more than
 * once, and an authority under constraints issues many certificates. Thread-safe.
 */
final class PreparedConstraints {

    /** Certificates whose constraints are kept. */
    private static final int KEPT = 32;

    /** The most subtrees that are kept of one certificate, at about 200 bytes each; larger ones are prepared anew. */
    private static final int MOST = 2_000;

    private final BoundedMemory<Cert, NameConstraints> memory = new BoundedMemory<>(KEPT);

    /**
     * The constraints of a certificate that has some.
     *
     * @param index its place in the path, for faults
     * @throws PathRefused if a subtree is malformed
     */
    NameConstraints of(Cert certificate, int index) throws PathRefused {
        NameConstraints known = memory.get(certificate);
        if (known == null) {
            Subtrees subtrees = certificate.nameConstraints();
            known = NameConstraints.of(subtrees, certificate, index);
            if (subtrees.permitted().size() + subtrees.excluded().size() <= MOST) {
                memory.put(certificate, known);
            }
        }
        return known;
    }
}
