package dev.handfast.pki.path;

import dev.handfast.wire.Ascii;

/** The grammar of host names in certificates: labels of letters, digits, hyphens and, in the field, underscores. */
public final class HostSyntax {

    private static final int LONGEST_NAME = 253;
    private static final int LONGEST_LABEL = 63;

    private HostSyntax() {
    }

    /**
     * Lower case by ASCII's rules only (RFC 5280 section 7.2): Unicode has other letters with a lower case in ASCII.
     */
    public static String lower(String name) {
        StringBuilder lower = new StringBuilder(name);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                lower.setCharAt(i, (char) (c + 'a' - 'A'));
            }
        }
        return lower.toString();
    }

    /**
     * Whether this is a host name of one or more labels (RFC 1034 section 3.5 as relaxed by RFC 1123). Empty labels, a
     * final dot and anything outside ASCII make it none.
     */
    public static boolean isHost(String name) {
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            return false;
        }
        int start = 0;
        for (int i = 0; i <= name.length(); i++) {
            if (i == name.length() || name.charAt(i) == '.') {
                if (i == start || i - start > LONGEST_LABEL || name.charAt(start) == '-'
                        || name.charAt(i - 1) == '-') {
                    return false;
                }
                start = i + 1;
            } else if (!isLabelCharacter(name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether this is a host name whose left-most label may be a lone asterisk. */
    static boolean isPattern(String name) {
        return isHost(name) || isWildcard(name);
    }

    /** Whether the left-most label is a lone asterisk before a host name. */
    static boolean isWildcard(String name) {
        return name.startsWith("*.") && isHost(name.substring(2));
    }

    /** Whether a host name can only be an IPv4 address in some notation: its last label is a number (RFC 3696). */
    static boolean looksLikeAddress(String name) {
        String last = name.substring(name.lastIndexOf('.') + 1);
        return !last.isEmpty()
                && (Ascii.isWithin('0', '9', last) || last.startsWith("0") && last.matches("0[xX][0-9a-fA-F]*"));
    }

    private static boolean isLabelCharacter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_';
    }
}
