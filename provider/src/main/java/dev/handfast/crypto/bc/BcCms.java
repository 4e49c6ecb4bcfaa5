package dev.handfast.crypto.bc;

import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1TaggedObject;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Messages of CMS by BouncyCastle's reader of BER, which throws all kinds of RuntimeExceptions. */
final class BcCms {

    private static final ASN1ObjectIdentifier SIGNED_DATA = new ASN1ObjectIdentifier("1.2.840.113549.1.7.2");
    /** X.690 section 8.1.2.2. */
    private static final int CONTEXT_SPECIFIC = 0x80;

    private BcCms() {
    }

    /** The parts of SignedData's field with this tag. */
    static List<byte[]> parts(byte[] message, int tag) throws IOException {
        try (ASN1InputStream in = new ASN1InputStream(message)) {
            ASN1Sequence information = ASN1Sequence.getInstance(in.readObject());
            if (information == null || information.size() != 2 || !SIGNED_DATA.equals(information.getObjectAt(0))) {
                throw new IOException("it is no message of signed data (RFC 5652 section 5.1)");
            }
            List<byte[]> parts = new ArrayList<>();
            ASN1TaggedObject content = ASN1TaggedObject.getInstance(information.getObjectAt(1));
            for (ASN1Encodable field : ASN1Sequence.getInstance(content, true)) {
                if (field instanceof ASN1TaggedObject tagged && tagged.hasTag(CONTEXT_SPECIFIC, tag)) {
                    add(ASN1Set.getInstance(tagged, false), parts);
                }
            }
            return parts;
        } catch (RuntimeException | StackOverflowError e) {
            throw new IOException("it is no message of signed data (RFC 5652 section 5.1) that can be read", e);
        }
    }

    /** Other choices than a certificate or a list are tagged (RFC 5652 section 10.2). */
    private static void add(ASN1Set set, List<byte[]> parts) throws IOException {
        for (ASN1Encodable part : set) {
            ASN1Primitive primitive = part.toASN1Primitive();
            if (primitive instanceof ASN1Sequence) {
                parts.add(primitive.getEncoded());
            }
        }
    }
}
