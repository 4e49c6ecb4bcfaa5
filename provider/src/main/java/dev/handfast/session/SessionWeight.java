package dev.handfast.session;

import dev.handfast.der.DerWeight;
import dev.handfast.wire.Opaque;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * About how many bytes of memory a {@link SessionState} takes, rather too many than too few: measured on JDK 17 and 25,
 * with and without compressed pointers (SessionMemoryTest). Certificates weigh by the same measure as in every cache.
 */
final class SessionWeight {

    private static final int OVERHEAD = 500;
    private static final int OPAQUE = 64;
    private static final int LIST = 56;
    private static final int REFERENCE = 8;

    private SessionWeight() {
    }

    /** A state without its certificates. */
    static long without(SessionState facts) {
        long weight = OVERHEAD + (facts.requestedName() == null ? 0 : facts.requestedName().length());
        if (!facts.peerGroups().isEmpty()) {
            weight += LIST + REFERENCE * facts.peerGroups().size();
        }
        for (Opaque response : facts.statusResponses()) {
            weight += OPAQUE + response.length();
        }
        if (!facts.timestamps().isEmpty()) {
            weight += OPAQUE + facts.timestamps().length();
        }
        return weight;
    }

    /** A peer's certificates. */
    static long of(List<X509Certificate> chain) {
        long weight = 0;
        for (X509Certificate certificate : chain) {
            weight += DerWeight.ofJca(Opaque.adopt(ResumptionState.encoded(certificate)));
        }
        return weight;
    }
}
