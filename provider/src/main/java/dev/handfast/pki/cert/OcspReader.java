package dev.handfast.pki.cert;

import dev.handfast.der.DerReader;
import dev.handfast.der.Oid;
import dev.handfast.der.Tag;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads an OCSP response (RFC 6960 section 4.2.1).
 *
 * <pre>
 * OCSPResponse      ::= SEQUENCE { responseStatus ENUMERATED, responseBytes [0] EXPLICIT ResponseBytes OPTIONAL }
 * BasicOCSPResponse ::= SEQUENCE { tbsResponseData, signatureAlgorithm, signature, certs [0] EXPLICIT OPTIONAL }
 * ResponseData      ::= SEQUENCE { version [0] DEFAULT v1, responderID, producedAt, responses, [1] extensions }
 * </pre>
 */
public final class OcspReader {

    /** The largest response that is read, in bytes. Real ones have 0.3 to 5 kB. */
    public static final int MAX_BYTES = 1 << 18;

    /** Certificates that may come along; more than a responder's chain is of no use. */
    private static final int MAX_CERTIFICATES = 10;

    private static final Map<Oid, String> HASHES = Map.of(Oids.SHA1, "SHA-1", Oids.SHA256, "SHA-256", Oids.SHA384,
            "SHA-384", Oids.SHA512, "SHA-512");

    /** Why it shows of no certificate that it is good; null while nothing was found. */
    private @Nullable String unusable;

    private OcspReader() {
    }

    /**
     * Reads one response, which must be all of the bytes.
     *
     * @throws MalformedInput if its fields cannot be told apart, it breaks a syntax rule of RFC 6960 that leaves no one
     *         meaning, or is larger than {@link #MAX_BYTES}
     */
    public static OcspResponse read(byte[] encoded) throws MalformedInput {
        if (encoded.length > MAX_BYTES) {
            throw new MalformedInput("OCSPResponse: " + encoded.length + " bytes, above the cap of " + MAX_BYTES);
        }
        return new OcspReader().response(encoded);
    }

    /** What is no DER and has one meaning counts, where it says "revoked"; it does not show that anybody is good. */
    private void breach(String text) {
        if (unusable == null) {
            unusable = "the response's encoding is no DER: " + text;
        }
    }

    private OcspResponse response(byte[] encoded) throws MalformedInput {
        DerReader whole = DerReader.telling(encoded, 0, "OCSPResponse", this::breach);
        DerReader response = whole.sequence("OCSPResponse");
        int status = response.count(Tag.ENUMERATED, "responseStatus");
        if (status != 0) {
            return new OcspResponse(status, Opaque.EMPTY, null, Opaque.EMPTY, null, null, 0, List.of(), List.of(),
                    List.of(), null,
                    false, null);
        }
        DerReader explicit = response.nested(Tag.constructed(0), "responseBytes");
        DerReader bytes = explicit.sequence("ResponseBytes");
        if (!bytes.oid("responseType").equals(Oids.OCSP_BASIC)) {
            throw new MalformedInput("OCSPResponse: not a basic response (RFC 6960 section 4.2.1)");
        }
        DerReader value = bytes.insideOctetString("response");
        bytes.end();
        explicit.end();
        response.end();
        whole.end();
        OcspResponse read = basic(value);
        value.end();
        return read;
    }

    private OcspResponse basic(DerReader value) throws MalformedInput {
        DerReader basic = value.sequence("BasicOCSPResponse");
        int start = basic.position();
        DerReader data = basic.sequence("ResponseData");
        Opaque signed = basic.since(start);
        AlgorithmId algorithm = AlgorithmId.read(basic, "signatureAlgorithm");
        Opaque signature = Opaque.adopt(basic.bitOctets("signature"));
        List<String> unreadable = new ArrayList<>();
        List<Cert> certificates = certificates(basic, unreadable);
        basic.end();
        version(data);
        Name name = null;
        Opaque keyHash = null;
        if (data.isNext(Tag.constructed(1))) {
            DerReader byName = data.nested(Tag.constructed(1), "byName");
            name = Name.read(byName, "byName");
            byName.end();
        } else {
            DerReader byKey = data.nested(Tag.constructed(2), "byKey");
            keyHash = Opaque.adopt(byKey.octets("byKey"));
            byKey.end();
        }
        long producedAt = data.time("producedAt");
        List<OcspResponse.Answer> answers = new ArrayList<>();
        boolean unknown = false;
        DerReader responses = data.sequence("responses");
        while (responses.hasMore()) {
            DerReader one = responses.sequence("SingleResponse");
            OcspResponse.Answer answer = answer(one);
            List<CertExtension> extensions = extensions(one);
            one.end();
            unknown |= hasUnknownCritical(extensions);
            answers.add(answer.withTimestamps(value(extensions, Oids.SCT_LIST_OCSP)));
        }
        List<CertExtension> extensions = extensions(data);
        data.end();
        return new OcspResponse(0, signed, algorithm, signature, name, keyHash, producedAt, List.copyOf(answers),
                certificates, List.copyOf(unreadable), value(extensions, Oids.OCSP_NONCE),
                unknown || hasUnknownCritical(extensions), unusable);
    }

    /** Version 1, the only one, is left out in DER; some responders write it. */
    private static void version(DerReader data) throws MalformedInput {
        if (data.isNext(Tag.constructed(0))) {
            DerReader explicit = data.nested(Tag.constructed(0), "version");
            if (explicit.count(Tag.INTEGER, "version") != 0) {
                throw new MalformedInput("ResponseData: only version 1 is defined (RFC 6960 section 4.2.1)");
            }
            explicit.end();
        }
    }

    /** One that cannot be read is no reason to do without the others: it need not be the signer's. */
    private static List<Cert> certificates(DerReader basic, List<String> unreadable) throws MalformedInput {
        if (!basic.isNext(Tag.constructed(0))) {
            return List.of();
        }
        List<Cert> certificates = new ArrayList<>();
        DerReader explicit = basic.nested(Tag.constructed(0), "certs");
        DerReader all = explicit.sequence("certs");
        for (int i = 0; all.hasMore(); i++) {
            Opaque encoded = all.element("Certificate");
            if (i < MAX_CERTIFICATES) {
                try {
                    certificates.add(CertReader.survey(encoded.toBytes()));
                } catch (MalformedInput e) {
                    unreadable.add("certificate " + (i + 1) + " of the response cannot be read: " + e.getMessage());
                }
            }
        }
        explicit.end();
        return List.copyOf(certificates);
    }

    private static OcspResponse.Answer answer(DerReader one) throws MalformedInput {
        DerReader id = one.sequence("CertID");
        String hash = HASHES.get(AlgorithmId.read(id, "hashAlgorithm").oid());
        OcspResponse.CertId about = new OcspResponse.CertId(hash, Opaque.adopt(id.octets("issuerNameHash")),
                Opaque.adopt(id.octets("issuerKeyHash")), id.integer("serialNumber"));
        id.end();
        OcspResponse.Status status;
        long revoked = -1;
        int reason = 0;
        if (one.isNext(Tag.constructed(1))) {
            status = OcspResponse.Status.REVOKED;
            DerReader info = one.nested(Tag.constructed(1), "revoked");
            revoked = info.time("revocationTime");
            if (info.isNext(Tag.constructed(0))) {
                DerReader explicit = info.nested(Tag.constructed(0), "revocationReason");
                reason = explicit.count(Tag.ENUMERATED, "CRLReason");
                explicit.end();
            }
            info.end();
        } else {
            boolean good = one.isNext(Tag.context(0));
            status = good ? OcspResponse.Status.GOOD : OcspResponse.Status.UNKNOWN;
            if (one.content(good ? Tag.context(0) : Tag.context(2), "certStatus").length != 0) {
                throw new MalformedInput("SingleResponse: a status with contents");
            }
        }
        long thisUpdate = one.time("thisUpdate");
        long nextUpdate = -1;
        if (one.isNext(Tag.constructed(0))) {
            DerReader explicit = one.nested(Tag.constructed(0), "nextUpdate");
            nextUpdate = explicit.time("nextUpdate");
            explicit.end();
        }
        return new OcspResponse.Answer(about, status, revoked, reason, thisUpdate, nextUpdate, null);
    }

    private static List<CertExtension> extensions(DerReader from) throws MalformedInput {
        if (!from.isNext(Tag.constructed(1))) {
            return List.of();
        }
        DerReader explicit = from.nested(Tag.constructed(1), "extensions");
        List<CertExtension> extensions = CertExtension.readSome(explicit, "extensions");
        explicit.end();
        return extensions;
    }

    private static boolean hasUnknownCritical(List<CertExtension> extensions) {
        return extensions.stream().anyMatch(e -> e.critical() && !e.oid().equals(Oids.OCSP_NONCE));
    }

    private static @Nullable Opaque value(List<CertExtension> extensions, Oid oid) {
        for (CertExtension extension : extensions) {
            if (extension.oid().equals(oid)) {
                return extension.value();
            }
        }
        return null;
    }
}
