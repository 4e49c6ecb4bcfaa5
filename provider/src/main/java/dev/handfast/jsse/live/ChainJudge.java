package dev.handfast.jsse.live;

import dev.handfast.crypto.jca.JcaCertificates;
import dev.handfast.crypto.jca.PrivateKeys;
import dev.handfast.jsse.certs.CertificateConverter;
import dev.handfast.jsse.certs.PathEngine;
import dev.handfast.jsse.props.PathProperties;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.Oids;
import dev.handfast.pki.path.Anchor;
import dev.handfast.pki.path.Budget;
import dev.handfast.pki.path.PathFault;
import dev.handfast.pki.path.PathRefused;
import dev.handfast.pki.path.ValidationParameters;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Printable;

import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;

/**
 * Judges an identity of this side before it is shown: key, order, validity, and the path from the own certificate to
 * the last of the chain, which is taken for an anchor as it is the peer's to trust.
 */
final class ChainJudge {

    private final PathEngine engine;

    ChainJudge(PathEngine engine) {
        this.engine = engine;
    }

    /**
     * Returns if an identity can be shown.
     *
     * @param before what the same files held
     * @param first whether nothing is held at all: then one whose time is over serves, as there is no better
     * @param now milliseconds since 1970
     */
    void check(OwnIdentity identity, List<OwnIdentity> before, boolean first, long now) throws Unusable {
        requireKey(identity);
        requireIssuers(identity, before);
        if (!first) {
            requireValid(identity, now);
        }
        requirePath(identity, first, now);
    }

    private static void requireKey(OwnIdentity identity) throws Unusable {
        try {
            if (PrivateKeys.belongTogether(identity.key(), identity.own().getPublicKey())) {
                return;
            }
        } catch (GeneralSecurityException e) {
            throw new Unusable(identity.file(), "the private key of " + identity.name() + " cannot be used: "
                    + Printable.of(e), "Use a key of a type that this JVM signs with");
        }
        throw new Unusable(identity.file(), "the private key of " + identity.name() + " does not belong to its"
                + " certificate, " + named(identity.own()), "Write key and certificate of one another");
    }

    /** RFC 9846 section 4.5.1: each certificate certifies the one before it. */
    private static void requireIssuers(OwnIdentity identity, List<OwnIdentity> before) throws Unusable {
        List<X509Certificate> chain = identity.chain();
        for (int i = 1; i < chain.size(); i++) {
            if (!chain.get(i - 1).getIssuerX500Principal().equals(chain.get(i).getSubjectX500Principal())) {
                throw new Unusable(identity.file(), "certificate " + (i + 1) + " of the chain of " + identity.name()
                        + ", " + named(chain.get(i)) + ", did not issue the one before it",
                        "Put the own"
                                + " certificate first and behind each that of its issuer");
            }
        }
        if (chain.size() == 1 && !JcaCertificates.isSelfIssued(identity.own())
                && before.stream().anyMatch(one -> one.chain().size() > 1)) {
            throw new Unusable(identity.file(), "the certificates of the issuers of " + identity.name()
                    + " are missing, which were there before: " + named(identity.own()) + " is issued by "
                    + JcaCertificates.named(identity.own().getIssuerX500Principal()), "Put them behind the own one");
        }
    }

    private static void requireValid(OwnIdentity identity, long now) throws Unusable {
        for (X509Certificate certificate : identity.chain()) {
            // Who trusts a root trusts it for longer, mostly; it is not judged by those it is sent to.
            if (JcaCertificates.isSelfIssued(certificate) && !certificate.equals(identity.own())) {
                continue;
            }
            Date from = certificate.getNotBefore();
            Date to = certificate.getNotAfter();
            if (to.getTime() < now) {
                throw new Unusable(identity.file(), "a certificate of " + identity.name() + " has expired on "
                        + to.toInstant() + ": " + named(certificate), "Have it issued anew");
            }
            if (from.getTime() > now) {
                throw new Unusable(identity.file(), "a certificate of " + identity.name() + " is not valid before "
                        + from.toInstant() + ": " + named(certificate),
                        "Wait until then, when it is taken, or set"
                                + " the clock right",
                        from.getTime());
            }
        }
    }

    private void requirePath(OwnIdentity identity, boolean first, long now) throws Unusable {
        List<X509Certificate> chain = identity.chain();
        int last = chain.size() - 1;
        try {
            List<Cert> path = new ArrayList<>();
            for (X509Certificate certificate : chain) {
                path.add(CertificateConverter.parse(certificate));
            }
            if (last == 0) {
                return;
            }
            ValidationParameters rules = ValidationParameters.at(now)
                    .withAnchorConstraints(
                            !JcaCertificates.isSelfIssued(chain.get(last)) && PathProperties.anchorConstraints())
                    .withNonCaAnchors(PathProperties.nonCaAnchors()).andUnderstood(Oids.TLS_FEATURE);
            engine.judge().validate(path.subList(0, last), Anchor.of(path.get(last)), rules, new Budget());
        } catch (PathRefused e) {
            if (!first || e.fault() != PathFault.EXPIRED && e.fault() != PathFault.NOT_YET_VALID) {
                throw new Unusable(identity.file(), "the chain of " + identity.name() + " is not valid: "
                        + e.sentence(), "Write the chain as it was issued");
            }
        } catch (MalformedInput | CertificateException e) {
            throw new Unusable(identity.file(), "a certificate of " + identity.name() + " cannot be read: "
                    + Printable.of(e), "Have it issued anew");
        }
    }

    private static String named(X509Certificate certificate) {
        return JcaCertificates.named(certificate.getSubjectX500Principal());
    }
}
