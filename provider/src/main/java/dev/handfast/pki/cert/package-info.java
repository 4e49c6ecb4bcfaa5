/**
 * Certificates, revocation lists and OCSP responses as parsed values, without opinions: what is here is what the bytes
 * say, and whether that is acceptable is for {@code dev.handfast.pki.path}.
 *
 * <p>Imports {@code der} and {@code wire}. Begin with {@link dev.handfast.pki.cert.Cert} and
 * {@link dev.handfast.pki.cert.CertReader}. Parsing is strict DER with two named exceptions, both common in the field:
 * a {@code critical FALSE} and a {@code cA FALSE} that are written out although they are defaults.
 */
@NullMarked
package dev.handfast.pki.cert;

import org.jspecify.annotations.NullMarked;
