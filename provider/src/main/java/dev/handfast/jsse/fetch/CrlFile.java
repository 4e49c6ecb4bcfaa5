package dev.handfast.jsse.fetch;

import dev.handfast.crypto.jca.JcaCertificates;
import dev.handfast.der.Tag;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The revocation lists in a file that was fetched: one in DER (RFC 5280 section 4.2.1.13), or what else is found in the
 * field: PEM (RFC 7468), and certs-only messages of CMS.
 *
 * <p>Nobody has vouched for the file yet, so lists are not made into the JDK's objects to find where they begin and
 * end: those take up to twenty times the memory of a list in PEM.
 */
public final class CrlFile {

    /** Lists in one file: more than a certificate has issuers and scopes; each takes objects of its own. */
    private static final int MAX_LISTS = 64;

    /** Bytes of a message of CMS, which only the JDK reads here: it may take 80 MB of objects. */
    private static final int MAX_CMS = 1 << 22;

    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";

    private CrlFile() {
    }

    /**
     * The encodings of the lists in a file, in its order; not empty.
     *
     * @throws CRLException if there is none, or more than is read
     */
    public static List<byte[]> lists(byte[] file) throws CRLException, CertificateException {
        List<byte[]> lists = new ArrayList<>();
        if (file.length > 0 && file[0] == Tag.SEQUENCE) {
            add(file, lists);
        } else {
            blocks(file, lists);
        }
        if (lists.isEmpty()) {
            throw new CRLException("it is no revocation list, neither in DER nor in PEM");
        }
        return lists;
    }

    private static void add(byte[] encoded, List<byte[]> into) throws CRLException, CertificateException {
        if (isList(encoded)) {
            into.add(encoded);
        } else if (encoded.length > MAX_CMS) {
            throw new CRLException("it is a message of " + encoded.length + " bytes, above the cap of " + MAX_CMS
                    + " for what is no list alone");
        } else {
            into.addAll(JcaCertificates.lists(encoded));
        }
        if (into.size() > MAX_LISTS) {
            throw new CRLException("it holds more than " + MAX_LISTS + " revocation lists");
        }
    }

    /** What stands between the lines of PEM; text around them is passed over. */
    private static void blocks(byte[] file, List<byte[]> into) throws CRLException, CertificateException {
        String text = new String(file, StandardCharsets.ISO_8859_1);
        int blocks = 0;
        for (int begin = text.indexOf(BEGIN); begin >= 0;) {
            if (++blocks > MAX_LISTS) {
                throw new CRLException("it holds more than " + MAX_LISTS + " blocks of PEM");
            }
            int label = text.indexOf(DASHES, begin + BEGIN.length());
            int end = label < 0 ? -1 : text.indexOf(END, label);
            if (end < 0) {
                throw new CRLException("it is cut off: a block of PEM does not end");
            }
            int start = label + DASHES.length();
            try {
                ByteBuffer decoded = Base64.getMimeDecoder().decode(ByteBuffer.wrap(file, start, end - start));
                byte[] block = new byte[decoded.remaining()];
                decoded.get(block);
                add(block, into);
            } catch (IllegalArgumentException e) {
                throw new CRLException("it has a block of PEM that is no base64", e);
            }
            begin = text.indexOf(BEGIN, end);
        }
    }

    /** Whether a file looks like a list in DER: a sequence that begins with a sequence, where a message has a name. */
    private static boolean isList(byte[] file) {
        if (file.length < 2 || file[0] != Tag.SEQUENCE) {
            return false;
        }
        int inner = 2 + (file[1] < 0 ? file[1] & 0x7f : 0);
        return inner < file.length && file[inner] == Tag.SEQUENCE;
    }
}
