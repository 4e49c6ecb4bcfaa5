package dev.handfast.pki.cert;

import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.util.List;

/**
 * A parsed OCSP response (RFC 6960 section 4.2.1).
 *
 * @param status 0 for success; otherwise nothing but this is present
 * @param signed the part that is signed; null without success
 * @param signatureAlgorithm the algorithm that signed it
 * @param signature the signature's octets
 * @param responderName the responder's name; null when it is given by key
 * @param responderKeyHash SHA-1 of the responder's key; null when it is given by name
 * @param producedAt when it was signed, in seconds since 1970-01-01T00:00:00Z
 * @param answers the answers
 * @param certificates certificates that came along
 * @param unreadable which certificates that came along cannot be read, and why, each as part of a sentence
 * @param nonce the request's nonce; null when absent
 * @param unknownCritical whether an extension is critical that is not known here
 * @param unusable why the response shows of no certificate that it is good, as part of a sentence; null when it may
 */
public record OcspResponse(int status, Opaque signed, @Nullable AlgorithmId signatureAlgorithm,
        Opaque signature, @Nullable Name responderName, @Nullable Opaque responderKeyHash, long producedAt,
        List<Answer> answers,
        List<Cert> certificates,
        List<String> unreadable, @Nullable Opaque nonce, boolean unknownCritical, @Nullable String unusable) {

    /** The response with other certificates, of which none is unreadable. */
    public OcspResponse withCertificates(List<Cert> others) {
        return new OcspResponse(status, signed, signatureAlgorithm, signature, responderName, responderKeyHash,
                producedAt, answers, others, List.of(), nonce, unknownCritical, unusable);
    }

    /** Statuses of one certificate. */
    public enum Status { GOOD, REVOKED, UNKNOWN }

    /**
     * Which certificate an answer is about.
     *
     * @param hash the JCA name of the hash; null where it is not known here
     * @param issuerName the hash of the issuer's name
     * @param issuerKey the hash of the issuer's key
     * @param serial the certificate's serial number
     */
    public record CertId(@Nullable String hash, Opaque issuerName, Opaque issuerKey, BigInteger serial) {
    }

    /**
     * One answer.
     *
     * @param about the certificate
     * @param status its status
     * @param revoked when it was revoked; -1 otherwise
     * @param reason why it was revoked; 0 when no reason is given
     * @param thisUpdate since when the answer is right
     * @param nextUpdate until when; -1 when absent
     * @param timestamps the value of the extension that holds the certificate's timestamps (RFC 6962 section 3.3), not
     *        yet read; null when absent
     */
    public record Answer(CertId about, Status status, long revoked, int reason, long thisUpdate, long nextUpdate,
            @Nullable Opaque timestamps) {

        Answer withTimestamps(@Nullable Opaque value) {
            return new Answer(about, status, revoked, reason, thisUpdate, nextUpdate, value);
        }
    }
}
