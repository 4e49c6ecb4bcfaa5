package dev.handfast.pki.cert;

import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.util.List;

/**
 * The authority key identifier extension (RFC 5280 section 4.2.1.1).
 *
 * @param keyId the issuer's key identifier; null when absent
 * @param issuer the names of the issuer's issuer; empty when absent
 * @param serial the serial number of the issuer's certificate; null when absent
 */
public record AuthorityKeyId(@Nullable Opaque keyId, List<GeneralName> issuer, @Nullable BigInteger serial) {
}
