package dev.handfast.pki.path;

import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.Subtrees;

/** Name constraints for tests outside of this package. */
public final class ConstraintTrial {

    private ConstraintTrial() {
    }

    /** Checks a certificate's names. */
    public static void check(Subtrees constraints, Cert certificate) throws PathRefused {
        NameConstraints.of(constraints, null, 1).check(certificate, 0, new Budget());
    }
}
