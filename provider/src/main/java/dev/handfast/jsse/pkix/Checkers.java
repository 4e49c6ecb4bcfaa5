package dev.handfast.jsse.pkix;

import dev.handfast.der.Oid;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.path.Budget;
import dev.handfast.pki.path.PathBuilder;
import dev.handfast.pki.path.PathFault;
import dev.handfast.pki.path.PathRefused;
import dev.handfast.pki.path.VerifiedPath;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.PKIXCertPathChecker;
import java.security.cert.PKIXRevocationChecker;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Runs the application's {@code PKIXCertPathChecker}s over a path that the judge has accepted. */
final class Checkers implements PathBuilder.Acceptance {

    private final List<PKIXCertPathChecker> checkers = new ArrayList<>();
    private final Certs certs;

    Checkers(Collection<PKIXCertPathChecker> all, Certs certs) {
        this.certs = certs;
        for (PKIXCertPathChecker checker : all) {
            if (!(checker instanceof PKIXRevocationChecker)) {
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
            unresolved.add(oid.toString());
        }
        try {
            for (PKIXCertPathChecker checker : fresh) {
                checker.check(certs.original(cert), unresolved);
            }
        } catch (CertPathValidatorException | CertificateException e) {
            throw PathRefused.because(PathFault.CHECKER, index, cert, e);
        }
        for (PKIXCertPathChecker checker : fresh) {
            Set<String> promised = checker.getSupportedExtensions();
            for (String oid : promised == null ? Set.<String>of() : promised) {
                if (unresolved.contains(oid)) {
                    throw PathRefused.of(PathFault.UNKNOWN_CRITICAL_EXTENSION, index, cert, "Certificate " + cert
                            + " has the critical extension " + oid + ", which no PKIXCertPathChecker resolved", null);
                }
            }
        }
    }
}
