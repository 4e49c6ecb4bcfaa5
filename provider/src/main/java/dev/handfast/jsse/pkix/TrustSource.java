package dev.handfast.jsse.pkix;

import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.path.Anchor;
import dev.handfast.pki.path.Anchors;
import dev.handfast.pki.path.VerifiedPath;
import dev.handfast.wire.Printable;
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

    private final Certs certs = new Certs();
    private final Anchors anchors;
    private final List<X509Certificate> issuers = new ArrayList<>();
    private final PKIXBuilderParameters parameters;
    private final PathMemory<PeerJudge.Question, VerifiedPath> memory = new PathMemory<>(Function.identity(),
            PeerJudge.Question::sent);
    private final TransparencyPolicy transparency = TransparencyPolicy.current();
    private final Unread unread = new Unread();
    private final Function<X509Certificate, String> origin;

    /**
     * Trust in these anchors.
     *
     * @param given the caller's parameters; null for the defaults
     * @param origin where an anchor's certificate comes from, for messages
     */
    TrustSource(Set<TrustAnchor> trusted, PKIXBuilderParameters given, Function<X509Certificate, String> origin) {
        this.origin = origin;
        Map<Anchor, TrustAnchor> read = Pkix.anchors(trusted, unread, origin);
        anchors = new Anchors(read.keySet());
        for (TrustAnchor anchor : trusted) {
            if (anchor.getTrustedCert() != null) {
                issuers.add(anchor.getTrustedCert());
            }
        }
        read.forEach((anchor, original) -> certs.note(anchor.certificate(), original.getTrustedCert()));
        parameters = given == null ? TrustManagerFactoryImpl.parameters(trusted)
                : (PKIXBuilderParameters) given.clone();
        if (!unread.isEmpty()) {
            System.getLogger("dev.handfast.path").log(System.Logger.Level.WARNING,
                    "trust anchors that cannot be read are not trusted: {0}", unread);
        }
    }

    /** What should have been trusted and cannot be read. */
    Unread unread() {
        return unread;
    }

    /** Where an anchor comes from; null for other certificates. */
    String origin(Cert certificate) throws CertificateException {
        return anchors.that(certificate) == null ? null : origin.apply(certs.original(certificate));
    }

    /** For one judgement: JCA's objects for our certificates, the anchors' already known. */
    Certs certs() {
        return new Certs(certs);
    }

    /** What is asked of servers' certificates by way of transparency; null for nothing. */
    TransparencyPolicy transparency() {
        return transparency;
    }

    /** Paths found valid under this trust. */
    PathMemory<PeerJudge.Question, VerifiedPath> memory() {
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
