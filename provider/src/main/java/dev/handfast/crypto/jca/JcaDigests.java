package dev.handfast.crypto.jca;

import java.security.GeneralSecurityException;

/** Hashes by JCA's names, also of functions that TLS itself does not use, as certificates may. */
public final class JcaDigests {

    private JcaDigests() {
    }

    /**
     * The hash of bytes.
     *
     * @throws GeneralSecurityException if this JVM does not have the algorithm
     */
    public static byte[] digest(String algorithm, byte[] input) throws GeneralSecurityException {
        return JdkProviders.digest(algorithm).digest(input);
    }
}
