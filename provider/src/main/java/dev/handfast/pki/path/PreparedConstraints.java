package dev.handfast.pki.path;

import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.Subtrees;

/**
 * The name constraints of certificates, prepared for looking names up: a search asks for them more than once, and an
 * authority under constraints issues many certificates. What a search has prepared is its own until its path is
 * accepted. Thread-safe.
 */
final class PreparedConstraints {

    /** Certificate and subtrees, which take no more than it. */
    private static final CacheKind<Cert, NameConstraints> PREPARED = new CacheKind<>(CacheShare.NAME_CONSTRAINTS,
            (certificate, constraints) -> 2 * certificate.weight());

    private final LruCache<Cert, NameConstraints> memory;

    PreparedConstraints(SharedCaches caches) {
        this.memory = caches.get(PREPARED);
    }

    /**
     * The constraints of a certificate that has some.
     *
     * @param subtrees the certificate's
     * @param index its place in the path, for faults
     * @throws PathRefused if a subtree is malformed
     */
    NameConstraints of(Cert certificate, Subtrees subtrees, int index, Budget budget) throws PathRefused {
        NameConstraints known = memory.get(certificate);
        if (known == null) {
            known = budget.prepared().get(certificate);
        }
        if (known == null) {
            known = prepare(certificate, subtrees, index, budget);
        }
        return known;
    }

    private static NameConstraints prepare(Cert certificate, Subtrees subtrees, int index, Budget budget)
            throws PathRefused {
        PathRefused refusal = budget.malformed().get(certificate);
        if (refusal == null) {
            try {
                NameConstraints made = NameConstraints.of(subtrees, certificate, index);
                budget.prepared().put(certificate, made);
                return made;
            } catch (PathRefused e) {
                budget.malformed().put(certificate, e);
                refusal = e;
            }
        }
        throw refusal;
    }

    /** Remembers those of a path that was accepted. */
    void keep(VerifiedPath path, Budget budget) {
        if (budget.prepared().isEmpty()) {
            return;
        }
        for (Cert certificate : path.certificates()) {
            keep(certificate, budget);
        }
        if (path.anchor().certificate() != null) {
            keep(path.anchor().certificate(), budget);
        }
    }

    private void keep(Cert certificate, Budget budget) {
        NameConstraints prepared = budget.prepared().get(certificate);
        if (prepared != null) {
            memory.put(certificate, prepared);
        }
    }
}
