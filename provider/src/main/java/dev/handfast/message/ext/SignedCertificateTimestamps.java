package dev.handfast.message.ext;

import dev.handfast.spec.ExtensionType;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;
import java.util.List;

/**
 * Certificate transparency: asked for with an empty body in ClientHello and CertificateRequest, answered with a list
 * (RFC 6962 section 3.3.1).
 *
 * @param listOrEmpty the whole SignedCertificateTimestampList with its length, as logs' tools expect it; empty in a
 *     request
 */
public record SignedCertificateTimestamps(Opaque listOrEmpty) implements Extension {

    // opaque SerializedSCT<1..2^16-1>;
    // struct {
    //     SerializedSCT sct_list <1..2^16-1>;
    // } SignedCertificateTimestampList;

    /** The empty body that asks for timestamps. */
    public static final SignedCertificateTimestamps REQUEST = new SignedCertificateTimestamps(Opaque.EMPTY);

    public SignedCertificateTimestamps {
        Ranges.length(listOrEmpty, 0, 0xffff, "signed_certificate_timestamp");
    }

    static SignedCertificateTimestamps readRequest(WireReader in) {
        return REQUEST;
    }

    static SignedCertificateTimestamps read(WireReader in) throws MalformedInput {
        Opaque whole = in.rest();
        timestamps(whole);
        return new SignedCertificateTimestamps(whole);
    }

    @Override
    public ExtensionType type() {
        return ExtensionType.SIGNED_CERTIFICATE_TIMESTAMP;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.bytes(listOrEmpty);
    }

    /**
     * The timestamps one by one, each as its log signed it.
     *
     * @throws MalformedInput if the list is not one; never for an instance that was read from a server's message
     */
    public List<Opaque> timestamps() throws MalformedInput {
        return timestamps(listOrEmpty);
    }

    private static List<Opaque> timestamps(Opaque whole) throws MalformedInput {
        WireReader body = whole.reader("signed_certificate_timestamp");
        WireReader list = body.vec16("signed_certificate_timestamp");
        Vectors.needsOne(list);
        List<Opaque> timestamps = Vectors.opaques16(list);
        body.end();
        return timestamps;
    }
}
