package dev.handfast.crypto.jca;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;

import javax.crypto.Cipher;

/**
 * The JDK's providers, asked by name.
 *
 * <p>The default order is not relied on for three reasons. Handfast itself may be first in it. A provider before the
 * JDK's may be one whose bulk ciphers are many times slower (BouncyCastle's GCM takes 147 us where SunJCE's takes 3),
 * and one that reaches its keys over TLS would recurse into the connection that asks. Where a named provider is absent
 * (another vendor's JVM, a FIPS configuration), the order is all there is, and is used.
 */
final class JdkProviders {

    private static final Provider SUN = Security.getProvider("SUN");
    private static final Provider SUN_JCE = Security.getProvider("SunJCE");
    private static final Provider SUN_RSA_SIGN = Security.getProvider("SunRsaSign");

    private JdkProviders() {
    }

    static Cipher cipher(String transformation) throws GeneralSecurityException {
        return cipher(transformation, transformation);
    }

    /** As {@link #cipher(String)}, with another name for SunJCE. */
    static Cipher cipher(String ofSunJce, String transformation) throws GeneralSecurityException {
        return choose(SUN_JCE, provider -> Cipher.getInstance(ofSunJce, provider),
                () -> Cipher.getInstance(transformation));
    }

    static MessageDigest digest(String algorithm) throws GeneralSecurityException {
        return choose(SUN, provider -> MessageDigest.getInstance(algorithm, provider),
                () -> MessageDigest.getInstance(algorithm));
    }

    /** For verifying with RSA keys; SunRsaSign translates those of other providers. */
    static Signature rsaVerifier(String algorithm) throws GeneralSecurityException {
        return choose(SUN_RSA_SIGN, provider -> Signature.getInstance(algorithm, provider),
                () -> Signature.getInstance(algorithm));
    }

    static KeyFactory diffieHellmanKeys() throws GeneralSecurityException {
        return choose(SUN_JCE, provider -> KeyFactory.getInstance("DH", provider), () -> KeyFactory.getInstance("DH"));
    }

    static CertificateFactory certificates() throws CertificateException {
        return SUN == null ? CertificateFactory.getInstance("X.509") : CertificateFactory.getInstance("X.509", SUN);
    }

    /**
     * The kernel's generator without blocking, else SUN's DRBG, else the default. One instance serves all threads: it
     * takes 0.3 us for 32 bytes, alone and with two threads asking at once, as does DRBG; the kernel's is first
     * because it is safe across snapshots of the process.
     */
    static SecureRandom random() {
        for (String algorithm : new String[] {"NativePRNGNonBlocking", "DRBG"}) {
            if (SUN != null && SUN.getService("SecureRandom", algorithm) != null) {
                try {
                    return SecureRandom.getInstance(algorithm, SUN);
                } catch (NoSuchAlgorithmException absent) {
                    throw new IllegalStateException("SUN offers SecureRandom." + algorithm + " but lacks it", absent);
                }
            }
        }
        return new SecureRandom();
    }

    private static <T> T choose(Provider preferred, Named<T> named, Any<T> any) throws GeneralSecurityException {
        if (preferred == null) {
            return any.get();
        }
        try {
            return named.from(preferred);
        } catch (NoSuchAlgorithmException restricted) {
            return any.get();
        }
    }

    @FunctionalInterface
    private interface Named<T> {
        T from(Provider provider) throws GeneralSecurityException;
    }

    @FunctionalInterface
    private interface Any<T> {
        T get() throws GeneralSecurityException;
    }
}
