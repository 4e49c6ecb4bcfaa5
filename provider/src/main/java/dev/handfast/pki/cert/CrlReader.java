package dev.handfast.pki.cert;

import dev.handfast.der.DerReader;
import dev.handfast.der.Oid;
import dev.handfast.der.Tag;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads a revocation list.
 *
 * <pre>
 * TBSCertList ::= SEQUENCE { version INTEGER OPTIONAL, signature, issuer, thisUpdate, nextUpdate OPTIONAL,
 *     revokedCertificates SEQUENCE OF SEQUENCE { userCertificate, revocationDate, crlEntryExtensions OPTIONAL }
 *     OPTIONAL, crlExtensions [0] OPTIONAL }
 * </pre>
 */
public final class CrlReader {

    /** The largest list that is read, in bytes: the largest seen of public authorities is about 40 MB. */
    public static final int MAX_BYTES = 64 << 20;

    /**
     * Bytes of all fields but the entries, and of one entry. They become objects of some fifteen times the size before
     * anybody has vouched for the list; honest ones have some hundred bytes.
     */
    private static final int MAX_FIELDS = 1 << 18;
    private static final int MAX_ENTRY = 1 << 16;

    private final byte[] encoded;
    private @Nullable BigInteger number;
    private @Nullable BigInteger deltaBase;
    private @Nullable IssuingPoint issuingPoint;
    private @Nullable AuthorityKeyId authorityKeyId;
    private @Nullable String unusable;

    private CrlReader(byte[] encoded) {
        this.encoded = encoded;
    }

    /**
     * Reads one list, which must be all of the bytes.
     *
     * @throws MalformedInput if its fields cannot be told apart, it breaks a syntax rule of RFC 5280 that leaves no one
     *         meaning, or is larger than {@link #MAX_BYTES}
     */
    public static Crl read(byte[] encoded) throws MalformedInput {
        if (encoded.length > MAX_BYTES) {
            throw new MalformedInput("CertificateList: " + encoded.length + " bytes, above the cap of " + MAX_BYTES);
        }
        return new CrlReader(encoded.clone()).list();
    }

    private Crl list() throws MalformedInput {
        DerReader whole = DerReader.telling(encoded, 0, "CertificateList", this::breach);
        DerReader list = whole.sequence("CertificateList");
        int start = list.position();
        DerReader tbs = list.sequence("TBSCertList");
        Opaque signed = list.since(start);
        AlgorithmId outer = AlgorithmId.read(list, "signatureAlgorithm");
        Opaque signature = Opaque.adopt(list.bitOctets("signatureValue"));
        list.end();
        whole.end();
        checkFields(DerReader.telling(encoded, 0, "CertificateList", told -> {}).sequence("CertificateList")
                .sequence("TBSCertList"));
        int version = version(tbs);
        if (!isSame(AlgorithmId.read(tbs, "signature"), outer)) {
            unusable = "its signed signature algorithm differs from the outer one (RFC 5280 section 5.1.1.2)";
        }
        Name issuer = Name.read(tbs, "issuer");
        long thisUpdate = tbs.time("thisUpdate");
        boolean next = tbs.isNext(Tag.UTC_TIME) || tbs.isNext(Tag.GENERALIZED_TIME);
        long nextUpdate = next ? tbs.time("nextUpdate") : -1;
        CrlEntries entries = new CrlEntries(encoded, issuer);
        if (tbs.isNext(Tag.SEQUENCE)) {
            revoked(tbs.sequence("revokedCertificates"), entries);
        }
        List<CertExtension> extensions = List.of();
        if (tbs.isNext(Tag.constructed(0))) {
            DerReader explicit = tbs.nested(Tag.constructed(0), "crlExtensions");
            extensions = CertExtension.readSome(explicit, "crlExtensions");
            explicit.end();
        }
        tbs.end();
        for (CertExtension extension : extensions) {
            extension(extension, issuer);
        }
        return new Crl(new Crl.Fields(Opaque.adopt(encoded), signed, outer, signature, version, issuer, thisUpdate,
                nextUpdate, extensions, number, deltaBase, issuingPoint, authorityKeyId, unusable), entries.complete());
    }

    /** What is no DER and has one meaning counts, in who is in the list; nothing is shown by who is not. */
    private void breach(String text) {
        if (unusable == null) {
            unusable = "its encoding is no DER: " + text;
        }
    }

    private static void checkFields(DerReader tbs) throws MalformedInput {
        long fields = 0;
        boolean behindTime = false;
        while (tbs.hasMore()) {
            boolean entries = behindTime && tbs.isNext(Tag.SEQUENCE);
            behindTime = tbs.isNext(Tag.UTC_TIME) || tbs.isNext(Tag.GENERALIZED_TIME);
            int start = tbs.position();
            tbs.skip("field");
            fields += entries ? 0 : tbs.position() - start;
        }
        if (fields > MAX_FIELDS) {
            throw new MalformedInput("CertificateList: " + fields + " bytes beside the entries, above the cap of "
                    + MAX_FIELDS);
        }
    }

    /** Version 2 is written as 1; version 1 is left out, or written as 0 by some. */
    private static int version(DerReader tbs) throws MalformedInput {
        int written = tbs.isNext(Tag.INTEGER) ? tbs.count(Tag.INTEGER, "version") : 0;
        if (written > 1) {
            throw new MalformedInput("CertificateList: version " + written + " is not known (RFC 5280 section"
                    + " 5.1.2.1)");
        }
        return written + 1;
    }

    /** Absent parameters and NULL are the same: issuers mix them up. */
    private static boolean isSame(AlgorithmId inner, AlgorithmId outer) {
        return inner.equals(outer)
                || inner.oid().equals(outer.oid()) && isNothing(inner.parameters()) && isNothing(outer.parameters());
    }

    private static boolean isNothing(@Nullable Opaque parameters) {
        return parameters == null || parameters.length() == 2 && parameters.toBytes()[0] == Tag.NULL;
    }

    private void revoked(DerReader all, CrlEntries entries) throws MalformedInput {
        while (all.hasMore()) {
            int position = all.position();
            Read read = entry(all, this::breach);
            if (read.unknown() != null) {
                // Section 5.3: such a list shows of no certificate that it is not revoked.
                unusable = "one of its entries has the critical extension " + read.unknown();
            }
            entries.add(position, read.issuer() != null);
        }
    }

    /**
     * One entry as it stands.
     *
     * @param issuer the certificates' issuer from this entry on (section 5.3.3); null where it stays
     * @param unknown a critical extension that is not known here; null where there is none
     */
    record Read(Crl.Entry entry, @Nullable Name issuer, @Nullable Oid unknown) {
    }

    /** The entry that stands at a position of a list that was read. */
    static Read entry(byte[] list, int position) throws MalformedInput {
        Consumer<String> told = breach -> {};
        return entry(DerReader.telling(list, position, "revokedCertificates", told), told);
    }

    private static Read entry(DerReader from, Consumer<String> breaches) throws MalformedInput {
        DerReader entry = from.sequence("revokedCertificate");
        if (entry.left() > MAX_ENTRY) {
            throw new MalformedInput("revokedCertificate: " + entry.left() + " bytes, above the cap of " + MAX_ENTRY);
        }
        entry.integer("userCertificate");
        long date = entry.time("revocationDate");
        int reason = 0;
        Name issuer = null;
        Oid unknown = null;
        List<CertExtension> extensions = entry.hasMore() ? CertExtension.readSome(entry, "crlEntryExtensions")
                : List.of();
        entry.end();
        for (CertExtension extension : extensions) {
            DerReader value = extension.reader(breaches);
            if (extension.oid().equals(Oids.REASON_CODE)) {
                reason = value.count(Tag.ENUMERATED, "CRLReason");
            } else if (extension.oid().equals(Oids.CERTIFICATE_ISSUER)) {
                issuer = directory(GeneralName.readAll(value, Tag.SEQUENCE, "CertificateIssuer"));
            } else if (extension.critical()) {
                unknown = extension.oid();
            }
        }
        return new Read(new Crl.Entry(date, reason), issuer, unknown);
    }

    private static Name directory(List<GeneralName> names) throws MalformedInput {
        for (GeneralName name : names) {
            if (name instanceof GeneralName.Directory directory) {
                return directory.name();
            }
        }
        throw new MalformedInput("CertificateIssuer: no directory name (RFC 5280 section 5.3.3)");
    }

    private void extension(CertExtension extension, Name issuer) throws MalformedInput {
        Oid oid = extension.oid();
        DerReader value = extension.reader(this::breach);
        if (oid.equals(Oids.CRL_NUMBER)) {
            number = value.integer("CRLNumber");
            forbidCritical(extension, "CRLNumber (RFC 5280 section 5.2.3)");
        } else if (oid.equals(Oids.DELTA_CRL_INDICATOR)) {
            deltaBase = value.integer("BaseCRLNumber");
        } else if (oid.equals(Oids.ISSUING_DISTRIBUTION_POINT)) {
            issuingPoint = IssuingPoint.read(value, issuer);
        } else if (oid.equals(Oids.AUTHORITY_KEY_IDENTIFIER)) {
            authorityKeyId = CertExtensions.authorityKeyId(value);
            forbidCritical(extension, "AuthorityKeyIdentifier (RFC 5280 section 5.2.1)");
        } else {
            if (extension.critical()) {
                unusable = "it has the critical extension " + oid + " (RFC 5280 section 5.2)";
            }
            return;
        }
        value.end();
    }

    private void forbidCritical(CertExtension extension, String what) {
        if (extension.critical()) {
            unusable = "it marks as critical its extension " + what;
        }
    }
}
