package dev.handfast.jsse.trust;

import dev.handfast.jsse.certs.CertificateConverter;
import dev.handfast.pki.cert.AlgorithmId;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.Spki;
import dev.handfast.pki.path.AlgorithmNames;
import dev.handfast.pki.path.AlgorithmRules;
import java.security.AlgorithmConstraints;
import java.security.CryptoPrimitive;
import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/** What one connection accepts: its signature algorithms (RFC 9846 section 4.3.3) and its algorithm constraints. */
final class SessionAlgorithmRules implements AlgorithmRules {

    private static final Set<CryptoPrimitive> SIGNATURE = Set.of(CryptoPrimitive.SIGNATURE);

    private final Set<String> supported;
    private final AlgorithmConstraints constraints;
    private final CertificateConverter certs;

    /**
     * Rules of a connection.
     *
     * @param supported the signature algorithms offered, in lower case; empty where none are known
     * @param constraints the application's constraints; null for none
     */
    SessionAlgorithmRules(Set<String> supported, AlgorithmConstraints constraints, CertificateConverter certs) {
        this.supported = supported;
        this.constraints = constraints;
        this.certs = certs;
    }

    /** The same rules for another judgement; constraints compare as they see fit. */
    @Override
    public boolean equals(Object other) {
        return other instanceof SessionAlgorithmRules that && supported.equals(that.supported)
                && Objects.equals(constraints, that.constraints);
    }

    @Override
    public int hashCode() {
        return Objects.hash(supported, constraints);
    }

    @Override
    public String refusesSignature(AlgorithmId algorithm, Cert signed, Context context) {
        String name = AlgorithmNames.signature(algorithm);
        String lower = name.toLowerCase(Locale.ROOT);
        boolean known = supported.isEmpty() || supported.contains(lower)
                || lower.endsWith("withrsaandmgf1") && supported.contains("rsassa-pss")
                || (lower.equals("ed25519") || lower.equals("ed448")) && supported.contains("eddsa");
        if (!known) {
            return "it is signed with " + AlgorithmNames.describe(algorithm)
                    + ", which this connection's signature algorithms do not include";
        }
        return constraints != null && !constraints.permits(SIGNATURE, name, null)
                ? "the connection's algorithm constraints refuse its signature " + AlgorithmNames.describe(algorithm)
                : null;
    }

    @Override
    public String refusesKey(Spki key, Cert certificate, Context context) {
        if (constraints == null || certificate == null) {
            return null;
        }
        try {
            return constraints.permits(SIGNATURE, certs.original(certificate).getPublicKey()) ? null
                    : "the connection's algorithm constraints refuse its key, " + AlgorithmNames.describe(key);
        } catch (GeneralSecurityException e) {
            return "its key cannot be handed to the connection's algorithm constraints: " + e.getMessage();
        }
    }
}
