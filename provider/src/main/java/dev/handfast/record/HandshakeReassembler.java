package dev.handfast.record;

import dev.handfast.spec.Fault;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.Limits;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Bytes;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * Puts handshake messages together from the fragments in records (RFC 9846 section 5.1): one message over many records
 * or many in one.
 *
 * <p>Holds no more than one message's cap and what one record brings behind it, provided the caller takes whole
 * messages out before it adds more. Gives its memory back when it is empty. Not thread-safe: the inbound lock guards
 * it.
 */
public final class HandshakeReassembler {

    private static final int MESSAGE_HEADER = 4;

    private final MessageSizes sizes;
    private final int mostHeld;
    private byte[] held = Bytes.NONE;
    /** Whether what is held stands in an array of the caller's. */
    private boolean lent;
    private int start;
    private int end;
    /** Where the first message begins whose header is not there yet; beyond {@link #end} while a body is not. */
    private int seen;
    private long taken;

    /** Empty, with the default sizes. */
    public HandshakeReassembler() {
        this(MessageSizes.DEFAULT);
    }

    /** Empty. */
    public HandshakeReassembler(MessageSizes sizes) {
        this.sizes = sizes;
        this.mostHeld = sizes.largest() + MESSAGE_HEADER + 2 * Limits.PLAINTEXT;
    }

    /**
     * Takes the content of one handshake record. The array belongs to this until {@link #keep}, so that the messages of
     * a flight are copied once, out of their record.
     *
     * @throws TlsFault {@link Fault#MESSAGE_TOO_LONG} as soon as a header announces more than its type may have
     */
    public void add(byte[] buffer, int offset, int length) throws TlsFault {
        if (isEmpty() && length <= mostHeld) {
            held = buffer;
            lent = true;
            start = offset;
            end = offset;
            seen = offset;
        } else {
            keep();
            room(length);
            System.arraycopy(buffer, offset, held, end, length);
        }
        end += length;
        taken++;
        while (end - seen >= MESSAGE_HEADER) {
            seen += MESSAGE_HEADER + checkedLength(seen);
        }
    }

    /** Copies what is left of a record, whose array goes back to its owner. */
    public void keep() {
        if (lent) {
            held = Arrays.copyOfRange(held, start, end);
            lent = false;
            seen -= start;
            end -= start;
            start = 0;
        }
    }

    /** The next whole message, header included, as it came; null if there is none. */
    public byte @Nullable [] next() {
        if (end - start < MESSAGE_HEADER) {
            return null;
        }
        int stop = start + MESSAGE_HEADER + length(start);
        if (stop > end) {
            return null;
        }
        // What is held is given away if the message is all of it: most come alone, and it is not used again then
        byte[] message = !lent && start == 0 && stop == held.length ? held : Arrays.copyOfRange(held, start, stop);
        start = stop;
        if (isEmpty()) {
            held = Bytes.NONE;
            lent = false;
            start = 0;
            end = 0;
            seen = 0;
        }
        return message;
    }

    /** Whether neither a whole message nor a part of one is held. */
    public boolean isEmpty() {
        return start == end;
    }

    /** Whether the last message held is not whole. */
    public boolean isPartial() {
        return seen != end;
    }

    /**
     * Refuses a record of another type in the middle of a message.
     *
     * @throws TlsFault {@link Fault#RECORD_INTERLEAVED}; RFC 9846 section 5.1: "there MUST NOT be any other records
     *         between them"
     */
    public void checkNotPartial() throws TlsFault {
        if (isPartial()) {
            throw new TlsFault(Fault.RECORD_INTERLEAVED, "expected the rest of a handshake message");
        }
    }

    /** The proof that nothing is held, or null if something is. */
    public @Nullable RecordBoundary boundary() {
        return isEmpty() ? new RecordBoundary(this, taken) : null;
    }

    /**
     * As {@link #boundary()}, for messages behind which keys change.
     *
     * @throws TlsFault {@link Fault#RECORD_BOUNDARY_CROSSED} if something is held
     */
    public RecordBoundary requireBoundary() throws TlsFault {
        RecordBoundary boundary = boundary();
        if (boundary == null) {
            throw new TlsFault(Fault.RECORD_BOUNDARY_CROSSED, "found " + (end - start) + " bytes behind the message"
                    + " that changes keys, expected its record to end with it");
        }
        return boundary;
    }

    /** How many fragments have come. */
    long taken() {
        return taken;
    }

    private int checkedLength(int at) throws TlsFault {
        int length = length(at);
        HandshakeType type = HandshakeType.of(held[at] & 0xff);
        int cap = sizes.of(type);
        if (length > cap) {
            throw new TlsFault(Fault.MESSAGE_TOO_LONG, type + " announces " + length + " bytes, at most " + cap
                    + " are accepted (jdk.tls.maxHandshakeMessageSize)");
        }
        return length;
    }

    private int length(int at) {
        return (held[at + 1] & 0xff) << 16 | (held[at + 2] & 0xff) << 8 | held[at + 3] & 0xff;
    }

    private void room(int length) throws TlsFault {
        int size = end - start + length;
        if (size > mostHeld) {
            throw new TlsFault(Fault.MESSAGE_TOO_LONG, size + " bytes of handshake messages wait, at most " + mostHeld
                    + " are held");
        }
        if (end + length > held.length) {
            byte[] larger = size > held.length ? new byte[Math.min(mostHeld, Math.max(size, 2 * held.length))] : held;
            System.arraycopy(held, start, larger, 0, end - start);
            held = larger;
            seen -= start;
            end -= start;
            start = 0;
        }
    }
}
