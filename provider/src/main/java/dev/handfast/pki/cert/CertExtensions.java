package dev.handfast.pki.cert;

import dev.handfast.der.DerReader;
import dev.handfast.der.Oid;
import dev.handfast.der.Tag;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The extensions of a certificate that are known here, read (RFC 5280 section 4.2). */
final class CertExtensions {

    /** One access description (RFC 5280 section 4.2.2.1). */
    record Access(Oid method, GeneralName location) {
    }

    @Nullable
    BasicConstraints basicConstraints;
    @Nullable
    KeyUsage keyUse;
    @Nullable
    Set<Oid> extendedKeyUse;
    List<GeneralName> alternativeNames = List.of();
    @Nullable
    Subtrees nameConstraints;
    PolicyRules policyRules = PolicyRules.NONE;
    @Nullable
    Opaque subjectKeyId;
    @Nullable
    AuthorityKeyId authorityKeyId;
    List<DistributionPoint> distributionPoints = List.of();
    List<DistributionPoint> freshestPoints = List.of();
    List<Access> authorityAccess = List.of();
    Set<Integer> tlsFeatures = Set.of();

    private @Nullable Map<Oid, List<Opaque>> policies;
    private Map<Oid, Set<Oid>> mappings = Map.of();
    private int requireExplicit = -1;
    private int inhibitMapping = -1;
    private int inhibitAny = -1;

    private CertExtensions() {
    }

    /** Extensions that limit what a certificate may be trusted for. */
    private static final Set<Oid> LIMITS = Set.of(Oids.BASIC_CONSTRAINTS, Oids.KEY_USAGE, Oids.EXTENDED_KEY_USAGE,
            Oids.NAME_CONSTRAINTS, Oids.CERTIFICATE_POLICIES, Oids.POLICY_MAPPINGS, Oids.POLICY_CONSTRAINTS,
            Oids.INHIBIT_ANY_POLICY, Oids.TLS_FEATURE);

    /** Whether a certificate must not be trusted for anything without this extension. */
    static boolean isBinding(CertExtension extension) {
        return extension.critical() || LIMITS.contains(extension.oid());
    }

    /** Reads what is known; an extension that cannot be read is added to the flaws. */
    static CertExtensions read(List<CertExtension> extensions, Name issuer, List<EncodingFlaw> flaws) {
        CertExtensions read = new CertExtensions();
        for (CertExtension extension : extensions) {
            try {
                read.one(extension, extension.reader(breach -> flaws.add(new EncodingFlaw(breach, false))), issuer);
            } catch (MalformedInput e) {
                flaws.add(new EncodingFlaw(e.getMessage(), isBinding(extension)));
            }
        }
        if (read.policies != null || !read.mappings.isEmpty() || read.requireExplicit >= 0 || read.inhibitMapping >= 0
                || read.inhibitAny >= 0) {
            read.policyRules = new PolicyRules(read.policies, read.mappings, read.requireExplicit, read.inhibitMapping,
                    read.inhibitAny);
        }
        return read;
    }

    private void one(CertExtension extension, DerReader value, Name issuer) throws MalformedInput {
        Oid oid = extension.oid();
        if (oid.equals(Oids.BASIC_CONSTRAINTS)) {
            basicConstraints = basicConstraints(value);
        } else if (oid.equals(Oids.KEY_USAGE)) {
            keyUse = new KeyUsage(value.namedBits(Tag.BIT_STRING, "KeyUsage"));
            if (keyUse.bits() == 0) {
                throw new MalformedInput("KeyUsage: no bit is set (RFC 5280 section 4.2.1.3)");
            }
        } else if (oid.equals(Oids.EXTENDED_KEY_USAGE)) {
            extendedKeyUse = extendedKeyUse(value);
        } else if (oid.equals(Oids.SUBJECT_ALT_NAME)) {
            alternativeNames = alternativeNames(value);
        } else if (oid.equals(Oids.NAME_CONSTRAINTS)) {
            nameConstraints = Subtrees.read(value);
        } else if (oid.equals(Oids.CERTIFICATE_POLICIES)) {
            policies = policies(value);
        } else if (oid.equals(Oids.POLICY_MAPPINGS)) {
            mappings = mappings(value);
        } else if (oid.equals(Oids.POLICY_CONSTRAINTS)) {
            policyConstraints(value);
        } else if (oid.equals(Oids.INHIBIT_ANY_POLICY)) {
            inhibitAny = value.count(Tag.INTEGER, "InhibitAnyPolicy");
        } else if (oid.equals(Oids.SUBJECT_KEY_IDENTIFIER)) {
            subjectKeyId = Opaque.adopt(value.octets("SubjectKeyIdentifier"));
        } else if (oid.equals(Oids.AUTHORITY_KEY_IDENTIFIER)) {
            authorityKeyId = authorityKeyId(value);
        } else if (oid.equals(Oids.CRL_DISTRIBUTION_POINTS)) {
            distributionPoints = DistributionPoint.readAll(value, issuer);
        } else if (oid.equals(Oids.FRESHEST_CRL)) {
            freshestPoints = DistributionPoint.readAll(value, issuer);
        } else if (oid.equals(Oids.AUTHORITY_INFO_ACCESS)) {
            authorityAccess = access(value);
        } else if (oid.equals(Oids.TLS_FEATURE)) {
            tlsFeatures = tlsFeatures(value);
        } else {
            return;
        }
        value.end();
    }

    private static List<GeneralName> alternativeNames(DerReader value) throws MalformedInput {
        List<GeneralName> names = GeneralName.readAll(value, Tag.SEQUENCE, "SubjectAltName");
        for (GeneralName name : names) {
            if (name instanceof GeneralName.Ip ip && ip.octets().length() != 4 && ip.octets().length() != 16) {
                throw new MalformedInput("SubjectAltName: an address of " + ip.octets().length()
                        + " octets, neither 4 nor 16 (RFC 5280 section 4.2.1.6)");
            }
        }
        return names;
    }

    /** {@code SEQUENCE { cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER (0..MAX) OPTIONAL }}. */
    private static BasicConstraints basicConstraints(DerReader value) throws MalformedInput {
        DerReader reader = value.sequence("BasicConstraints");
        boolean ca = reader.isNext(Tag.BOOLEAN) && reader.bool("cA");
        int pathLength = reader.hasMore() ? reader.count(Tag.INTEGER, "pathLenConstraint") : -1;
        reader.end();
        return new BasicConstraints(ca, pathLength);
    }

    private static Set<Oid> extendedKeyUse(DerReader value) throws MalformedInput {
        DerReader reader = value.sequence("ExtKeyUsageSyntax");
        Set<Oid> uses = new LinkedHashSet<>();
        do {
            uses.add(reader.oid("KeyPurposeId"));
        } while (reader.hasMore());
        return java.util.Collections.unmodifiableSet(uses);
    }

    private static Map<Oid, List<Opaque>> policies(DerReader value) throws MalformedInput {
        DerReader all = value.sequence("CertificatePolicies");
        Map<Oid, List<Opaque>> policies = new LinkedHashMap<>();
        do {
            DerReader information = all.sequence("PolicyInformation");
            Oid policy = information.oid("policyIdentifier");
            List<Opaque> qualifiers = new ArrayList<>();
            if (information.hasMore()) {
                DerReader list = information.sequence("policyQualifiers");
                do {
                    qualifiers.add(qualifier(list));
                } while (list.hasMore());
            }
            information.end();
            if (policies.put(policy, List.copyOf(qualifiers)) != null) {
                throw new MalformedInput("CertificatePolicies: " + policy + " appears twice (RFC 5280 section"
                        + " 4.2.1.4)");
            }
        } while (all.hasMore());
        return java.util.Collections.unmodifiableMap(policies);
    }

    private static Opaque qualifier(DerReader list) throws MalformedInput {
        int start = list.position();
        DerReader qualifier = list.sequence("PolicyQualifierInfo");
        qualifier.oid("policyQualifierId");
        qualifier.skip("qualifier");
        qualifier.end();
        return list.since(start);
    }

    private static Map<Oid, Set<Oid>> mappings(DerReader value) throws MalformedInput {
        DerReader all = value.sequence("PolicyMappings");
        Map<Oid, Set<Oid>> mappings = new LinkedHashMap<>();
        do {
            DerReader pair = all.sequence("PolicyMapping");
            Oid issuerDomain = pair.oid("issuerDomainPolicy");
            mappings.computeIfAbsent(issuerDomain, k -> new LinkedHashSet<>()).add(pair.oid("subjectDomainPolicy"));
            pair.end();
        } while (all.hasMore());
        return java.util.Collections.unmodifiableMap(mappings);
    }

    private void policyConstraints(DerReader value) throws MalformedInput {
        DerReader reader = value.sequence("PolicyConstraints");
        if (!reader.hasMore()) {
            throw new MalformedInput("PolicyConstraints: an empty sequence (RFC 5280 section 4.2.1.11)");
        }
        if (reader.isNext(Tag.context(0))) {
            requireExplicit = reader.count(Tag.context(0), "requireExplicitPolicy");
        }
        if (reader.isNext(Tag.context(1))) {
            inhibitMapping = reader.count(Tag.context(1), "inhibitPolicyMapping");
        }
        reader.end();
    }

    /** Issuer and serial number go together (section 4.2.1.1); one alone is read too, since both only help to find. */
    static AuthorityKeyId authorityKeyId(DerReader value) throws MalformedInput {
        DerReader reader = value.sequence("AuthorityKeyIdentifier");
        Opaque keyId = reader.isNext(Tag.context(0)) ? Opaque.adopt(reader.content(Tag.context(0), "keyIdentifier"))
                : null;
        List<GeneralName> issuer = reader.isNext(Tag.constructed(1))
                ? GeneralName.readAll(reader, Tag.constructed(1), "authorityCertIssuer") : List.of();
        BigInteger serial = reader.isNext(Tag.context(2)) ? reader.integer(Tag.context(2), "authorityCertSerialNumber")
                : null;
        reader.end();
        return new AuthorityKeyId(keyId, issuer, serial);
    }

    private static List<Access> access(DerReader value) throws MalformedInput {
        DerReader all = value.sequence("AuthorityInfoAccessSyntax");
        List<Access> list = new ArrayList<>();
        do {
            DerReader description = all.sequence("AccessDescription");
            list.add(new Access(description.oid("accessMethod"), GeneralName.read(description)));
            description.end();
        } while (all.hasMore());
        return List.copyOf(list);
    }

    private static Set<Integer> tlsFeatures(DerReader value) throws MalformedInput {
        DerReader all = value.sequence("TLSFeature");
        Set<Integer> features = new LinkedHashSet<>();
        while (all.hasMore()) {
            features.add(all.count(Tag.INTEGER, "feature"));
        }
        return java.util.Collections.unmodifiableSet(features);
    }
}
