package dev.handfast.engine;

import static dev.handfast.spec.Limits.CIPHERTEXT_12;
import static dev.handfast.spec.Limits.CIPHERTEXT_13;
import static dev.handfast.spec.Limits.PLAINTEXT;
import static dev.handfast.spec.Limits.RECORD_HEADER;

import dev.handfast.session.SessionState;
import dev.handfast.spec.ProtocolVersion;

import org.jspecify.annotations.Nullable;

/** How large records can become. */
final class RecordSizes {

    /** What SunJSSE reports before a version is negotiated: header, IV, content, MAC and padding of any suite. */
    private static final int BEFORE_NEGOTIATION = 16709;

    /** Explicit IV, MAC and padding of the hungriest TLS 1.2 suite: 16 + 48 + 16. */
    private static final int OVERHEAD_12 = 80;

    private RecordSizes() {
    }

    /** Bytes of the largest record, given what is known, or null before anything is. */
    static int largest(@Nullable SessionState facts) {
        if (facts == null || !facts.hasVersion()) {
            return BEFORE_NEGOTIATION;
        }
        int content = Math.max(facts.localRecordLimit(), facts.peerRecordLimit());
        if (facts.isOf(ProtocolVersion.TLS_1_3)) {
            return RECORD_HEADER + content + (CIPHERTEXT_13 - PLAINTEXT);
        }
        return RECORD_HEADER + Math.min(content + OVERHEAD_12, CIPHERTEXT_12);
    }
}
