package dev.handfast.jsse.fetch;

import dev.handfast.crypto.bc.CmsBundle;
import dev.handfast.der.Tag;
import dev.handfast.pem.PemBlock;
import dev.handfast.pem.PemFile;
import java.io.IOException;
import java.security.cert.CRLException;
import java.util.ArrayList;
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

    private CrlFile() {
    }

    /**
     * The encodings of the lists in a file, in its order; not empty.
     *
     * @throws CRLException if there is none, or more than is read
     */
    public static List<byte[]> lists(byte[] file) throws CRLException {
        List<byte[]> lists = new ArrayList<>();
        try {
            boolean isDer = file.length > 0 && file[0] == Tag.SEQUENCE;
            for (byte[] encoded : isDer ? List.of(file) : pem(file, MAX_LISTS)) {
                add(encoded, lists);
            }
        } catch (IOException e) {
            throw new CRLException(e.getMessage(), e);
        }
        if (lists.isEmpty()) {
            throw new CRLException("it is no revocation list, neither in DER nor in PEM");
        }
        return lists;
    }

    /** The contents of the blocks in a file of PEM, whatever their labels; empty if it is none. */
    static List<byte[]> pem(byte[] file, int most) throws IOException {
        return PemFile.read(file, most).stream().map(PemBlock::content).toList();
    }

    private static void add(byte[] encoded, List<byte[]> into) throws CRLException, IOException {
        if (isSigned(encoded)) {
            into.add(encoded);
        } else {
            into.addAll(CmsBundle.lists(encoded));
        }
        if (into.size() > MAX_LISTS) {
            throw new CRLException("it holds more than " + MAX_LISTS + " revocation lists");
        }
    }

    /** Whether a file looks like a list or a certificate in DER: a message has a name where those have a sequence. */
    static boolean isSigned(byte[] file) {
        if (file.length < 2 || file[0] != Tag.SEQUENCE) {
            return false;
        }
        int inner = 2 + (file[1] < 0 ? file[1] & 0x7f : 0);
        return inner < file.length && file[inner] == Tag.SEQUENCE;
    }
}
