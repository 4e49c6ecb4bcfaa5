package dev.handfast.crypto.jca;

import dev.handfast.der.BerCost;
import dev.handfast.der.CaseCost;
import dev.handfast.der.CombiningMarks;
import dev.handfast.der.DerReader;
import dev.handfast.der.Tag;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Printable;

import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.util.Arrays;
import java.util.List;

/**
 * Keeps certificates from JCA that would make it ask a name service, copy more than {@link BerCost} allows, or
 * normalise more {@link CombiningMarks} or fold more letters ({@link CaseCost}) than text has, which is what comparing
 * JCA's names does.
 *
 * <p>SUN's factory takes the host of a URI in any general name (RFC 5280 section 4.2.1.6) for an address if it is no
 * host name by its rules, and {@code InetAddress.getByName} then looks it up. {@code java.net.URI} finds no host in
 * most of what is none; what is left is a host with a final dot, on Java 17 and on 25 (LookupFreeHostsTest tries all
 * kinds). Whoever sends such a certificate would choose the names, and they would be looked up before anything of him
 * is verified.
 *
 * <p>What is looked for here is any context tag 6 with such a URI, wherever it stands: SUN may understand extensions
 * that are unknown here. So that both sides see the same elements, lengths must be definite, and strings in one piece.
 */
final class LookupFreeCertificates {

    private static final int URI = Tag.context(6);
    private static final int INDEFINITE = 0x80;

    /** Far above what a host (RFC 1035 section 2.3.4: 255 octets) with a port takes. */
    private static final int MAX_AUTHORITY = 1024;

    /** How the identifiers of extensions begin that can hold general names: id-ce and id-pe (RFC 5280 section 4.2). */
    private static final List<byte[]> EXTENSIONS = List.of(new byte[] {0x55, 0x1d},
            new byte[] {0x2b, 6, 1, 5, 5, 7, 1});

    private final byte[] der;
    private long copied;

    private LookupFreeCertificates(byte[] der) {
        this.der = der;
    }

    /**
     * Returns if JCA can decode a certificate without asking anybody, at a cost in proportion to its length.
     *
     * @throws CertificateException if it is not one DER SEQUENCE of elements with definite lengths, or holds a URI that
     *         JCA would have looked up, elements that it would copy again and again, or text that it would put in
     *         order at a square of its length
     */
    static void check(byte[] der) throws CertificateException {
        DerReader all = new DerReader(der, "Certificate");
        if (der.length == 0 || all.peekTag() != Tag.SEQUENCE) {
            throw new CertificateException("expected one DER SEQUENCE filling all " + der.length + " bytes");
        }
        if (CombiningMarks.areTooMany(der)) {
            throw new CertificateException("it has text with more than 30 combining marks in a row, which no language"
                    + " has (Unicode Standard Annex 15 section 13)");
        }
        if (CaseCost.of(der) > CaseCost.MAX) {
            throw new CertificateException("it has so many letters whose case changes their number, or sigmas, that"
                    + " comparing its names could cost the square of its length");
        }
        try {
            all.skip("Certificate");
            all.end();
            LookupFreeCertificates checked = new LookupFreeCertificates(der);
            checked.checkElements(new DerReader(der, "Certificate"));
            checked.checkUris();
        } catch (MalformedInput e) {
            throw new CertificateException("expected one DER SEQUENCE filling all " + der.length + " bytes: "
                    + e.getMessage());
        }
    }

    /** Whether lengths are definite, and strings whole, at every depth. */
    private void checkElements(DerReader in) throws MalformedInput {
        byte[] oid = {};
        while (in.hasMore()) {
            int tag = in.peekTag();
            if (tag == Tag.OID) {
                oid = in.content(tag, "identifier");
            } else if (tag == Tag.OCTET_STRING) {
                checkValue(oid, in.octets("value"));
            } else if ((tag & 0x20) == 0) {
                in.skip("element");
            } else if (tag < 0x40 && tag != Tag.SEQUENCE && tag != Tag.SET) {
                throw new MalformedInput("a string in pieces (tag 0x" + Integer.toHexString(tag)
                        + "), which DER forbids (X.690 section 10.2)");
            } else {
                checkElements(in.nested(tag, "element"));
            }
        }
    }

    /** What looks like a URI of indefinite length becomes one where the JDK makes lengths definite. */
    private void checkValue(byte[] oid, byte[] value) throws MalformedInput {
        copied += BerCost.of(value);
        if (copied > BerCost.MAX) {
            throw new MalformedInput("extensions with so many octets that may be indefinite lengths (X.690 section"
                    + " 8.1.3.6), which DER forbids, that decoding them could copy " + copied + " bytes; at most "
                    + BerCost.MAX + " may be");
        }
        if (isOfExtensions(oid) && hasIndefiniteUri(value)) {
            checkElements(new DerReader(value, "extension"));
        }
    }

    private static boolean isOfExtensions(byte[] oid) {
        for (byte[] start : EXTENSIONS) {
            if (startsWith(oid, start)) {
                return true;
            }
        }
        return false;
    }

    private static boolean startsWith(byte[] bytes, byte[] start) {
        return bytes.length >= start.length && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
    }

    private static boolean hasIndefiniteUri(byte[] value) {
        for (int i = 1; i < value.length; i++) {
            if ((value[i - 1] & 0xff) == URI && (value[i] & 0xff) == INDEFINITE) {
                return true;
            }
        }
        return false;
    }

    private void checkUris() throws CertificateException {
        for (int i = 0; i + 1 < der.length; i++) {
            if ((der[i] & 0xff) == URI) {
                int length = der[i + 1] & 0xff;
                int octets = length > INDEFINITE ? length & 0x7f : 0;
                int start = i + 2 + octets;
                if (octets > 0 && octets <= 4 && start <= der.length) {
                    length = 0;
                    for (int at = i + 2; at < start; at++) {
                        length = length << 8 | der[at] & 0xff;
                    }
                }
                if (octets <= 4 && length > 0 && length <= der.length - start) {
                    checkUri(start, start + length);
                }
            }
        }
    }

    private void checkUri(int start, int end) throws CertificateException {
        int colon = start;
        while (colon < end && isOfScheme(der[colon])) {
            colon++;
        }
        int authority = colon + 3;
        if (authority > end || der[colon] != ':' || der[colon + 1] != '/' || der[colon + 2] != '/') {
            return;
        }
        int behind = authority;
        while (behind < end && der[behind] != '/' && der[behind] != '?' && der[behind] != '#') {
            if (++behind - authority > MAX_AUTHORITY) {
                throw new CertificateException("it has a URI with a host of more than " + MAX_AUTHORITY + " bytes");
            }
        }
        String host = host(new String(der, authority, behind - authority, StandardCharsets.ISO_8859_1));
        if (host.endsWith(".")) {
            throw new CertificateException("it has a URI with the host " + Printable.text(host)
                    + ": the JDK would look up hosts with a final dot");
        }
    }

    private static boolean isOfScheme(byte b) {
        return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '+' || b == '-' || b == '.';
    }

    /** RFC 3986 section 3.2: {@code [ userinfo "@" ] host [ ":" port ]}. */
    private static String host(String authority) {
        String host = authority.substring(authority.lastIndexOf('@') + 1);
        int port = host.startsWith("[") ? -1 : host.indexOf(':');
        return port < 0 ? host : host.substring(0, port);
    }
}
