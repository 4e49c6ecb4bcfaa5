package dev.handfast.jsse.revocation;

import java.lang.System.Logger.Level;
import dev.handfast.wire.SafeLog;
import dev.handfast.jsse.certs.CertificateConverter;
import dev.handfast.jsse.certs.PathEngine;
import dev.handfast.jsse.fetch.Fetcher;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.OcspReader;
import dev.handfast.pki.cert.OcspResponse;
import dev.handfast.pki.cert.Oids;
import dev.handfast.pki.path.Anchor;
import dev.handfast.pki.path.Budget;
import dev.handfast.pki.path.PathFault;
import dev.handfast.pki.path.PathRefused;
import dev.handfast.pki.path.Revocation;
import dev.handfast.pki.path.ValidationParameters;
import dev.handfast.pki.path.VerifiedPath;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;

/**
 * What OCSP says of one of this side's own certificates, fetched to be stapled, and judged as a client would judge it
 * (RFC 6960 section 3.2). Immutable; thread-safe.
 */
public final class OwnCertificateOcsp {

    /**
     * A response that a client can accept: signed by who may, about the certificate, and current.
     *
     * @param encoded in DER
     * @param since when it was known to be right, in milliseconds since 1970
     * @param until when the responder promised a newer one, in milliseconds since 1970; where it promised none, the
     *        last time at which a client would believe this one
     * @param revoked whether it says that the certificate is revoked, rather than good
     */
    public record Response(Opaque encoded, long since, long until, boolean revoked) {
    }

    /**
     * The longest a response is held, in seconds: what public responders may promise at most (CA/Browser Forum's
     * Baseline Requirements, section 4.9.10).
     */
    private static final long LONGEST = 10 * 86_400;

    private final PathEngine engine;
    private final Cert certificate;
    private final Cert issuer;

    private OwnCertificateOcsp(PathEngine engine, Cert certificate, Cert issuer) {
        this.engine = engine;
        this.certificate = certificate;
        this.issuer = issuer;
    }

    /**
     * The status of a certificate that one of the candidates has issued; null if none of them has.
     *
     * @param engine judges it
     * @param candidates the rest of the chain first, then whatever else is known; never the certificate alone
     * @throws CertificateException if the certificate or an issuer cannot be read
     */
    public static @Nullable OwnCertificateOcsp of(PathEngine engine, X509Certificate certificate,
            Iterable<X509Certificate> candidates) throws CertificateException {
        try {
            CertificateConverter certs = new CertificateConverter(engine.caches());
            Cert own = certs.of(certificate);
            for (X509Certificate candidate : candidates) {
                if (candidate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
                    OwnCertificateOcsp status = issuedBy(engine, own, certs.of(candidate));
                    if (status != null) {
                        return status;
                    }
                }
            }
            return null;
        } catch (MalformedInput e) {
            throw new CertificateException(e.getMessage(), e);
        }
    }

    /** Null if that issuer's key did not sign it: another one of the same name may have. Times are left for later. */
    private static @Nullable OwnCertificateOcsp issuedBy(PathEngine engine, Cert certificate, Cert issuer) {
        OwnCertificateOcsp status = new OwnCertificateOcsp(engine, certificate, issuer);
        try {
            status.path(System.currentTimeMillis());
            return status;
        } catch (PathRefused e) {
            return e.fault() == PathFault.SIGNATURE_WRONG || e.fault() == PathFault.NAME_CHAINING ? null : status;
        }
    }

    /** Whether the certificate demands a staple (RFC 7633). */
    public static boolean isMust(X509Certificate certificate) {
        try {
            return StapleChecks.isMust(CertificateConverter.parse(certificate));
        } catch (MalformedInput | CertificateException e) {
            SafeLog.of("dev.handfast.path").log(Level.DEBUG, "a certificate cannot be read", e);
            return false;
        }
    }

    /** Where the certificate says that its status is told (RFC 5280 section 4.2.2.1); null if nowhere over HTTP. */
    public @Nullable URI responder() {
        return Fetcher.first(certificate.authorityAccess(Oids.OCSP));
    }

    /**
     * Asks a responder, within the caps on time and size that hold for every fetch. It blocks.
     *
     * @param time the present, in milliseconds since 1970
     * @throws IOException if it does not answer
     * @throws CertificateException with the reason if no client could accept the certificate or the answer
     */
    public Response fetch(URI responder, long time) throws IOException, CertificateException {
        try {
            VerifiedPath path = path(time);
            byte[] encoded = new OcspClient(engine.caches()).fetch(responder, certificate, issuer.key(), null, null);
            OcspResponse response = OcspReader.read(encoded);
            return new Response(Opaque.copyOf(encoded), since(response), until(response, time),
                    isRevoked(path, response));
        } catch (MalformedInput | PathRefused e) {
            throw new CertificateException(e.getMessage(), e);
        }
    }

    private boolean isRevoked(VerifiedPath path, OcspResponse response) throws PathRefused {
        try {
            Revocation.check(engine.judge(), path, 0, response, new Budget());
            return false;
        } catch (PathRefused e) {
            if (e.fault() != PathFault.REVOKED) {
                throw e;
            }
            return true;
        }
    }

    private static long since(OcspResponse response) {
        return 1000L * response.answers().stream().mapToLong(OcspResponse.Answer::thisUpdate).min().orElse(0);
    }

    /** Until the first of its answers has to be renewed, or it has been held long enough. */
    private static long until(OcspResponse response, long time) {
        long until = time / 1000 + LONGEST;
        for (OcspResponse.Answer answer : response.answers()) {
            until = Math.min(until, answer.nextUpdate() < 0 ? answer.thisUpdate() + Revocation.WITHOUT_NEXT_UPDATE
                    : answer.nextUpdate());
        }
        return until * 1000L;
    }

    /** The issuer is believed for this purpose: it stands in this side's own chain or trust store. */
    private VerifiedPath path(long time) throws PathRefused {
        return engine.judge().validate(List.of(certificate), Anchor.of(issuer),
                ValidationParameters.at(time).withAnchorConstraints(false).withUnderstood(Set.of(Oids.TLS_FEATURE)),
                new Budget());
    }

    @Override
    public String toString() {
        return certificate.toString();
    }
}
