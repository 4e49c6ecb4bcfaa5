package dev.handfast.jsse.trust;

import java.lang.System.Logger.Level;
import dev.handfast.wire.SafeLog;
import dev.handfast.jsse.certs.CertificateConverter;
import dev.handfast.jsse.certs.PathEngine;
import dev.handfast.jsse.certs.TransparencyPolicy;
import dev.handfast.jsse.certs.UnreadableCertificates;
import dev.handfast.jsse.pkix.PkixConversions;
import dev.handfast.jsse.pkix.VerifiedPathCache;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.path.Anchor;
import dev.handfast.pki.path.Anchors;
import dev.handfast.pki.path.LruCache;
import dev.handfast.pki.path.VerifiedPath;
import java.security.cert.CertificateException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** What a trust manager trusts, in our form and JCA's. Immutable. */
final class TrustSource {

    /** Bytes of paths found valid under one trust: the chains of some two hundred peers of a busy client. */
    private static final long MOST = 16 << 20;

    private final PathEngine engine;
    private final CertificateConverter certs;
    private final Anchors anchors;
    private final List<X509Certificate> issuers = new ArrayList<>();
    private final PKIXBuilderParameters parameters;
    private final VerifiedPathCache<PeerCertificateVerifier.Question, VerifiedPath> memory = new VerifiedPathCache<>(
            new LruCache<>(MOST, (question, path) -> VerifiedPathCache.weight(question.sent(), path)),
            Function.identity());
    private final TransparencyPolicy transparency = TransparencyPolicy.current();
    private final DistrustPolicy distrust;
    private final UnreadableCertificates unread = new UnreadableCertificates();
    private final Function<X509Certificate, String> origin;

    /**
     * Trust in these anchors.
     *
     * @param engine judges by them, and has the caches
     * @param given the caller's parameters; null for the defaults
     * @param origin where an anchor's certificate comes from, for messages
     */
    TrustSource(PathEngine engine, Set<TrustAnchor> trusted, PKIXBuilderParameters given,
            Function<X509Certificate, String> origin) {
        this(engine, trusted, given, origin, DistrustPolicy.current());
    }

    TrustSource(PathEngine engine, Set<TrustAnchor> trusted, PKIXBuilderParameters given,
            Function<X509Certificate, String> origin, DistrustPolicy distrust) {
        this.engine = engine;
        this.certs = new CertificateConverter(engine.caches());
        this.origin = origin;
        this.distrust = distrust;
        Map<Anchor, TrustAnchor> read = PkixConversions.anchors(trusted, certs, unread, origin);
        anchors = new Anchors(read.keySet());
        for (TrustAnchor anchor : trusted) {
            if (anchor.getTrustedCert() != null) {
                issuers.add(anchor.getTrustedCert());
            }
        }
        for (Map.Entry<Anchor, TrustAnchor> each : read.entrySet()) {
            certs.note(each.getKey().certificate(), each.getValue().getTrustedCert());
        }
        parameters = given == null ? TrustManagerFactoryImpl.parameters(trusted)
                : (PKIXBuilderParameters) given.clone();
        if (!unread.isEmpty()) {
            SafeLog.of("dev.handfast.path").log(Level.WARNING,
                    "trust anchors that cannot be read are not trusted: {0}", unread);
        }
    }

    /** What judges by these anchors. */
    PathEngine engine() {
        return engine;
    }

    /** What should have been trusted and cannot be read. */
    UnreadableCertificates unread() {
        return unread;
    }

    /** Where an anchor comes from; null for other certificates. */
    String origin(Cert certificate) throws CertificateException {
        return anchors.that(certificate) == null ? null : origin.apply(certs.original(certificate));
    }

    /** For one judgement: JCA's objects for our certificates, the anchors' already known. */
    CertificateConverter certs() {
        return new CertificateConverter(certs);
    }

    /** What is asked of servers' certificates by way of transparency; null for nothing. */
    TransparencyPolicy transparency() {
        return transparency;
    }

    /** Which authorities' servers are refused. */
    DistrustPolicy distrust() {
        return distrust;
    }

    /** Paths found valid under this trust. */
    VerifiedPathCache<PeerCertificateVerifier.Question, VerifiedPath> memory() {
        return memory;
    }

    /** The anchors. */
    Anchors anchors() {
        return anchors;
    }

    /** The certificates among the anchors. */
    X509Certificate[] issuers() {
        return issuers.toArray(new X509Certificate[0]);
    }

    /** A copy of the parameters; null when nothing is trusted. */
    PKIXBuilderParameters parameters() {
        return parameters == null ? null : (PKIXBuilderParameters) parameters.clone();
    }
}
