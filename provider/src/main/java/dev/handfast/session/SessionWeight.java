package dev.handfast.session;

import dev.handfast.wire.Opaque;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * About how many bytes of memory a {@link SessionState} takes, rather too many than too few. Measured with SUN's
 * certificates on JDK 17 and 25, with and without compressed pointers (SessionMemoryTest).
 */
final class SessionWeight {

    private static final int OVERHEAD = 500;
    private static final int OPAQUE = 64;
    private static final int LIST = 56;
    private static final int REFERENCE = 8;
    private static final int CERTIFICATE = 4_000;
    private static final int CERTIFICATE_BYTE = 3;
    private static final int NAMES_BYTE = 24;
    private static final String SUBJECT_ALTERNATIVE_NAMES = "2.5.29.17";

    private SessionWeight() {
    }

    /** A state without its certificates. */
    static int without(SessionState facts) {
        int weight = OVERHEAD + (facts.requestedName() == null ? 0 : facts.requestedName().length());
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
    static int of(List<X509Certificate> chain) {
        int weight = 0;
        for (X509Certificate certificate : chain) {
            byte[] names = certificate.getExtensionValue(SUBJECT_ALTERNATIVE_NAMES);
            weight += CERTIFICATE + CERTIFICATE_BYTE * ResumptionState.encoded(certificate).length
                    + (names == null ? 0 : NAMES_BYTE * names.length);
        }
        return weight;
    }
}
