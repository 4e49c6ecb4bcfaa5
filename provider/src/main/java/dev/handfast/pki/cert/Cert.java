package dev.handfast.pki.cert;

import dev.handfast.der.DerWeight;
import dev.handfast.der.Oid;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A parsed certificate (RFC 5280 section 4.1). Immutable; equal to another with the same bytes.
 *
 * <p>Extensions known here are read when the certificate is; accessors say what stands for an absent one.
 */
public final class Cert implements Comparable<Cert> {

    /** Bits of a serial number that are printed: twice the 20 octets of RFC 5280 section 4.1.2.2. */
    private static final int PRINTED = 320;

    private final Opaque encoded;
    private final CertFields fields;
    private final CertExtensions known;
    private final List<EncodingFlaw> flaws;
    private final int hash;

    /** The digest that was asked for first; null while nobody has asked. */
    private volatile @Nullable Opaque fingerprint;

    Cert(Opaque encoded, CertFields fields, CertExtensions known, List<EncodingFlaw> flaws) {
        this.flaws = flaws;
        this.encoded = encoded;
        this.fields = fields;
        this.known = known;
        this.hash = fields.signature().hashCode();
    }

    /** The whole certificate. */
    public Opaque encoded() {
        return encoded;
    }

    /** The syntax rules that it breaks; empty where it is right. What a flawed extension says is left out. */
    public List<EncodingFlaw> flaws() {
        return flaws;
    }

    /** The part that is signed: TBSCertificate, header included. */
    public Opaque signed() {
        return fields.signed();
    }

    /** The algorithm that signed it. */
    public AlgorithmId signatureAlgorithm() {
        return fields.signatureAlgorithm();
    }

    /** The signature's octets. */
    public Opaque signature() {
        return fields.signature();
    }

    /** 1, 2 or 3. */
    public int version() {
        return fields.version();
    }

    /** The serial number, of any sign. */
    public BigInteger serial() {
        return fields.serial();
    }

    /** Who issued it. */
    public Name issuer() {
        return fields.issuer();
    }

    /** Whom it names. */
    public Name subject() {
        return fields.subject();
    }

    /** First second of validity, since 1970-01-01T00:00:00Z. */
    public long notBefore() {
        return fields.notBefore();
    }

    /** Last second of validity, since 1970-01-01T00:00:00Z. */
    public long notAfter() {
        return fields.notAfter();
    }

    /** The subject's key. */
    public Spki key() {
        return fields.key();
    }

    /** All extensions in order; empty when there are none. */
    public List<CertExtension> extensions() {
        return fields.extensions();
    }

    /** The extension, or null. */
    public @Nullable CertExtension extension(Oid oid) {
        for (CertExtension extension : fields.extensions()) {
            if (extension.oid().equals(oid)) {
                return extension;
            }
        }
        return null;
    }

    /** The identifiers of the critical extensions, as a new modifiable set. */
    public Set<Oid> criticalExtensions() {
        Set<Oid> critical = new HashSet<>();
        for (CertExtension extension : fields.extensions()) {
            if (extension.critical()) {
                critical.add(extension.oid());
            }
        }
        return critical;
    }

    /** Whether issuer and subject are the same name (RFC 5280 section 3.2). */
    public boolean isSelfIssued() {
        return fields.issuer().equals(fields.subject());
    }

    /** How many authorities may follow by the basic constraints; -1 for any number, and without basic constraints. */
    public int pathLength() {
        return known.basicConstraints == null ? -1 : known.basicConstraints.pathLength();
    }

    /** The basic constraints, or null. */
    public @Nullable BasicConstraints basicConstraints() {
        return known.basicConstraints;
    }

    /** Whether basic constraints say that the subject is a certification authority. */
    public boolean isCa() {
        return known.basicConstraints != null && known.basicConstraints.ca();
    }

    /** The key usage, or null. */
    public @Nullable KeyUsage keyUse() {
        return known.keyUse;
    }

    /** The extended key usages, or null. */
    public @Nullable Set<Oid> extendedKeyUse() {
        return known.extendedKeyUse;
    }

    /** The subject alternative names; empty when absent. */
    public List<GeneralName> alternativeNames() {
        return known.alternativeNames;
    }

    /** The name constraints, or null. */
    public @Nullable Subtrees nameConstraints() {
        return known.nameConstraints;
    }

    /** What the certificate says about policies. */
    public PolicyRules policyRules() {
        return known.policyRules;
    }

    /** The subject's key identifier, or null. */
    public @Nullable Opaque subjectKeyId() {
        return known.subjectKeyId;
    }

    /** The issuer's key identifier, or null. */
    public @Nullable AuthorityKeyId authorityKeyId() {
        return known.authorityKeyId;
    }

    /** The distribution points of revocation lists; empty when absent. */
    public List<DistributionPoint> distributionPoints() {
        return known.distributionPoints;
    }

    /** The distribution points of delta lists; empty when absent. */
    public List<DistributionPoint> freshestPoints() {
        return known.freshestPoints;
    }

    /** The URIs of one access method of authority information access, in order (RFC 5280 section 4.2.2.1). */
    public List<String> authorityAccess(Oid method) {
        return known.authorityAccess.stream().filter(a -> a.method().equals(method))
                .filter(a -> a.location() instanceof GeneralName.Uri)
                .map(a -> ((GeneralName.Uri) a.location()).uri()).toList();
    }

    /** The TLS extensions that the server must offer (RFC 7633); empty when absent. */
    public Set<Integer> tlsFeatures() {
        return known.tlsFeatures;
    }

    /** About how many bytes of memory it takes, JCA's form of it included; for caches. */
    public long weight() {
        return DerWeight.of(encoded);
    }

    /** The encoding's digest, made once: always to be asked for by the same function. */
    public Opaque fingerprint(UnaryOperator<Opaque> digest) {
        Opaque known = fingerprint;
        if (known == null) {
            known = digest.apply(encoded);
            fingerprint = known;
        }
        return known;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || other instanceof Cert that && encoded.equals(that.encoded);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** In the order of the encodings. */
    @Override
    public int compareTo(Cert other) {
        return encoded.compareTo(other.encoded);
    }

    /** The serial number in hex; of a long one the beginning, since all of it costs a square. */
    private String serialText() {
        int beyond = serial().bitLength() - PRINTED;
        return beyond <= 0 ? serial().toString(16) : serial().shiftRight((beyond + 3) & ~3).toString(16) + "...";
    }

    /** The subject, its issuer and serial number. */
    @Override
    public String toString() {
        return "\"" + subject() + "\" issued by \"" + issuer() + "\", serial " + serialText();
    }
}
