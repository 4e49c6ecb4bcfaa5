package dev.handfast.engine;

import dev.handfast.handshake.HandshakeActions.NextKeys;
import dev.handfast.record.WriteKeys;
import dev.handfast.spec.Alert;
import dev.handfast.spec.ContentType;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;

/**
 * What waits to be sealed: handshake bytes, change_cipher_specs, alerts, and the changes of keys between them, in
 * order: nothing stands between the parts of a message (RFC 9846 section 5.1). The outbound lock guards it.
 */
final class FlightQueue {

    /** One entry: bytes of one content type, or a change of keys. */
    private static final class Entry {
        private final ContentType type;
        private byte[] bytes;
        /** How many of {@link #bytes} have been sent. */
        private int sent;
        /** Messages behind, and how long they are; null before there are any. */
        private ArrayDeque<byte[]> more;
        private int behind;
        private final boolean lazy;
        private final WriteKeys keys;
        private final NextKeys<WriteKeys> next;
        private final boolean closing;

        Entry(ContentType type, byte[] bytes, boolean lazy, boolean closing) {
            this.type = type;
            this.bytes = bytes;
            this.lazy = lazy;
            this.closing = closing;
            this.keys = null;
            this.next = null;
        }

        Entry(WriteKeys keys, NextKeys<WriteKeys> next) {
            this.type = null;
            this.lazy = true;
            this.closing = false;
            this.keys = keys;
            this.next = next;
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
                    bytes = more.remove();
                    behind -= bytes.length;
                    sent = 0;
                }
                int part = Math.min(end - at, bytes.length - sent);
                System.arraycopy(bytes, sent, out, at, part);
                sent += part;
                at += part;
            }
        }

        void close() {
            if (keys != null) {
                keys.close();
                if (next != null) {
                    next.close();
                }
            }
        }
    }

    private final ArrayDeque<Entry> entries = new ArrayDeque<>(6);

    /**
     * Queues a whole handshake message; it shares records with the one before it. A lazy one does not ask to be sent by
     * itself.
     */
    void handshake(byte[] message, boolean lazy) {
        Entry last = entries.peekLast();
        if (last != null && last.type == ContentType.HANDSHAKE && last.lazy == lazy) {
            last.append(message);
        } else {
            entries.add(new Entry(ContentType.HANDSHAKE, message, lazy, false));
        }
    }

    /** Queues a change_cipher_spec; a lazy one does not ask to be sent by itself. */
    void changeCipherSpec(boolean lazy) {
        entries.add(new Entry(ContentType.CHANGE_CIPHER_SPEC, new byte[] {1}, lazy, false));
    }

    /**
     * Queues an alert, unless the same waits already: the peer may cause any number. Nothing follows one that closes.
     */
    void alert(boolean fatal, Alert alert, boolean closing) {
        byte[] bytes = {(byte) (fatal ? 2 : 1), (byte) alert.value()};
        for (Entry entry : entries) {
            if (entry.type == ContentType.ALERT && Arrays.equals(entry.bytes, bytes)) {
                return;
            }
        }
        entries.add(new Entry(ContentType.ALERT, bytes, false, closing));
    }

    /** Queues a change of keys. */
    void keys(WriteKeys keys, NextKeys<WriteKeys> next) {
        entries.add(new Entry(keys, next));
    }

    /**
     * Drops handshake messages that have not been begun, for an alert that takes their place, and the keys that would
     * have come behind them: the peer will never have those.
     */
    void dropUnsent() {
        boolean dropping = false;
        for (Iterator<Entry> it = entries.iterator(); it.hasNext();) {
            Entry entry = it.next();
            dropping |= entry.type == ContentType.HANDSHAKE && entry.sent == 0;
            if (dropping) {
                entry.close();
                it.remove();
            }
        }
    }

    /** Whether a lazy handshake message is next. */
    boolean hasLateMessage() {
        Entry head = entries.peek();
        return head != null && head.lazy && head.type == ContentType.HANDSHAKE;
    }

    /** Drops the lazy handshake messages that have not been begun. */
    void dropLateMessages() {
        entries.removeIf(entry -> entry.lazy && entry.type == ContentType.HANDSHAKE && entry.sent == 0);
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
            if (entry.keys != null) {
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
    WriteKeys headKeys() {
        Entry head = entries.peek();
        return head == null ? null : head.keys;
    }

    /** What makes the successors of {@link #headKeys()}. */
    NextKeys<WriteKeys> headNext() {
        return entries.element().next;
    }

    /** Removes the head. */
    void pop() {
        entries.remove();
    }

    /** The content type of the bytes at the head. */
    ContentType headType() {
        return entries.element().type;
    }

    /** How many bytes of the head are left. */
    int headLeft() {
        return entries.element().left();
    }

    /** Whether the head ends the direction when it is sent. */
    boolean headCloses() {
        return entries.element().closing;
    }

    /** Moves {@code count} bytes of the head into {@code out}; removes it when none are left. */
    void take(byte[] out, int offset, int count) {
        Entry head = entries.element();
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
