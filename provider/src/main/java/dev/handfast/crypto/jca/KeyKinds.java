package dev.handfast.crypto.jca;

import org.jspecify.annotations.Nullable;

import dev.handfast.wire.SafeLog;
import java.lang.System.Logger.Level;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;

/**
 * Which public keys this JVM reads. It makes keys of certificates and key stores by its own factories, without which
 * there is no key to verify or sign with, whoever does the arithmetic. Images of JDK 17 lack those of elliptic curves
 * if they were made without the module {@code jdk.crypto.ec}.
 *
 * @param hasEc keys on NIST's curves
 * @param hasEdDsa keys on Curve25519 and Curve448
 */
record KeyKinds(boolean hasEc, boolean hasEdDsa) {

    static KeyKinds ofThisJvm() {
        return new KeyKinds(reads("EC"), reads("EdDSA"));
    }

    private static boolean reads(String algorithm) {
        try {
            KeyFactory.getInstance(algorithm);
            return true;
        } catch (NoSuchAlgorithmException absent) {
            return false;
        }
    }

    /** What is missing and what to do, or null. */
    @Nullable
    String shortcoming() {
        if (hasEc && hasEdDsa) {
            return null;
        }
        String kinds = hasEc ? "Ed25519 and Ed448" : hasEdDsa ? "EC" : "EC, Ed25519 and Ed448";
        return "this Java cannot read keys of " + kinds + ", so that it neither accepts nor shows certificates with "
                + "them:"
                + " no provider has their KeyFactory. Add the module jdk.crypto.ec to its image (jlink --add-modules"
                + " jdk.crypto.ec)";
    }

    /** Logs what is missing. */
    void tell() {
        String shortcoming = shortcoming();
        if (shortcoming != null) {
            SafeLog.of("dev.handfast.crypto").log(Level.WARNING,
                    Character.toUpperCase(shortcoming.charAt(0)) + shortcoming.substring(1) + ".");
        }
    }
}
