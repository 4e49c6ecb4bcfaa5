package dev.handfast.pki.path;

import dev.handfast.der.DerReader;
import dev.handfast.der.Oid;
import dev.handfast.pki.cert.Cert;
import dev.handfast.pki.cert.CertExtension;
import dev.handfast.pki.cert.GeneralName;
import dev.handfast.pki.cert.KeyUsage;
import dev.handfast.pki.cert.Oids;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.Printable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rules about one certificate that do not depend on the rest of the path: the judge's and the proposer's. */
final class CertChecks {

    /** Extensions that the judge processes or that only inform (RFC 5280 section 4.2). */
    static final Set<Oid> UNDERSTOOD = Set.of(Oids.KEY_USAGE, Oids.SUBJECT_ALT_NAME, Oids.BASIC_CONSTRAINTS,
            Oids.NAME_CONSTRAINTS, Oids.CERTIFICATE_POLICIES, Oids.POLICY_MAPPINGS, Oids.POLICY_CONSTRAINTS,
            Oids.EXTENDED_KEY_USAGE, Oids.INHIBIT_ANY_POLICY, Oids.CRL_DISTRIBUTION_POINTS);

    /** Extensions that RFC 5280 forbids to be critical (sections 4.2.1.1, 4.2.1.2, 4.2.1.15, 4.2.2.1, 4.2.2.2). */
    private static final Set<Oid> NEVER_CRITICAL = Set.of(Oids.AUTHORITY_KEY_IDENTIFIER, Oids.SUBJECT_KEY_IDENTIFIER,
            Oids.FRESHEST_CRL, Oids.AUTHORITY_INFO_ACCESS, Oids.SUBJECT_INFO_ACCESS);

    private CertChecks() {
    }

    /** A key that costs too much to verify by, or is none: before anything is verified by it. */
    static void key(Cert certificate, int index) throws PathRefused {
        String objection = certificate.key().objection();
        if (objection != null) {
            throw new PathRefused(PathFault.KEY_REFUSED, index, certificate, "Certificate " + certificate + " holds "
                    + objection, "Have it issued anew for a key on P-256 or for RSA of 2048 to 4096 bits");
        }
    }

    /** Section 6.1.3 (a)(2). Both ends are inclusive and count in whole seconds (section 4.1.2.5). */
    static void validity(Cert certificate, int index, ValidationParameters rules) throws PathRefused {
        long second = Math.floorDiv(rules.time(), 1000L);
        if (second < certificate.notBefore()) {
            throw new PathRefused(PathFault.NOT_YET_VALID, index, certificate, "Certificate " + certificate
                    + " is valid only from " + Instant.ofEpochSecond(certificate.notBefore()) + ", and the time is "
                    + Instant.ofEpochSecond(second), "Check this machine's clock");
        }
        if (second > certificate.notAfter()) {
            throw new PathRefused(PathFault.EXPIRED, index, certificate, "Certificate " + certificate + " expired at "
                    + Instant.ofEpochSecond(certificate.notAfter()) + ", and the time is "
                    + Instant.ofEpochSecond(second),
                    index == 0 ? "Renew it" : "Send a renewed certificate of this"
                            + " authority, or trust a newer root");
        }
    }

    /** Section 4.1: a certificate in a chain keeps the rules of its syntax; what an anchor must keep is less. */
    static void syntax(Cert certificate, int index) throws PathRefused {
        if (!certificate.flaws().isEmpty()) {
            throw new PathRefused(PathFault.MALFORMED, index, certificate, "Certificate " + certificate
                    + " cannot be accepted as it is encoded: " + certificate.flaws().get(0).text(),
                    "Have it issued anew");
        }
    }

    /** Section 6.1.4 (o) and 6.1.5 (f), and the extensions that must not be critical. */
    static void extensions(Cert certificate, int index, ValidationParameters rules) throws PathRefused {
        for (CertExtension extension : certificate.extensions()) {
            Oid oid = extension.oid();
            if (!extension.critical()) {
                continue;
            }
            if (NEVER_CRITICAL.contains(oid)) {
                throw new PathRefused(PathFault.EXTENSION_MUST_NOT_BE_CRITICAL, index, certificate, "Certificate "
                        + certificate + " marks extension " + oid + " critical, which RFC 5280 forbids",
                        "Have it issued anew");
            }
            // What an authority demands by RFC 7633 is for the judge; what an end entity does, for who has its staple.
            boolean judged = UNDERSTOOD.contains(oid) || oid.equals(Oids.TLS_FEATURE) && certificate.isCa();
            if (!judged && !rules.understood().contains(oid)) {
                throw new PathRefused(PathFault.UNKNOWN_CRITICAL_EXTENSION, index, certificate, "Certificate "
                        + certificate + " has the critical extension " + oid + ", which is not understood here",
                        "Have it issued without that extension, or register a PKIXCertPathChecker for it");
            }
        }
        if (certificate.issuer().isEmpty()) {
            throw new PathRefused(PathFault.EMPTY_ISSUER, index, certificate, "Certificate " + certificate
                    + " has an empty issuer name", "Have it issued anew");
        }
    }

    /** Section 6.1.4 (k) and (n), and 4.1.2.6: may this certificate issue others? */
    static void authority(Cert certificate, int index) throws PathRefused {
        if (!certificate.isCa()) {
            throw new PathRefused(PathFault.NOT_A_CA, index, certificate, "Certificate " + certificate
                    + " issued another certificate but is no certification authority: "
                    + (certificate.basicConstraints() == null ? "it has no basic constraints"
                            : "its basic constraints say so"),
                    "Use a certificate that an authority issued");
        }
        if (certificate.keyUse() != null && !certificate.keyUse().allows(KeyUsage.KEY_CERT_SIGN)) {
            throw new PathRefused(PathFault.NO_CERT_SIGN, index, certificate, "Certificate " + certificate
                    + " issued another certificate, but its key usage does not allow keyCertSign",
                    "Have the authority's certificate issued anew with keyCertSign");
        }
        if (certificate.subject().isEmpty()) {
            throw new PathRefused(PathFault.EMPTY_SUBJECT, index, certificate,
                    "An authority's certificate has an empty subject: " + certificate, "Have it issued anew");
        }
    }

    /** Section 4.2.1.12, as a limit on the whole chain. */
    static void purpose(Cert certificate, int index, ValidationParameters rules) throws PathRefused {
        Oid purpose = rules.purpose();
        Set<Oid> uses = certificate.extendedKeyUse();
        if (purpose != null && uses != null && !uses.contains(purpose)
                && !uses.contains(Oids.ANY_EXTENDED_KEY_USAGE)) {
            throw new PathRefused(PathFault.WRONG_PURPOSE, index, certificate, "Certificate " + certificate
                    + " may not be used for " + purposeName(purpose) + ": its extended key usage is "
                    + Printable.list(uses.stream().map(CertChecks::purposeName).toList()),
                    "Have it issued with the extended key usage " + purposeName(purpose));
        }
    }

    /**
     * Names in a target for {@code serverAuth} that laxer checkers than RFC 9525's take for hosts: a common name alone
     * (section 2), a wildcard that is not the whole left-most label (section 6.3).
     */
    static void serverNames(Cert target, ValidationParameters rules) throws PathRefused {
        if (!rules.strictServerNames() || !Oids.SERVER_AUTH.equals(rules.purpose())) {
            return;
        }
        boolean named = false;
        for (GeneralName name : target.alternativeNames()) {
            named |= name instanceof GeneralName.Dns || name instanceof GeneralName.Ip;
            if (name instanceof GeneralName.Dns dns && dns.name().indexOf('*') >= 0
                    && !HostSyntax.isWildcard(dns.name())) {
                throw new PathRefused(PathFault.SERVER_NAMES, 0, target, "Certificate " + target + " has the name "
                        + name + ", whose wildcard is not the whole left-most label",
                        "Have it issued with names that have no wildcard, or one as the whole left-most label");
            }
        }
        String common = target.subject().commonName();
        if (!named && common != null && common.indexOf('.') > 0 && HostSyntax.isPattern(common)) {
            throw new PathRefused(PathFault.SERVER_NAMES, 0, target, "Certificate " + target + " names a server by its"
                    + " common name only, which does not count",
                    "Have it issued with the server's name as an alternative name");
        }
    }

    /** Section 4.2.1.4: a critical policy extension whose qualifiers are not understood must be refused. */
    static void qualifiers(Cert certificate, int index, ValidationParameters rules) throws PathRefused {
        Map<Oid, List<Opaque>> policies = certificate.policyRules().policies();
        if (policies == null || !certificate.criticalExtensions().contains(Oids.CERTIFICATE_POLICIES)) {
            return;
        }
        for (List<Opaque> qualifiers : policies.values()) {
            for (Opaque qualifier : qualifiers) {
                if (rules.criticalQualifiersRefused() || !isUnderstood(qualifier)) {
                    throw new PathRefused(PathFault.POLICY_QUALIFIER, index, certificate, "Certificate " + certificate
                            + " has qualifiers in its critical certificate policies that are not understood or not"
                            + " accepted", "Have it issued without policy qualifiers, or with policies not critical");
                }
            }
        }
    }

    private static boolean isUnderstood(Opaque qualifier) {
        try {
            Oid id = new DerReader(qualifier, "PolicyQualifierInfo").sequence("PolicyQualifierInfo")
                    .oid("policyQualifierId");
            return id.equals(Oids.CPS_POINTER) || id.equals(Oids.USER_NOTICE);
        } catch (MalformedInput e) {
            return false;
        }
    }

    static String purposeName(Oid purpose) {
        return purpose.equals(Oids.SERVER_AUTH) ? "serverAuth" : purpose.equals(Oids.CLIENT_AUTH) ? "clientAuth"
                : purpose.equals(Oids.OCSP_SIGNING) ? "OCSPSigning"
                : purpose.equals(Oids.ANY_EXTENDED_KEY_USAGE) ? "anyExtendedKeyUsage" : purpose.toString();
    }
}
