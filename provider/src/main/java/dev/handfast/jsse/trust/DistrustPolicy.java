package dev.handfast.jsse.trust;

import dev.handfast.jsse.certs.PathEngine;
import dev.handfast.jsse.props.PropertyReader;
import dev.handfast.jsse.props.WarnOnce;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.path.VerifiedPath;
import dev.handfast.wire.Bytes;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.Printable;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * Refuses servers' certificates of authorities that the security property {@code jdk.security.caDistrustPolicies}
 * names, if they were issued too late.
 *
 * @param distrusted the authorities
 */
record DistrustPolicy(List<DistrustedAuthorities> distrusted) {

    private static final String PROPERTY = "jdk.security.caDistrustPolicies";

    /** Copies the list. */
    DistrustPolicy {
        distrusted = List.copyOf(distrusted);
    }

    /** What the property says now; names that are not known have no effect, as in SunJSSE, and are told once. */
    static DistrustPolicy current() {
        String names = PropertyReader.security(PROPERTY);
        List<DistrustedAuthorities> named = new ArrayList<>();
        for (String name : names == null ? new String[0] : names.split(",")) {
            DistrustedAuthorities known = DistrustedAuthorities.named(name.trim());
            if (known != null) {
                named.add(known);
            } else if (!name.isBlank()) {
                WarnOnce.once("security property " + PROPERTY + ": no effect has " + Printable.text(name.trim()));
            }
        }
        return new DistrustPolicy(named);
    }

    /**
     * Judges a server's path. A certificate that is an anchor itself is the application's own choice.
     *
     * @throws CertificateException if it is of a distrusted authority and was issued too late
     */
    void check(VerifiedPath path) throws CertificateException {
        List<Cert> certificates = path.certificates();
        Cert anchor = path.anchor().certificate();
        if (distrusted.isEmpty() || certificates.isEmpty() || anchor == null) {
            return;
        }
        int last = certificates.size() - 1;
        String objection = objection(certificates.get(0).notBefore(), anchor.encoded(),
                last == 0 ? null : certificates.get(last).encoded());
        if (objection != null) {
            throw new CertificateException("The certificate of " + path.target() + objection + ", " + anchor
                    + " (security property " + PROPERTY + "). Have it issued by another authority");
        }
    }

    /**
     * Why a server is refused, or null if it is not.
     *
     * @param notBefore seconds since 1970 from which its certificate is valid
     * @param anchor the anchor's certificate
     * @param below that of the authority directly below; null if the server's certificate is
     */
    String objection(long notBefore, Opaque anchor, Opaque below) {
        String fingerprint = fingerprint(anchor);
        LocalDate issued = LocalDate.ofInstant(Instant.ofEpochSecond(notBefore), ZoneOffset.UTC);
        for (DistrustedAuthorities authorities : distrusted) {
            if (authorities.contain(fingerprint)) {
                LocalDate last = authorities.last(below == null ? null : fingerprint(below));
                if (issued.isAfter(last)) {
                    return " was issued after " + last + " below an authority that is distrusted since";
                }
            }
        }
        return null;
    }

    private static String fingerprint(Opaque certificate) {
        return Bytes.hex(PathEngine.digest("SHA-256", certificate).toBytes());
    }
}
