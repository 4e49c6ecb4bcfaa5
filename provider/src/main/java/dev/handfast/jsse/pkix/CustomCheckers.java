package dev.handfast.jsse.pkix;

import dev.handfast.der.Oid;
import dev.handfast.jsse.certs.CertificateConverter;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.path.Budget;
import dev.handfast.pki.path.PathBuilder;
import dev.handfast.pki.path.PathFault;
import dev.handfast.pki.path.PathRefused;
import dev.handfast.pki.path.ValidationParameters;
import dev.handfast.pki.path.VerifiedPath;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.PKIXCertPathChecker;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Runs the application's {@code PKIXCertPathChecker}s over a path that the judge has accepted. */
final class CustomCheckers implements PathBuilder.Acceptance {

    private final List<PKIXCertPathChecker> checkers = new ArrayList<>();
    private final CertificateConverter certs;

    CustomCheckers(Collection<PKIXCertPathChecker> all, CertificateConverter certs) {
        this.certs = certs;
        for (PKIXCertPathChecker checker : all) {
            if (!AcceptanceChecks.carriesOptions(checker)) {
                checkers.add(checker);
            }
        }
    }

    @Override
    public void accept(VerifiedPath path, Budget budget) throws PathRefused {
        if (checkers.isEmpty()) {
            return;
        }
        List<PKIXCertPathChecker> fresh = new ArrayList<>();
        try {
            for (PKIXCertPathChecker checker : checkers) {
                PKIXCertPathChecker copy = (PKIXCertPathChecker) checker.clone();
                copy.init(false);
                fresh.add(copy);
            }
            if (path.certificates().isEmpty()) {
                // The target is the anchor's own certificate: an anchor that is a name with a key is nobody's target
                check(fresh, path.target(), 0);
            }
            for (int index = path.certificates().size() - 1; index >= 0; index--) {
                check(fresh, path.certificates().get(index), index);
            }
        } catch (CertPathValidatorException e) {
            throw PathRefused.because(PathFault.CHECKER, -1, path.target(), e);
        }
    }

    private void check(List<PKIXCertPathChecker> fresh, Cert cert, int index) throws PathRefused {
        Set<String> unresolved = new HashSet<>();
        for (Oid oid : cert.criticalExtensions()) {
            // As in the JDK, checkers see what the judge has not resolved, and what they say they would themselves.
            if (!ValidationParameters.isUnderstood(oid) || promised(fresh, oid)) {
                unresolved.add(oid.toString());
            }
        }
        try {
            for (PKIXCertPathChecker checker : fresh) {
                checker.check(certs.original(cert), unresolved);
            }
        } catch (CertPathValidatorException | CertificateException e) {
            throw PathRefused.because(PathFault.CHECKER, index, cert, e);
        }
        for (Oid oid : cert.criticalExtensions()) {
            if (promised(fresh, oid) && unresolved.contains(oid.toString())) {
                throw PathRefused.of(PathFault.UNKNOWN_CRITICAL_EXTENSION, index, cert, "Certificate " + cert
                        + " has the critical extension " + oid + ", which no PKIXCertPathChecker resolved", null);
            }
        }
    }

    private static boolean promised(List<PKIXCertPathChecker> fresh, Oid oid) {
        return fresh.stream().map(PKIXCertPathChecker::getSupportedExtensions)
                .anyMatch(promised -> promised != null && promised.contains(oid.toString()));
    }
}
