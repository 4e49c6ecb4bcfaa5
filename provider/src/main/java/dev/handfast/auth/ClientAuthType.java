package dev.handfast.auth;

import java.security.cert.X509Certificate;

/** What JSSE calls the authentication of a client ({@code authType} of {@code checkClientTrusted}). */
public final class ClientAuthType {

    private ClientAuthType() {
    }

    /** As SunJSSE calls it: the algorithm of the certificate's key, of which it knows no EdDSA. */
    public static String of(X509Certificate certificate) {
        String algorithm = certificate.getPublicKey().getAlgorithm();
        return switch (algorithm) {
            case "RSA", "RSASSA-PSS", "EC" -> algorithm;
            default -> "UNKNOWN";
        };
    }
}
