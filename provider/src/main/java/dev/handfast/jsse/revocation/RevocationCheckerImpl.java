package dev.handfast.jsse.revocation;

import org.jspecify.annotations.Nullable;

import java.security.cert.CertPathValidatorException;
import java.security.cert.Certificate;
import java.security.cert.PKIXRevocationChecker;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Carries the options of {@code PKIXRevocationChecker} to our validator and builder, which do the checking on whole
 * paths. Other providers' validators cannot use it, and are told so.
 */
public final class RevocationCheckerImpl extends PKIXRevocationChecker {

    /** Shared by all clones: parameters clone their checkers, and applications keep the original. */
    private final CopyOnWriteArrayList<CertPathValidatorException> softFailures = new CopyOnWriteArrayList<>();

    @Override
    public void init(boolean forward) throws CertPathValidatorException {
        throw foreign();
    }

    @Override
    public boolean isForwardCheckingSupported() {
        return false;
    }

    @Override
    public @Nullable Set<String> getSupportedExtensions() {
        return null;
    }

    @Override
    public void check(Certificate certificate, Collection<String> unresolved) throws CertPathValidatorException {
        throw foreign();
    }

    @Override
    public List<CertPathValidatorException> getSoftFailExceptions() {
        return List.copyOf(softFailures);
    }

    public void setSoftFailures(List<CertPathValidatorException> failures) {
        softFailures.clear();
        softFailures.addAll(failures);
    }

    private static CertPathValidatorException foreign() {
        return new CertPathValidatorException("This revocation checker works only with the CertPathValidator or"
                + " CertPathBuilder of the provider Handfast that it was taken from");
    }
}
