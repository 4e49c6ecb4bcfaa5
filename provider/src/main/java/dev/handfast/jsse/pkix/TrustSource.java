package dev.handfast.jsse.pkix;

import dev.handfast.pki.path.Anchor;
import dev.handfast.pki.path.Anchors;
import dev.handfast.pki.path.VerifiedPath;
import dev.handfast.wire.Printable;
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

    /**
     * Trust in these anchors.
     *
     * @param given the caller's parameters; null for the defaults
     */
    TrustSource(Set<TrustAnchor> trusted, PKIXBuilderParameters given) {
        List<String> unreadable = new ArrayList<>();
        Map<Anchor, TrustAnchor> read = Pkix.anchors(trusted, unreadable);
        anchors = new Anchors(read.keySet());
        for (TrustAnchor anchor : trusted) {
            if (anchor.getTrustedCert() != null) {
                issuers.add(anchor.getTrustedCert());
            }
        }
        read.forEach((anchor, original) -> certs.note(anchor.certificate(), original.getTrustedCert()));
        parameters = given == null ? TrustManagerFactoryImpl.parameters(trusted)
                : (PKIXBuilderParameters) given.clone();
        if (!unreadable.isEmpty()) {
            System.getLogger("dev.handfast.path").log(System.Logger.Level.WARNING,
                    "trust anchors that cannot be read are not trusted: {0}", Printable.list(unreadable));
        }
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
