package dev.handfast.pki.cert;

import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.util.List;
import java.util.function.UnaryOperator;

/** A parsed revocation list (RFC 5280 section 5). Immutable. */
public final class Crl implements Comparable<Crl> {

    /** {@code removeFromCRL}, reason 8: a delta list takes an entry back (section 5.3.1). */
    public static final int REMOVE_FROM_CRL = 8;

    private static final int CERTIFICATE_HOLD = 6;

    private static final String[] REASONS = {"unspecified", "keyCompromise", "cACompromise", "affiliationChanged",
        "superseded", "cessationOfOperation", "certificateHold", "7", "removeFromCRL", "privilegeWithdrawn",
        "aACompromise"};

    /** Bits of the longest number that is printed, which costs a square (RFC 5280 section 5.2.3: 20 octets). */
    private static final int PRINTED = 160;

    /**
     * One revoked certificate.
     *
     * @param revoked when, in seconds since 1970-01-01T00:00:00Z
     * @param reason the reason code; 0 when none is given
     */
    public record Entry(long revoked, int reason) {

        /** Whether a revocation for this reason is for good: a hold may end, a delta list may take back. */
        public static boolean isLasting(int reason) {
            return reason != CERTIFICATE_HOLD && reason != REMOVE_FROM_CRL;
        }

        /** The reason's name. */
        public String reasonName() {
            return reason < REASONS.length ? REASONS[reason] : Integer.toString(reason);
        }
    }

    /** The list's fields and the extensions read. */
    record Fields(Opaque encoded, Opaque signed, AlgorithmId signatureAlgorithm, Opaque signature, int version,
            Name issuer, long thisUpdate, long nextUpdate, List<CertExtension> extensions, @Nullable BigInteger number,
            @Nullable BigInteger deltaBase, @Nullable IssuingPoint issuingPoint,
            @Nullable AuthorityKeyId authorityKeyId, @Nullable String unusable) {
    }

    /** Bytes of the fields, and of each extension. */
    private static final long FIELDS = 2_000;

    private final Fields fields;
    private final CrlEntries entries;

    /** The digest of what is signed; null while nobody has asked. */
    private volatile @Nullable Opaque fingerprint;

    /** 0 while nobody has asked: of all of it, so that lists of a man in the middle have no hash in common. */
    private int hash;

    Crl(Fields fields, CrlEntries entries) {
        this.fields = fields;
        this.entries = entries;
    }

    /** Whether it has no extensions at all: of version 1, or of version 2 for the reasons of its entries alone. */
    public boolean isPlain() {
        return fields.extensions().isEmpty();
    }

    /** The part that is signed. */
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

    /** Who issued the list. */
    public Name issuer() {
        return fields.issuer();
    }

    /** When it was made, in seconds since 1970-01-01T00:00:00Z. */
    public long thisUpdate() {
        return fields.thisUpdate();
    }

    /** When the next one will be made at the latest; -1 when absent. */
    public long nextUpdate() {
        return fields.nextUpdate();
    }

    /** The list's number, or null. */
    public @Nullable BigInteger number() {
        return fields.number();
    }

    /** For a delta list the number of the list it builds on; null for a complete one. */
    public @Nullable BigInteger deltaBase() {
        return fields.deltaBase();
    }

    /** The list's scope, or null when it covers all. */
    public @Nullable IssuingPoint issuingPoint() {
        return fields.issuingPoint();
    }

    /** The issuer's key identifier, or null. */
    public @Nullable AuthorityKeyId authorityKeyId() {
        return fields.authorityKeyId();
    }

    /** Why the list shows of no certificate that it is not revoked, as part of a sentence; null when it may. */
    public @Nullable String unusable() {
        return fields.unusable();
    }

    /** The entry for a certificate, or null. */
    public @Nullable Entry entry(Cert certificate) {
        return entries.find(certificate.issuer(), certificate.serial());
    }

    /** How many entries. */
    public int size() {
        return entries.size();
    }

    /** The digest of what is signed, made once: lists are large. Always to be asked for by the same function. */
    public Opaque fingerprint(UnaryOperator<Opaque> digest) {
        Opaque known = fingerprint;
        if (known == null) {
            known = digest.apply(fields.signed());
            fingerprint = known;
        }
        return known;
    }

    /** About how many bytes of memory it takes. */
    public long weight() {
        Opaque encoded = fields.encoded();
        return encoded.length() * 2L + entries.weight() + FIELDS * (1L + fields.extensions().size());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || other instanceof Crl that && fields.encoded().equals(that.fields.encoded());
    }

    @Override
    public int hashCode() {
        int known = hash;
        if (known == 0) {
            known = fields.encoded().keyedHash();
            hash = known;
        }
        return known;
    }

    /** In the order of the encodings. */
    @Override
    public int compareTo(Crl other) {
        return fields.encoded().compareTo(other.fields.encoded());
    }

    @Override
    public String toString() {
        boolean printable = number() != null && number().bitLength() <= PRINTED;
        return "revocation list of \"" + issuer() + "\"" + (printable ? ", number " + number() : "");
    }
}
