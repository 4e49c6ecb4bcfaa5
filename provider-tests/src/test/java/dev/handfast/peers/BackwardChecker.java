package dev.handfast.peers;

import java.security.cert.PKIXCertPathChecker;
import java.util.Set;

/** An application's checker that goes from the anchor to the target, understands no extension, and begins nothing. */
public abstract class BackwardChecker extends PKIXCertPathChecker {

    @Override
    public void init(boolean forward) {
        // Nothing to begin.
    }

    @Override
    public boolean isForwardCheckingSupported() {
        return false;
    }

    @Override
    public Set<String> getSupportedExtensions() {
        return null;
    }
}
