/**
 * What path services and revocation share: JCA's certificates and stores in our form, the path engine of this process,
 * and what the connection tells of itself. Begin with {@link dev.handfast.jsse.certs.CertificateConverter}.
 */
@NullMarked
package dev.handfast.jsse.certs;

import org.jspecify.annotations.NullMarked;
