package dev.handfast.engine;

import dev.handfast.handshake.HandshakeActions.NextKeys;
import dev.handfast.record.WriteKeys;
import dev.handfast.spec.Alert;
import dev.handfast.spec.ContentType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * What waits to be sealed: handshake bytes, change_cipher_specs, alerts, and the changes of keys between them, in
 * order: nothing stands between the parts of a message (RFC 9846 section 5.1), and no record of it is
 * empty (RFC 5246 section 6.2.1). The outbound lock guards it.
 */
final class FlightQueue {

    /** One entry: bytes of one content type, or a change of keys. */
    private abstract static class Entry {
        /** Whether it does not ask to be sent by itself. */
        final boolean lazy;

        Entry(boolean lazy) {
            this.lazy = lazy;
        }

        boolean isUnsentHandshake() {
            return false;
        }

        void close() {
        }
    }

    /** Bytes of one content type. */
    private static final class Content extends Entry {
        private final ContentType type;
        private byte[] bytes;
        /** How many of {@link #bytes} have been sent. */
        private int sent;
        /** Messages behind, and how long they are; null before there are any. */
        private @Nullable ArrayDeque<byte[]> more;
        private int behind;
        private final boolean closing;

        Content(ContentType type, byte[] bytes, boolean lazy, boolean closing) {
            super(lazy);
            this.type = type;
            this.bytes = bytes;
            this.closing = closing;
        }

        @Override
        boolean isUnsentHandshake() {
            return type == ContentType.HANDSHAKE && sent == 0;
        }

        int left() {
            return bytes.length - sent + behind;
        }

        void append(byte[] message) {
            if (more == null) {
                more = new ArrayDeque<>(3);
            }
            more.add(message);
            behind += message.length;
        }

        void take(byte[] out, int offset, int count) {
            int end = offset + count;
            int at = offset;
            while (at < end) {
                if (sent == bytes.length) {
                    bytes = next();
                    behind -= bytes.length;
                    sent = 0;
                }
                int part = Math.min(end - at, bytes.length - sent);
                System.arraycopy(bytes, sent, out, at, part);
                sent += part;
                at += part;
            }
        }

        private byte[] next() {
            if (more == null) {
                throw new NoSuchElementException();
            }
            return more.remove();
        }
    }

    /** A change of keys. */
    private static final class Change extends Entry {
        private final WriteKeys keys;
        private final @Nullable NextKeys<WriteKeys> next;

        Change(WriteKeys keys, @Nullable NextKeys<WriteKeys> next) {
            super(true);
            this.keys = keys;
            this.next = next;
        }

        @Override
        void close() {
            keys.close();
            if (next != null) {
                next.close();
            }
        }
    }

    private final ArrayDeque<Entry> entries = new ArrayDeque<>(6);

    /**
     * Queues a whole handshake message; it shares records with the one before it. A lazy one does not ask to be sent by
     * itself.
     */
    void handshake(byte[] message, boolean lazy) {
        if (entries.peekLast() instanceof Content last && last.type == ContentType.HANDSHAKE && last.lazy == lazy) {
            last.append(message);
        } else {
            entries.add(new Content(ContentType.HANDSHAKE, message, lazy, false));
        }
    }

    /** Queues a change_cipher_spec; a lazy one does not ask to be sent by itself. */
    void changeCipherSpec(boolean lazy) {
        entries.add(new Content(ContentType.CHANGE_CIPHER_SPEC, new byte[] {1}, lazy, false));
    }

    /**
     * Queues an alert, unless the same waits already: the peer may cause any number. Nothing follows one that closes.
     */
    void alert(boolean fatal, Alert alert, boolean closing) {
        byte[] bytes = {(byte) (fatal ? 2 : 1), (byte) alert.value()};
        for (Entry entry : entries) {
            if (entry instanceof Content same && same.type == ContentType.ALERT && Arrays.equals(same.bytes, bytes)) {
                return;
            }
        }
        entries.add(new Content(ContentType.ALERT, bytes, false, closing));
    }

    /** Queues a change of keys. */
    void keys(WriteKeys keys, @Nullable NextKeys<WriteKeys> next) {
        entries.add(new Change(keys, next));
    }

    /**
     * Drops handshake messages that have not been begun, for an alert that takes their place, and the keys that would
     * have come behind them: the peer will never have those.
     */
    void dropUnsent() {
        boolean dropping = false;
        for (Iterator<Entry> it = entries.iterator(); it.hasNext();) {
            Entry entry = it.next();
            dropping |= entry.isUnsentHandshake();
            if (dropping) {
                entry.close();
                it.remove();
            }
        }
    }

    /** Whether a lazy handshake message is next. */
    boolean hasLateMessage() {
        return entries.peek() instanceof Content head && head.lazy && head.type == ContentType.HANDSHAKE;
    }

    /** Drops the lazy handshake messages that have not been begun. */
    void dropLateMessages() {
        entries.removeIf(entry -> entry.lazy && entry.isUnsentHandshake());
    }

    /** Whether something is there that should be sent without waiting for company. */
    boolean isUrgent() {
        if (entries.isEmpty()) {
            // Asked after all that is done, and most often so
            return false;
        }
        for (Entry entry : entries) {
            if (!entry.lazy) {
                return true;
            }
        }
        return false;
    }

    /** Whether a change of keys is there. */
    boolean hasKeys() {
        for (Entry entry : entries) {
            if (entry instanceof Change) {
                return true;
            }
        }
        return false;
    }

    /** Whether nothing is there. */
    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** The keys at the head of the queue, or null if bytes stand there; taken by {@link #pop}. */
    @Nullable
    WriteKeys headKeys() {
        return entries.peek() instanceof Change head ? head.keys : null;
    }

    /** What makes the successors of {@link #headKeys()}, or null. */
    @Nullable
    NextKeys<WriteKeys> headNext() {
        return entries.peek() instanceof Change head ? head.next : null;
    }

    /** Removes the head. */
    void pop() {
        entries.remove();
    }

    private Content head() {
        if (entries.element() instanceof Content head) {
            return head;
        }
        throw new IllegalStateException("keys stand at the head");
    }

    /** The content type of the bytes at the head. */
    ContentType headType() {
        return head().type;
    }

    /** How many bytes of the head are left. */
    int headLeft() {
        return head().left();
    }

    /** Whether the head ends the direction when it is sent. */
    boolean headCloses() {
        return head().closing;
    }

    /** Moves {@code count} bytes of the head into {@code out}; removes it when none are left. */
    void take(byte[] out, int offset, int count) {
        Content head = head();
        head.take(out, offset, count);
        if (head.left() == 0) {
            entries.remove();
        }
    }

    /** Forgets everything, keys included. */
    void clear() {
        entries.forEach(Entry::close);
        entries.clear();
    }
}
