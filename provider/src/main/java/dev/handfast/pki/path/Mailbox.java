package dev.handfast.pki.path;

import org.jspecify.annotations.Nullable;

/**
 * An e-mail address, as RFC 5280 sections 4.2.1.6 and 7.5 have it: local part exact, host without regard to case. The
 * local part may go beyond ASCII (RFC 9598 section 3); the host is A-labels.
 *
 * @param local the local part, as written; null in a subtree of whole hosts
 * @param host the host, in lower case
 */
record Mailbox(String local, String host) {

    private static final int LONGEST_LOCAL = 64;

    /** The address, or null if it is none: {@code Local-part "@" Domain} of RFC 5321 section 4.1.2. */
    static @Nullable Mailbox parse(String written) {
        int at = written.lastIndexOf('@');
        if (at <= 0 || !isLocal(written.substring(0, at)) || !HostSyntax.isHost(written.substring(at + 1))) {
            return null;
        }
        return new Mailbox(written.substring(0, at), HostSyntax.lower(written.substring(at + 1)));
    }

    private static boolean isLocal(String local) {
        if (local.length() > LONGEST_LOCAL) {
            return false;
        }
        if (local.length() >= 2 && local.startsWith("\"") && local.endsWith("\"")) {
            return isQuoted(local.substring(1, local.length() - 1));
        }
        if (local.startsWith(".") || local.endsWith(".") || local.contains("..")) {
            return false;
        }
        return local.chars().allMatch(c -> c > 0x20 && c != 0x7f && "()<>[]:;@\\,\"".indexOf(c) < 0);
    }

    private static boolean isQuoted(String inside) {
        for (int i = 0; i < inside.length(); i++) {
            char c = inside.charAt(i);
            if (c == '\\') {
                i++;
                if (i == inside.length()) {
                    return false;
                }
                c = inside.charAt(i);
            } else if (c == '"') {
                return false;
            }
            if (c < 0x20 || c == 0x7f) {
                return false;
            }
        }
        return true;
    }

    /**
     * A subtree of addresses: one mailbox, all on one host, or all on hosts below a domain.
     *
     * @param local the local part; null for all
     * @param host the host, in lower case, without a leading dot
     * @param below whether only hosts with more labels count
     */
    record Subtree(@Nullable String local, String host, boolean below) {

        /** The subtree that a constraint writes, or null if it is malformed. The empty one holds every address. */
        static @Nullable Subtree of(String written) {
            if (written.isEmpty()) {
                return new Subtree(null, "", true);
            }
            if (written.indexOf('@') >= 0) {
                Mailbox mailbox = parse(written);
                return mailbox == null ? null : new Subtree(mailbox.local(), mailbox.host(), false);
            }
            boolean below = written.startsWith(".");
            String host = below ? written.substring(1) : written;
            return HostSyntax.isHost(host) ? new Subtree(null, HostSyntax.lower(host), below) : null;
        }

        boolean covers(Mailbox mailbox) {
            if (local != null && !local.equals(mailbox.local())) {
                return false;
            }
            return host.isEmpty() || (below ? mailbox.host().endsWith("." + host) : mailbox.host().equals(host));
        }
    }
}
