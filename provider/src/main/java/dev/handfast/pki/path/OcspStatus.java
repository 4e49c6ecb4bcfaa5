package dev.handfast.pki.path;

import dev.handfast.pki.cert.AlgorithmId;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.Crl;
import dev.handfast.pki.cert.EncodingFlaw;
import dev.handfast.pki.cert.KeyUsage;
import dev.handfast.pki.cert.OcspResponse;
import dev.handfast.pki.cert.Oids;
import dev.handfast.pki.cert.Spki;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The status of one certificate by an OCSP response (RFC 6960 section 3.2). */
final class OcspStatus {

    private static final Comparator<OcspResponse.Answer> ORDER = Comparator.comparingInt(OcspStatus::severity)
            .thenComparingLong(OcspResponse.Answer::thisUpdate);

    private final SignatureChecks signatures;
    private final Cert certificate;
    private final Spki issuerKey;
    private final @Nullable Cert trustedResponder;
    private final int index;
    private final ValidationParameters rules;
    private final Anchor anchor;
    private final Budget budget;
    private final boolean stapled;

    /**
     * The status of a certificate in a path.
     *
     * @param trustedResponder a responder that the application trusts; null for none
     */
    OcspStatus(SignatureChecks signatures, VerifiedPath path, int index, @Nullable Cert trustedResponder,
            Budget budget) {
        this(signatures, path, index, trustedResponder, budget, false);
    }

    private OcspStatus(SignatureChecks signatures, VerifiedPath path, int index, @Nullable Cert trustedResponder,
            Budget budget,
            boolean stapled) {
        this.stapled = stapled;
        this.signatures = signatures;
        this.certificate = path.certificates().get(index);
        this.issuerKey = path.issuerKey(index);
        this.trustedResponder = trustedResponder;
        this.index = index;
        this.rules = path.rules();
        this.anchor = path.anchor();
        this.budget = budget;
    }

    /** The status by a stapled response. */
    static OcspStatus stapled(SignatureChecks signatures, VerifiedPath path, int index, Budget budget) {
        return new OcspStatus(signatures, path, index, null, budget, true);
    }

    /**
     * Returns if the response shows that the certificate is good.
     *
     * @throws PathRefused {@link PathFault#REVOKED}, or {@link PathFault#REVOCATION_UNKNOWN} or, of a stapled response,
     *         {@link PathFault#STAPLE_UNACCEPTABLE} with the reason
     */
    void check(OcspResponse response) throws PathRefused {
        String unproved = unproved(new Revocation.Answer(response, null, "", (verified, lasting) -> {}));
        if (unproved != null) {
            throw unknown(unproved);
        }
    }

    /**
     * Null if an answer shows that the certificate is good, else why it does not.
     *
     * @throws PathRefused {@link PathFault#REVOKED}, or {@link PathFault#BUDGET}
     */
    @Nullable
    String unproved(Revocation.Answer given) throws PathRefused {
        budget.revocationObject(certificate);
        OcspResponse response = given.response();
        AlgorithmId algorithm = response.signatureAlgorithm();
        if (response.status() != 0 || algorithm == null) {
            return "the responder answered with status " + response.status();
        } else if (given.nonce() != null && response.nonce() != null && !given.nonce().equals(response.nonce())) {
            return "the response's nonce is not the request's";
        }
        OcspResponse.Answer answer = answer(response);
        AlgorithmRules.Context context = new AlgorithmRules.Context(anchor, rules);
        String weak = rules.statusAlgorithms().refusesSignature(algorithm, certificate, context);
        if (answer == null) {
            return "the response is about other certificates";
        } else if (weak != null) {
            return "the response's signature does not count: " + weak;
        }
        String objection = signatures.objection(algorithm.encoded(), response.signature());
        if (objection != null) {
            return "the response's signature cannot be verified: " + objection;
        }
        List<Cert> signer = signer(response, algorithm);
        if (signer == null) {
            return "the response was signed by no responder that may speak for the issuer"
                    + (response.unreadable().isEmpty() ? "" : "; " + Revocation.reasons(response.unreadable()));
        }
        return said(answer, unusable(response, trustedResponder == null ? signer : List.of()),
                lasting -> given.proved().by(response.withCertificates(signer), lasting));
    }

    /** Why what its signer says shows of no certificate that it is good, or null. A revocation counts all the same. */
    private static @Nullable String unusable(OcspResponse response, List<Cert> signer) {
        if (response.unknownCritical()) {
            return "the response has a critical extension that is not understood";
        }
        for (Cert delegate : signer) {
            if (!delegate.flaws().isEmpty()) {
                return "the certificate of its responder is malformed: " + delegate.flaws().get(0).text();
            }
        }
        return response.unusable();
    }

    /** What an answer says that is known to come from who may speak. A revocation that lasts counts at any time. */
    private @Nullable String said(OcspResponse.Answer answer, @Nullable String unusable, Consumer<Boolean> proved)
            throws PathRefused {
        long second = Math.floorDiv(rules.time(), 1000L);
        long until = answer.nextUpdate() < 0 ? answer.thisUpdate() + Revocation.WITHOUT_NEXT_UPDATE
                : answer.nextUpdate();
        boolean current = answer.thisUpdate() - Revocation.CLOCK_SKEW <= second
                && until + Revocation.CLOCK_SKEW >= second;
        boolean lasting = Crl.Entry.isLasting(answer.reason());
        if (answer.status() == OcspResponse.Status.REVOKED && (current || lasting)) {
            proved.accept(lasting);
            throw new PathRefused(PathFault.REVOKED, index, certificate, "Certificate " + certificate
                    + " was revoked at " + Instant.ofEpochSecond(answer.revoked()) + ", reason "
                    + new Crl.Entry(0, answer.reason()).reasonName() + ", says its issuer's OCSP responder",
                    index == 0 ? "Replace it" : "Have the target issued by another authority");
        } else if (!current) {
            return "the response is right from " + Instant.ofEpochSecond(answer.thisUpdate()) + " to "
                    + Instant.ofEpochSecond(until) + " only";
        } else if (answer.status() == OcspResponse.Status.UNKNOWN) {
            return "the responder does not know the certificate";
        } else if (unusable != null) {
            return unusable;
        }
        proved.accept(false);
        return null;
    }

    /** The answer about the certificate. Of several a revocation counts before all else, one for good first. */
    private OcspResponse.@Nullable Answer answer(OcspResponse response) {
        // A response may hold thousands of answers, and nobody has vouched for it yet: each hash is made once.
        Map<String, Opaque> names = new HashMap<>(4);
        Map<String, Opaque> keys = new HashMap<>(4);
        OcspResponse.Answer best = null;
        for (OcspResponse.Answer answer : response.answers()) {
            OcspResponse.CertId about = answer.about();
            String algorithm = about.hash();
            if (algorithm != null && about.serial().equals(certificate.serial())
                    && about.issuerName().equals(names.computeIfAbsent(algorithm,
                            hash -> signatures.digest(hash, certificate.issuer().encoded())))
                    && about.issuerKey().equals(keys.computeIfAbsent(algorithm,
                            hash -> signatures.digest(hash, issuerKey.key())))
                    && (best == null || ORDER.compare(answer, best) > 0)) {
                best = answer;
            }
        }
        return best;
    }

    private static int severity(OcspResponse.Answer answer) {
        return answer.status() != OcspResponse.Status.REVOKED ? 0 : Crl.Entry.isLasting(answer.reason()) ? 2 : 1;
    }

    /**
     * Section 4.2.2.2: the issuer itself, a responder that it delegated, or one that the application trusts.
     *
     * @return the certificate of the delegate, or of the trusted one if it came along; null if it was none of them
     */
    private @Nullable List<Cert> signer(OcspResponse response, AlgorithmId algorithm) throws PathRefused {
        if (trustedResponder != null) {
            // Others, who do not trust it by itself, may have to see that the issuer does.
            return !isBy(trustedResponder.key(), response, algorithm) ? null
                    : response.certificates().contains(trustedResponder) ? List.of(trustedResponder) : List.of();
        }
        boolean issuer = response.responderName() == null ? isByKey(response, issuerKey)
                : response.responderName().equals(certificate.issuer());
        if (issuer && isBy(issuerKey, response, algorithm)) {
            return List.of();
        }
        for (Cert candidate : response.certificates()) {
            boolean named = response.responderName() == null ? isByKey(response, candidate.key())
                    : response.responderName().equals(candidate.subject());
            if (named && isDelegated(candidate) && isBy(candidate.key(), response, algorithm)) {
                return List.of(candidate);
            }
        }
        return null;
    }

    private boolean isBy(Spki key, OcspResponse response, AlgorithmId algorithm) throws PathRefused {
        return signatures.isValid(key, response, algorithm, certificate, budget);
    }

    private boolean isByKey(OcspResponse response, Spki key) {
        return signatures.digest("SHA-1", key.key()).equals(response.responderKeyHash());
    }

    /** A delegate's certificate is issued by the same key, names OCSPSigning itself, and is valid. */
    private boolean isDelegated(Cert candidate) throws PathRefused {
        if (!candidate.issuer().equals(certificate.issuer()) || candidate.extendedKeyUse() == null
                || !candidate.extendedKeyUse().contains(Oids.OCSP_SIGNING)
                || candidate.keyUse() != null && !candidate.keyUse().allows(KeyUsage.DIGITAL_SIGNATURE)
                || candidate.flaws().stream().anyMatch(EncodingFlaw::binding)) {
            return false;
        }
        try {
            CertChecks.key(candidate, index);
            CertChecks.validity(candidate, index, rules);
            AlgorithmRules.Context context = new AlgorithmRules.Context(anchor, rules);
            if (rules.algorithms().refusesSignature(candidate.signatureAlgorithm(), candidate, context) != null
                    || rules.algorithms().refusesKey(candidate.key(), candidate, context) != null) {
                return false;
            }
            CertChecks.extensions(candidate, index, rules.withUnderstood(java.util.Set.of(Oids.OCSP_NO_CHECK)));
            signatures.verify(candidate, issuerKey, "its issuer", index, budget);
            signatures.keep(candidate, issuerKey, budget);
            return true;
        } catch (PathRefused e) {
            if (e.fault() == PathFault.BUDGET) {
                throw e;
            }
            return false;
        }
    }

    private PathRefused unknown(String why) {
        if (stapled) {
            return new PathRefused(PathFault.STAPLE_UNACCEPTABLE, index, certificate, "The OCSP response that the"
                    + " server stapled for certificate " + certificate + " is not acceptable: " + why,
                    Revocation.STAPLE_CURE);
        }
        return new PathRefused(PathFault.REVOCATION_UNKNOWN, index, certificate, "Whether certificate " + certificate
                + " is revoked could not be found out by OCSP: " + why,
                "Check its OCSP responder, or allow soft"
                        + " failure");
    }
}
