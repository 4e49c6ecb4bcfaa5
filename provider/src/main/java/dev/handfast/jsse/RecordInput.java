package dev.handfast.jsse;

import dev.handfast.engine.TlsConnection;
import dev.handfast.engine.TlsConnection.ReadStatus;
import dev.handfast.spec.Limits;
import dev.handfast.spec.TlsFault;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * Records out of a blocking stream. What was read of a record stays when a read times out. The driver's reading lock
 * guards it.
 */
final class RecordInput {

    private static final int RECORD_MOST = Limits.RECORD_HEADER + Limits.CIPHERTEXT_12;

    private final InputStream in;
    private final boolean exact;

    // In the state for getting; made on first use.
    private ByteBuffer records;

    /** @param exact whether to read no byte behind the last record, because the stream outlives TLS */
    RecordInput(InputStream in, boolean exact) {
        this.in = in;
        this.exact = exact;
    }

    /** Hands the connection one record; {@link ReadStatus#UNDERFLOW} means that the stream has ended before one. */
    ReadStatus read(TlsConnection connection, ByteBuffer... targets) throws IOException, TlsFault {
        if (records == null) {
            records = ByteBuffer.allocate(RECORD_MOST).limit(0);
        }
        while (true) {
            ReadStatus status = connection.read(records, targets, 0, targets.length);
            if (status != ReadStatus.UNDERFLOW || !fill()) {
                return status;
            }
        }
    }

    /** Bytes the next record holds at most, if its header is here; else the most there can be. */
    int next() {
        if (records == null || records.remaining() < Limits.RECORD_HEADER) {
            return Limits.PLAINTEXT;
        }
        return records.getShort(records.position() + 3) & 0xffff;
    }

    /** Reads and drops what has arrived, in a few rounds. */
    void drop() throws IOException {
        byte[] dropped = new byte[Limits.PLAINTEXT];
        for (int n = in.available(), rounds = 0; n > 0 && rounds < Limits.EMPTY_RECORDS; n = in.available(), rounds++) {
            if (in.read(dropped, 0, Math.min(n, dropped.length)) < 0) {
                return;
            }
        }
    }

    /** Reads what there is, at least a byte; false at the end of the stream. */
    private boolean fill() throws IOException {
        records.compact();
        try {
            int most = records.remaining();
            if (exact) {
                int held = records.position();
                int record = held < Limits.RECORD_HEADER ? Limits.RECORD_HEADER
                        : Limits.RECORD_HEADER + (records.getShort(3) & 0xffff);
                most = Math.min(most, record - held);
            }
            int count = in.read(records.array(), records.position(), most);
            if (count > 0) {
                records.position(records.position() + count);
            }
            return count >= 0;
        } finally {
            records.flip();
        }
    }
}
