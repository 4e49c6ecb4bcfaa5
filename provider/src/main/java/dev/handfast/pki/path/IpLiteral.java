package dev.handfast.pki.path;

import dev.handfast.wire.Opaque;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Addresses written as text, read without asking any name service. */
public final class IpLiteral {

    private IpLiteral() {
    }

    /** The 4 or 16 octets of an address, brackets and zone allowed; null if the text is none. */
    public static Opaque parse(String text) {
        String bare = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        if (bare.indexOf(':') < 0) {
            return v4(bare);
        }
        int zone = bare.indexOf('%');
        String address = zone < 0 ? bare : bare.substring(0, zone);
        if (!address.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 0x80 || c == ':' || c == '.')) {
            return null;
        }
        try {
            // In brackets it is a literal or an error, never a name to look up.
            return Opaque.adopt(InetAddress.getByName("[" + address + "]").getAddress());
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private static Opaque v4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return null;
        }
        byte[] octets = new byte[4];
        for (int i = 0; i < 4; i++) {
            boolean digits = !parts[i].isEmpty() && parts[i].length() <= 3
                    && parts[i].chars().allMatch(c -> c >= '0' && c <= '9');
            if (!digits || parts[i].length() > 1 && parts[i].startsWith("0") || Integer.parseInt(parts[i]) > 255) {
                return null;
            }
            octets[i] = (byte) Integer.parseInt(parts[i]);
        }
        return Opaque.adopt(octets);
    }
}
