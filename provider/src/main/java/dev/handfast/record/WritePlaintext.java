package dev.handfast.record;

import static dev.handfast.spec.Limits.RECORD_HEADER;

import dev.handfast.spec.BulkCipher;
import dev.handfast.spec.ContentType;
import org.jspecify.annotations.Nullable;

/** No protection (RFC 9846 section 5.1). */
final class WritePlaintext extends WriteKeys {

    @Override
    @Nullable
    BulkCipher cipher() {
        return null;
    }

    @Override
    int explicitLength() {
        return 0;
    }

    @Override
    int tailroom(int contentLength, int padding) {
        return 0;
    }

    @Override
    int contentFitting(int room, int padding) {
        return room - RECORD_HEADER;
    }

    @Override
    int seal(ContentType type, byte[] buffer, int offset, int contentLength, int padding) {
        writeHeader(buffer, offset, type.value(), contentLength);
        sequence.advance();
        return RECORD_HEADER + contentLength;
    }

    @Override
    public void close() {
        // holds no key
    }
}
