package dev.handfast.jsse.keys;

import dev.handfast.wire.SafeLog;
import dev.handfast.der.BerCost;
import dev.handfast.der.CaseCost;
import dev.handfast.der.CombiningMarks;
import dev.handfast.wire.Opaque;

import java.lang.System.Logger.Level;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;

import javax.security.auth.x500.X500Principal;

/**
 * The authorities that a peer names, which is not authenticated yet, as key managers take them. Its list is a hint (RFC
 * 9846 section 4.3.4): what is too long, or is no list of names, counts as not sent.
 */
final class PeerAuthorities {

    /** Names of a list that is looked at: a JDK's trust store holds some 150. */
    static final int MOST = 512;

    /** Names that look like some, and are none; each costs an exception. */
    private static final int MOST_ODD = 4;

    private static final int SEQUENCE = 0x30;
    private static final int SHORT_FORM = 0x80;

    private static final SafeLog LOG = SafeLog.of(KeyManagerCredentials.class);

    private PeerAuthorities() {
    }

    /** The authorities; null for none (X509KeyManager). Single names that are no names are left out. */
    static Principal[] of(List<Opaque> names) {
        if (names.size() > MOST) {
            LOG.log(Level.DEBUG, () -> "the peer names " + names.size() + " authorities, more than " + MOST
                    + "; its list is passed over");
            return null;
        }
        List<Principal> principals = new ArrayList<>(names.size());
        int odd = 0;
        long copied = 0;
        long folded = 0;
        for (Opaque name : names) {
            if (isSequence(name)) {
                byte[] encoded = name.toBytes();
                if (CombiningMarks.areTooMany(encoded)) {
                    // No text has so many, and X500Principal would put them in order where it is compared.
                    continue;
                }
                copied += BerCost.of(encoded);
                folded += CaseCost.of(encoded);
                if (copied > BerCost.MAX || folded > CaseCost.MAX) {
                    LOG.log(Level.DEBUG, "the peer names authorities that cost too much to decode or to compare");
                    return null;
                }
                try {
                    principals.add(new X500Principal(encoded));
                } catch (IllegalArgumentException e) {
                    LOG.log(Level.DEBUG, "the peer names an authority that is no distinguished name", e);
                    odd++;
                }
            }
            if (odd > MOST_ODD) {
                return null;
            }
        }
        return principals.isEmpty() ? null : principals.toArray(new Principal[0]);
    }

    /** Whether bytes are one SEQUENCE in DER, as each name is; told without exceptions. */
    private static boolean isSequence(Opaque name) {
        if (name.length() < 2 || name.at(0) != SEQUENCE) {
            return false;
        }
        int first = name.at(1) & 0xff;
        if (first < SHORT_FORM) {
            return name.length() == 2 + first;
        }
        int octets = first - SHORT_FORM;
        // Names have 65,535 bytes at most.
        if (octets < 1 || octets > 2 || name.length() < 2 + octets) {
            return false;
        }
        int length = octets == 1 ? name.at(2) & 0xff : (name.at(2) & 0xff) << 8 | name.at(3) & 0xff;
        return name.length() == 2 + octets + length;
    }
}
