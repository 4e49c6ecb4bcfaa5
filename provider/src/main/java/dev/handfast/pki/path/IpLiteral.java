package dev.handfast.pki.path;

import dev.handfast.wire.Ascii;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * Addresses written as text, read here and nowhere else: {@code InetAddress.getByName} asks a name service about
 * whatever it does not take for an address, {@code x:y} among it.
 */
public final class IpLiteral {

    private static final int V6_OCTETS = 16;
    private static final int V4_OCTETS = 4;

    /** RFC 4291 section 2.5.5.2: ::ffff:0:0/96 stands for addresses of IPv4, which certificates hold in 4 octets. */
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    private IpLiteral() {
    }

    /** The 4 or 16 octets of an address, brackets and zone allowed; null if the text is none. */
    public static @Nullable Opaque parse(String text) {
        String bare = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        if (bare.indexOf(':') < 0) {
            byte[] octets = new byte[V4_OCTETS];
            return v4(bare, octets, 0) ? Opaque.adopt(octets) : null;
        }
        int zone = bare.indexOf('%');
        byte[] octets = v6(zone < 0 ? bare : bare.substring(0, zone));
        if (octets == null) {
            return null;
        }
        boolean mapped = Arrays.equals(octets, 0, MAPPED.length, MAPPED, 0, MAPPED.length);
        return mapped ? Opaque.copyOf(octets, MAPPED.length, V4_OCTETS) : Opaque.adopt(octets);
    }

    /** RFC 4291 section 2.2: eight groups, a run of them may be {@code ::}, the last two may be an address of IPv4. */
    private static byte @Nullable [] v6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            byte[] octets = new byte[V6_OCTETS];
            return groups(text, octets) == V6_OCTETS ? octets : null;
        }
        byte[] before = new byte[V6_OCTETS];
        byte[] behind = new byte[V6_OCTETS];
        String first = text.substring(0, gap);
        int left = first.isEmpty() ? 0 : first.indexOf('.') >= 0 ? -1 : groups(first, before);
        int right = gap + 2 == text.length() ? 0 : groups(text.substring(gap + 2), behind);
        if (left < 0 || right < 0 || left + right > V6_OCTETS - 2) {
            return null;
        }
        System.arraycopy(behind, 0, before, V6_OCTETS - right, right);
        return before;
    }

    /** Groups with single colons in between, from the start of {@code octets} on; how many octets, or -1. */
    private static int groups(String text, byte[] octets) {
        String[] parts = text.split(":", -1);
        int at = 0;
        for (int i = 0; i < parts.length; i++) {
            if (i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
                return at + V4_OCTETS <= V6_OCTETS && v4(parts[i], octets, at) ? at + V4_OCTETS : -1;
            }
            int group = group(parts[i]);
            if (group < 0 || at == V6_OCTETS) {
                return -1;
            }
            octets[at++] = (byte) (group >> 8);
            octets[at++] = (byte) group;
        }
        return at;
    }

    /** One to four digits of base 16; -1 if it is anything else. */
    private static int group(String text) {
        if (text.isEmpty() || text.length() > 4) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) < 0x80 ? Character.digit(text.charAt(i), 16) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private static boolean v4(String text, byte[] octets, int at) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != V4_OCTETS) {
            return false;
        }
        for (int i = 0; i < V4_OCTETS; i++) {
            boolean digits = !parts[i].isEmpty() && parts[i].length() <= 3
                    && Ascii.isWithin('0', '9', parts[i]);
            if (!digits || parts[i].length() > 1 && parts[i].startsWith("0") || Integer.parseInt(parts[i]) > 255) {
                return false;
            }
            octets[at + i] = (byte) Integer.parseInt(parts[i]);
        }
        return true;
    }
}
