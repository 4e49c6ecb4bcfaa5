package dev.handfast.tls;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Objects;

/**
 * A certificate that is in use, and where it is from.
 *
 * @param file the file that holds it; never null
 * @param name what it is called there: an alias, or the name of a pair of files; never null
 * @param hasKey whether it is an own one, rather than an issuer's or an authority's
 * @param certificate never null
 */
public record HeldCertificate(Path file, String name, boolean hasKey, X509Certificate certificate) {

    /**
     * Refuses null.
     *
     * @param file the file that holds it; never null
     * @param name what it is called there; never null
     * @param hasKey whether it is an own one
     * @param certificate never null
     */
    public HeldCertificate {
        Objects.requireNonNull(file, "no file");
        Objects.requireNonNull(name, "no name");
        Objects.requireNonNull(certificate, "no certificate");
    }

    /**
     * From when on it is valid.
     *
     * @return to the second
     */
    public Instant notBefore() {
        return certificate.getNotBefore().toInstant();
    }

    /**
     * Until when it is valid.
     *
     * @return to the second
     */
    public Instant notAfter() {
        return certificate.getNotAfter().toInstant();
    }
}
