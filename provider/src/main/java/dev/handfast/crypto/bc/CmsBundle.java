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

    /**
     * Bytes of a message, all of which is made into objects to find where its parts begin and end: up to sixty times
     * its size, before anybody has vouched for it. Bundles in use have some ten kB; larger lists are published alone.
     */
    private static final int MAX_BYTES = 1 << 18;

    private CmsBundle() {
    }

    /**
     * The encodings of the certificates in a message, in its order; empty if there are none.
     *
     * @throws IOException if it is no message of signed data, is larger than 256 kB, or there is no BouncyCastle to
     *         read it
     */
    public static List<byte[]> certificates(byte[] message) throws IOException {
        return parts(message, CERTIFICATES);
    }

    /** The encodings of the revocation lists in a message, likewise. */
    public static List<byte[]> lists(byte[] message) throws IOException {
        return parts(message, LISTS);
    }

    private static List<byte[]> parts(byte[] message, int tag) throws IOException {
        if (message.length > MAX_BYTES) {
            throw new IOException(
                    "it is a message of CMS of " + message.length + " bytes, above the cap of " + MAX_BYTES
                            + "; larger ones are read in DER or PEM alone");
        }
        if (!BouncyCastle.has(BouncyCastle.Part.CMS)) {
            throw new IOException(BouncyCastle.objection(BouncyCastle.Part.CMS));
        }
        return BcCms.parts(message, tag);
    }
}
