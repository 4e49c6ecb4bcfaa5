package dev.handfast.pki.cert;

import dev.handfast.der.DerReader;
import dev.handfast.der.Tag;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import java.math.BigInteger;
import java.util.List;

/**
 * Reads a certificate.
 *
 * <pre>
 * Certificate    ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue BIT STRING }
 * TBSCertificate ::= SEQUENCE { version [0] DEFAULT v1, serialNumber, signature, issuer, validity, subject,
 *     subjectPublicKeyInfo, issuerUniqueID [1] OPTIONAL, subjectUniqueID [2] OPTIONAL, extensions [3] OPTIONAL }
 * </pre>
 */
public final class CertReader {

    /**
     * The largest certificate that is read, in bytes. Far above any in use (a certificate with 10 000 names has about
     * 300 kB) and far below the 16 MB a TLS message may carry.
     */
    public static final int MAX_BYTES = 1 << 20;

    /** The longest serial number, in octets (RFC 5280 section 4.1.2.2), not counting a leading sign octet. */
    private static final int MAX_SERIAL = 20;

    private CertReader() {
    }

    /**
     * Reads one certificate, which must be all of the bytes.
     *
     * @throws MalformedInput if it is no strict DER, breaks a syntax rule of RFC 5280, or is larger than
     *         {@link #MAX_BYTES}
     */
    public static Cert read(byte[] encoded) throws MalformedInput {
        return adopt(encoded.clone());
    }

    /** As {@link #read}, taking the array without copying it; the caller must not change it any more. */
    public static Cert adopt(byte[] encoded) throws MalformedInput {
        if (encoded.length > MAX_BYTES) {
            throw new MalformedInput("Certificate: " + encoded.length + " bytes, above the cap of " + MAX_BYTES);
        }
        DerReader whole = new DerReader(encoded, "Certificate");
        DerReader certificate = whole.sequence("Certificate");
        int start = certificate.position();
        DerReader tbs = certificate.sequence("TBSCertificate");
        Opaque signed = certificate.since(start);
        AlgorithmId outer = AlgorithmId.read(certificate, "signatureAlgorithm");
        Opaque signature = Opaque.adopt(certificate.bitOctets("signatureValue"));
        certificate.end();
        whole.end();
        return fields(Opaque.adopt(encoded), signed, tbs, outer, signature);
    }

    private static Cert fields(Opaque encoded, Opaque signed, DerReader tbs, AlgorithmId outer, Opaque signature)
            throws MalformedInput {
        int version = version(tbs);
        BigInteger serial = tbs.integer("serialNumber");
        if (serial.bitLength() > MAX_SERIAL * 8) {
            throw new MalformedInput("Certificate: serial number longer than " + MAX_SERIAL
                    + " octets (RFC 5280 section 4.1.2.2)");
        }
        AlgorithmId inner = AlgorithmId.read(tbs, "signature");
        if (!inner.equals(outer)) {
            throw new MalformedInput("Certificate: the signed signature algorithm differs from the outer one (RFC 5280"
                    + " section 4.1.1.2)");
        }
        Name issuer = Name.read(tbs, "issuer");
        DerReader validity = tbs.sequence("validity");
        long notBefore = validity.time("notBefore");
        long notAfter = validity.time("notAfter");
        validity.end();
        Name subject = Name.read(tbs, "subject");
        Spki key = Spki.read(tbs);
        uniqueId(tbs, 1, version);
        uniqueId(tbs, 2, version);
        List<Extension> extensions = extensions(tbs, version);
        tbs.end();
        CertFields fields = new CertFields(signed, outer, signature, version, serial, issuer, subject, notBefore,
                notAfter, key, extensions);
        return new Cert(encoded, fields, CertExtensions.read(extensions, issuer));
    }

    private static int version(DerReader tbs) throws MalformedInput {
        if (!tbs.isNext(Tag.constructed(0))) {
            return 1;
        }
        DerReader explicit = tbs.nested(Tag.constructed(0), "version");
        int version = explicit.count(Tag.INTEGER, "version");
        explicit.end();
        if (version != 1 && version != 2) {
            throw new MalformedInput("Certificate: version " + (version + 1L) + " written out, expected 2 or 3 (RFC"
                    + " 5280 section 4.1.2.1)");
        }
        return version + 1;
    }

    private static void uniqueId(DerReader tbs, int number, int version) throws MalformedInput {
        if (tbs.isNext(Tag.context(number))) {
            if (version < 2) {
                throw new MalformedInput("Certificate: unique identifier in version 1 (RFC 5280 section 4.1.2.8)");
            }
            tbs.content(Tag.context(number), "unique identifier");
        }
    }

    private static List<Extension> extensions(DerReader tbs, int version) throws MalformedInput {
        if (!tbs.isNext(Tag.constructed(3))) {
            return List.of();
        }
        if (version < 3) {
            throw new MalformedInput("Certificate: extensions in version " + version + " (RFC 5280 section 4.1.2.9)");
        }
        DerReader explicit = tbs.nested(Tag.constructed(3), "extensions");
        List<Extension> extensions = Extension.readAll(explicit, "Extensions");
        explicit.end();
        return extensions;
    }
}
