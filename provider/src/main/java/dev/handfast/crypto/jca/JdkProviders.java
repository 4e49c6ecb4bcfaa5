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

    // Each with the two ways written out: a JVM links lambdas for its first handshake.

    static Cipher cipher(String transformation) throws GeneralSecurityException {
        return cipher(transformation, transformation);
    }

    /** As {@link #cipher(String)}, with another name for SunJCE. */
    static Cipher cipher(String ofSunJce, String transformation) throws GeneralSecurityException {
        if (SUN_JCE != null) {
            try {
                return Cipher.getInstance(ofSunJce, SUN_JCE);
            } catch (NoSuchAlgorithmException restricted) {
                return Cipher.getInstance(transformation);
            }
        }
        return Cipher.getInstance(transformation);
    }

    static boolean hasCipher(String transformation) {
        try {
            cipher(transformation);
            return true;
        } catch (GeneralSecurityException absent) {
            return false;
        }
    }

    static MessageDigest digest(String algorithm) throws GeneralSecurityException {
        if (SUN != null) {
            try {
                return MessageDigest.getInstance(algorithm, SUN);
            } catch (NoSuchAlgorithmException restricted) {
                return MessageDigest.getInstance(algorithm);
            }
        }
        return MessageDigest.getInstance(algorithm);
    }

    /** For verifying with RSA keys; SunRsaSign translates those of other providers. */
    static Signature rsaVerifier(String algorithm) throws GeneralSecurityException {
        if (SUN_RSA_SIGN != null) {
            try {
                return Signature.getInstance(algorithm, SUN_RSA_SIGN);
            } catch (NoSuchAlgorithmException restricted) {
                return Signature.getInstance(algorithm);
            }
        }
        return Signature.getInstance(algorithm);
    }

    static boolean hasRsaVerifier(String algorithm) {
        try {
            rsaVerifier(algorithm);
            return true;
        } catch (GeneralSecurityException absent) {
            return false;
        }
    }

    static KeyFactory diffieHellmanKeys() throws GeneralSecurityException {
        if (SUN_JCE != null) {
            try {
                return KeyFactory.getInstance("DH", SUN_JCE);
            } catch (NoSuchAlgorithmException restricted) {
                return KeyFactory.getInstance("DH");
            }
        }
        return KeyFactory.getInstance("DH");
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
}
