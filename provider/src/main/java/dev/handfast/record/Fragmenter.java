package dev.handfast.record;

import static dev.handfast.spec.Limits.PLAINTEXT;

/**
 * Decides how much content the next record takes: no more than the protocol and the peer allow and the destination has
 * room for (RFC 9846 section 5.1, RFC 5246 section 6.2.1). Not thread-safe: the outbound lock guards it.
 */
public final class Fragmenter {

    /** What {@link #next} returns when the destination has no room for the record. */
    public static final int NO_ROOM = -1;

    private int recordSizeLimit = Integer.MAX_VALUE;
    private int fragmentLimit = PLAINTEXT;

    /** Limited by the protocol alone. */
    public Fragmenter() {
    }

    /**
     * Takes the peer's record_size_limit: for protected records, in TLS 1.3 with inner type and padding (RFC 8449
     * section 4).
     *
     * @param limit at least {@link dev.handfast.spec.Limits#MIN_RECORD_SIZE_LIMIT}
     */
    public void recordSizeLimit(int limit) {
        recordSizeLimit = limit;
    }

    /** Takes the max_fragment_length agreed on: the content of every record from now on (RFC 6066 section 4). */
    public void maxFragmentLength(int limit) {
        fragmentLimit = limit;
    }

    /** The longest content of a record as {@code writer} stands, with {@code padding} bytes of padding. */
    public int most(RecordWriter writer, int padding) {
        int limit = fragmentLimit;
        if (writer.isProtected()) {
            limit = Math.min(limit, recordSizeLimit - (writer.isTls13() ? 1 : 0));
        }
        return Math.max(0, limit - padding);
    }

    /**
     * How many bytes of content the next record takes.
     *
     * @param wanted bytes waiting; 0 asks for an empty record
     * @param padding bytes of padding that the record will have
     * @param room bytes free in the destination
     * @return from 0 (only if {@code wanted} is 0) to {@code wanted}, or {@link #NO_ROOM}
     */
    public int next(RecordWriter writer, int wanted, int padding, int room) {
        int fitting = writer.contentFitting(room, padding);
        int length = Math.min(Math.min(wanted, most(writer, padding)), fitting);
        return length < 0 || length == 0 && wanted > 0 ? NO_ROOM : length;
    }
}
