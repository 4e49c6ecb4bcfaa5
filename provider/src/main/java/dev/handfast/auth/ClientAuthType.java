package dev.handfast.auth;

import dev.handfast.spec.ProtocolVersion;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.EdECPublicKey;

/**
 * What JSSE calls the authentication of a client ({@code authType} of {@code checkClientTrusted}): the type of its key,
 * as SunJSSE names it.
 */
public final class ClientAuthType {

    private ClientAuthType() {
    }

    /** The name; {@code UNKNOWN} for keys that TLS does not sign with, and for EdDSA in TLS 1.2. */
    public static String of(X509Certificate own, ProtocolVersion version) {
        PublicKey key = own.getPublicKey();
        if (key instanceof EdECPublicKey) {
            return version.equals(ProtocolVersion.TLS_1_2) ? "UNKNOWN" : "EdDSA";
        }
        return switch (key.getAlgorithm()) {
            case "RSA", "RSASSA-PSS", "EC" -> key.getAlgorithm();
            default -> "UNKNOWN";
        };
    }
}
