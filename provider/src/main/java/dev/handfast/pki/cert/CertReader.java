package dev.handfast.pki.cert;

import dev.handfast.der.DerReader;
import dev.handfast.der.Oid;
import dev.handfast.der.Tag;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import java.math.BigInteger;
import java.util.ArrayList;
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

    /**
     * The longest serial number in a chain, in octets. RFC 5280 section 4.1.2.2 allows issuers 20; 37 are in use, and
     * OpenSSL, GnuTLS, BouncyCastle and the JDK set no limit. Nothing but messages and revocation looks at it.
     */
    private static final int MAX_SERIAL = 64;

    private final List<EncodingFlaw> flaws = new ArrayList<>();

    private CertReader() {
    }

    /**
     * Reads one certificate, which must be all of the bytes, and must be right.
     *
     * @throws MalformedInput if it is no strict DER, breaks a syntax rule of RFC 5280, or is larger than
     *         {@link #MAX_BYTES}
     */
    public static Cert read(byte[] encoded) throws MalformedInput {
        Cert cert = survey(encoded.clone());
        if (!cert.flaws().isEmpty()) {
            throw new MalformedInput(cert.flaws().get(0).text());
        }
        return cert;
    }

    /**
     * Reads one certificate for the judge, who decides by {@link Cert#flaws} whether it may stand where it stands.
     * Takes the array without copying it; the caller must not change it any more.
     *
     * @throws MalformedInput if its fields cannot be told apart, or it is larger than {@link #MAX_BYTES}
     */
    public static Cert survey(byte[] encoded) throws MalformedInput {
        if (encoded.length > MAX_BYTES) {
            throw new MalformedInput("Certificate: " + encoded.length + " bytes, above the cap of " + MAX_BYTES);
        }
        return new CertReader().certificate(Opaque.adopt(encoded));
    }

    private Cert certificate(Opaque encoded) throws MalformedInput {
        DerReader whole = DerReader.telling(encoded, "Certificate", this::flaw);
        DerReader certificate = whole.sequence("Certificate");
        int start = certificate.position();
        DerReader tbs = certificate.sequence("TBSCertificate");
        Opaque signed = certificate.since(start);
        AlgorithmId outer = AlgorithmId.read(certificate, "signatureAlgorithm");
        Opaque signature = Opaque.adopt(certificate.bitOctets("signatureValue"));
        certificate.end();
        whole.end();
        return fields(encoded, signed, tbs, outer, signature);
    }

    private void flaw(String text) {
        flaws.add(new EncodingFlaw(text, false));
    }

    private Cert fields(Opaque encoded, Opaque signed, DerReader tbs, AlgorithmId outer, Opaque signature)
            throws MalformedInput {
        int version = version(tbs);
        BigInteger serial = tbs.integer("serialNumber");
        if (serial.bitLength() > MAX_SERIAL * 8) {
            flaw("Certificate: serial number of " + (serial.bitLength() / 8 + 1) + " octets, above the cap of "
                    + MAX_SERIAL + " (RFC 5280 section 4.1.2.2 allows 20)");
        }
        if (!AlgorithmId.read(tbs, "signature").equals(outer)) {
            flaw("Certificate: the signed signature algorithm differs from the outer one (RFC 5280 section 4.1.1.2)");
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
        List<CertExtension> extensions = extensions(tbs, version);
        tbs.end();
        CertFields fields = new CertFields(signed, outer, signature, version, serial, issuer, subject, notBefore,
                notAfter, key, extensions);
        CertExtensions known = CertExtensions.read(extensions, issuer, flaws);
        return new Cert(encoded, fields, known, List.copyOf(flaws));
    }

    /** Version 1 written out is no DER (it is the default), and is what it says. */
    private static int version(DerReader tbs) throws MalformedInput {
        if (!tbs.isNext(Tag.constructed(0))) {
            return 1;
        }
        DerReader explicit = tbs.nested(Tag.constructed(0), "version");
        int version = explicit.count(Tag.INTEGER, "version");
        explicit.end();
        if (version > 2) {
            throw new MalformedInput("Certificate: version " + (version + 1L) + ", expected 1 to 3 (RFC 5280 section"
                    + " 4.1.2.1)");
        }
        return version + 1;
    }

    private void uniqueId(DerReader tbs, int number, int version) throws MalformedInput {
        if (tbs.isNext(Tag.context(number))) {
            if (version < 2) {
                flaw("Certificate: unique identifier in version 1 (RFC 5280 section 4.1.2.8)");
            }
            tbs.content(Tag.context(number), "unique identifier");
        }
    }

    private List<CertExtension> extensions(DerReader tbs, int version) throws MalformedInput {
        if (!tbs.isNext(Tag.constructed(3))) {
            return List.of();
        }
        if (version < 3) {
            flaw("Certificate: extensions in version " + version + " (RFC 5280 section 4.1.2.9)");
        }
        DerReader explicit = tbs.nested(Tag.constructed(3), "extensions");
        List<CertExtension> extensions = CertExtension.readEach(explicit, "Extensions");
        explicit.end();
        if (extensions.isEmpty()) {
            flaw("Certificate: an empty list of extensions (RFC 5280 section 4.1)");
        }
        Oid twice = CertExtension.duplicate(extensions);
        if (twice != null) {
            flaws.add(new EncodingFlaw("Certificate: extension " + twice + " appears twice (RFC 5280 section 4.2)",
                    extensions.stream().anyMatch(e -> e.oid().equals(twice) && CertExtensions.isBinding(e))));
        }
        return extensions;
    }
}
