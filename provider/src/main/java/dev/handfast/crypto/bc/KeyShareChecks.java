package dev.handfast.crypto.bc;

import dev.handfast.crypto.Secret;
import dev.handfast.spec.Fault;
import dev.handfast.spec.TlsFault;

/** The checks of shares that the groups have in common. Groups are passed for their names in messages only. */
final class KeyShareChecks {

    private KeyShareChecks() {
    }

    /** RFC 9846 section 4.3.8: a share has exactly its group's length. */
    static void expectLength(Object group, byte[] share, int expected) throws TlsFault {
        if (share.length != expected) {
            throw invalid(group, "expected " + expected + " bytes, got " + share.length);
        }
    }

    /**
     * RFC 9846 section 7.4.2, RFC 8422 sections 5.10 and 5.11: the all-zero secret comes from a point of small order.
     */
    static Secret expectNonZero(Object group, byte[] secret) throws TlsFault {
        int seen = 0;
        for (byte part : secret) {
            seen |= part;
        }
        if (seen == 0) {
            throw invalid(group, "the point has a small order and leads to the all-zero secret");
        }
        return Secret.adopt(secret);
    }

    static TlsFault invalid(Object group, String detail) {
        return new TlsFault(Fault.KEY_SHARE_INVALID, group + ": " + detail);
    }
}
