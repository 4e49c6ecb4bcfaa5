package dev.handfast.session;

import dev.handfast.wire.Opaque;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
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
    /** Bytes of tag and length of a name. */
    private static final int HEADER = 2;

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
        int length = 0;
        for (X509Certificate certificate : chain) {
            length += ResumptionState.encoded(certificate).length;
        }
        return of(chain, length);
    }

    /** As above, of certificates whose encodings have {@code length} bytes in all. */
    static int of(List<X509Certificate> chain, int length) {
        int weight = CERTIFICATE_BYTE * length;
        for (X509Certificate certificate : chain) {
            weight += CERTIFICATE + NAMES_BYTE * names(certificate, length);
        }
        return weight;
    }

    /** About how many bytes of the encoding are alternative names, whose objects certificates of SUN keep. */
    private static int names(X509Certificate certificate, int encoded) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            int length = 0;
            for (List<?> name : names == null ? List.<List<?>>of() : names) {
                length += HEADER + (name.get(1) instanceof byte[] bytes ? bytes.length
                        : String.valueOf(name.get(1)).length());
            }
            return length;
        } catch (CertificateParsingException e) {
            return encoded;
        }
    }
}
