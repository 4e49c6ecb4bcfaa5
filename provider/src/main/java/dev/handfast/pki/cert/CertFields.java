package dev.handfast.pki.cert;

import dev.handfast.wire.Opaque;
import java.math.BigInteger;
import java.util.List;

/** The fields of a certificate, as {@link Cert} shows them. */
record CertFields(Opaque signed, AlgorithmId signatureAlgorithm, Opaque signature, int version, BigInteger serial,
        Name issuer, Name subject, long notBefore, long notAfter, Spki key, List<CertExtension> extensions) {
}
