package dev.handfast.pki.path;

import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.Name;
import dev.handfast.pki.cert.Spki;
import dev.handfast.pki.cert.Subtrees;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * A trust anchor (RFC 5280 section 6.1.1 (d)): a certificate, or a name with a key.
 *
 * @param certificate the certificate; null for a name with a key
 * @param name the anchor's name
 * @param key the anchor's key
 * @param constraints name constraints beside those in the certificate; null when there are none
 */
public record Anchor(@Nullable Cert certificate, Name name, Spki key, @Nullable Subtrees constraints) {

    /** The anchor that a certificate is. */
    public static Anchor of(Cert certificate) {
        return new Anchor(certificate, certificate.subject(), certificate.key(), null);
    }

    // Written out: a record's own are linked from method handles at their first use.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Anchor that && Objects.equals(certificate, that.certificate) && name.equals(that.name)
                && key.equals(that.key) && Objects.equals(constraints, that.constraints);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + key.hashCode();
    }

    @Override
    public String toString() {
        return "\"" + name + "\"";
    }
}
