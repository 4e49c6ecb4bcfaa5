package dev.handfast.pki.cert;

import dev.handfast.der.DerReader;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireReader;
import java.util.ArrayList;
import java.util.List;

/**
 * A signed certificate timestamp (RFC 6962 section 3.2).
 *
 * @param version 0 for version 1; nothing but {@code logId} is meaningful for others
 * @param logId SHA-256 of the log's key
 * @param timestamp when the log promised, in milliseconds since 1970-01-01T00:00:00Z
 * @param extensions the log's extensions
 * @param hash the hash algorithm, by TLS 1.2's numbers: 4 is SHA-256
 * @param algorithm the signature algorithm, by TLS 1.2's numbers: 1 is RSA, 3 is ECDSA
 * @param signature the signature
 */
public record Sct(int version, Opaque logId, long timestamp, Opaque extensions, int hash, int algorithm,
        Opaque signature) {

    private static final int LOG_ID = 32;

    /** Timestamps read of one list; a certificate carries two to five. */
    private static final int MOST = 20;

    /** Reads SignedCertificateTimestampList (section 3.3), as TLS, OCSP and certificates carry it. */
    public static List<Sct> readAll(byte[] list) throws MalformedInput {
        WireReader whole = new WireReader(list, "SignedCertificateTimestampList");
        WireReader all = whole.vec16("sct_list");
        whole.end();
        List<Sct> timestamps = new ArrayList<>();
        while (all.hasMore()) {
            WireReader one = all.vec16("SerializedSCT");
            if (timestamps.size() >= MOST) {
                throw new MalformedInput("sct_list: more than " + MOST + " timestamps");
            }
            timestamps.add(read(one));
        }
        return List.copyOf(timestamps);
    }

    /** The timestamps inside a certificate; empty when there are none (section 3.3). */
    public static List<Sct> embedded(Cert certificate) throws MalformedInput {
        CertExtension extension = certificate.extension(Oids.SCT_LIST);
        if (extension == null) {
            return List.of();
        }
        return wrapped(extension.reader());
    }

    /** The timestamps that a responder sends along; empty when there are none (section 3.3). */
    public static List<Sct> stapled(OcspResponse response) throws MalformedInput {
        for (OcspResponse.Answer answer : response.answers()) {
            if (answer.timestamps() != null) {
                return wrapped(new DerReader(answer.timestamps(), "timestamps of an OCSP response"));
            }
        }
        return List.of();
    }

    private static List<Sct> wrapped(DerReader value) throws MalformedInput {
        byte[] list = value.octets("SignedCertificateTimestampList");
        value.end();
        return readAll(list);
    }

    private static Sct read(WireReader one) throws MalformedInput {
        int version = one.u8();
        Opaque logId = one.opaque(LOG_ID);
        if (version != 0) {
            // A version to come: known by its log only.
            return new Sct(version, logId, 0, Opaque.EMPTY, 0, 0, one.rest());
        }
        long timestamp = one.u64();
        Opaque extensions = one.opaque16();
        int hash = one.u8();
        int algorithm = one.u8();
        Opaque signature = one.opaque16();
        one.end();
        return new Sct(version, logId, timestamp, extensions, hash, algorithm, signature);
    }
}
