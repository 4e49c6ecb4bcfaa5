package dev.handfast.crypto.bc;

import java.io.IOException;
import java.util.List;

/**
 * What a certs-only message of CMS holds (RFC 8551 section 3.8, RFC 5652 section 5.1), in BER or DER. Its parts are
 * handed on as encodings: nothing in them is looked at.
 *
 * <pre>
 * ContentInfo ::= SEQUENCE { contentType OBJECT IDENTIFIER, content [0] EXPLICIT SignedData }
 * SignedData  ::= SEQUENCE { version, digestAlgorithms SET, encapContentInfo SEQUENCE,
 *     certificates [0] IMPLICIT SET OPTIONAL, crls [1] IMPLICIT SET OPTIONAL, signerInfos SET }
 * </pre>
 */
public final class CmsBundle {

    private static final int CERTIFICATES = 0;
    private static final int LISTS = 1;

    private CmsBundle() {
    }

    /**
     * The encodings of the certificates in a message, in its order; empty if there are none.
     *
     * @throws IOException if it is no message of signed data, or there is no BouncyCastle to read it
     */
    public static List<byte[]> certificates(byte[] message) throws IOException {
        return parts(message, CERTIFICATES);
    }

    /** The encodings of the revocation lists in a message, likewise. */
    public static List<byte[]> lists(byte[] message) throws IOException {
        return parts(message, LISTS);
    }

    private static List<byte[]> parts(byte[] message, int tag) throws IOException {
        if (!BouncyCastle.has(BouncyCastle.Part.CMS)) {
            throw new IOException(BouncyCastle.objection(BouncyCastle.Part.CMS));
        }
        return BcCms.parts(message, tag);
    }
}
