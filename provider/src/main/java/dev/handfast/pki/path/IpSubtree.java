package dev.handfast.pki.path;

import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

/** A range of addresses: address and mask, 4 or 16 octets each (RFC 5280 section 4.2.1.10). */
record IpSubtree(Opaque address, Opaque mask) {

    /** The range that these octets write, or null: 8 or 32 of them, with a mask of ones before zeros (RFC 4632). */
    static @Nullable IpSubtree of(Opaque octets) {
        if (octets.length() != 8 && octets.length() != 32) {
            return null;
        }
        int half = octets.length() / 2;
        boolean zeros = false;
        for (int bit = 0; bit < half * 8; bit++) {
            boolean set = (octets.at(half + bit / 8) & 0x80 >>> bit % 8) != 0;
            if (set && zeros) {
                return null;
            }
            zeros |= !set;
        }
        return new IpSubtree(octets.slice(0, half), octets.slice(half, half));
    }

    boolean covers(Opaque other) {
        if (other.length() != address.length()) {
            return false;
        }
        for (int i = 0; i < address.length(); i++) {
            if (((other.at(i) ^ address.at(i)) & mask.at(i)) != 0) {
                return false;
            }
        }
        return true;
    }
}
