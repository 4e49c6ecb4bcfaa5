package dev.handfast.keys;

import dev.handfast.crypto.Hash;
import dev.handfast.spec.HandshakeType;
import dev.handfast.wire.WireWriter;
import org.jspecify.annotations.Nullable;

/**
 * The handshake messages so far, as bytes in and hash out (RFC 9846 section 4.4.1, RFC 5246 section 7.4.9). What comes
 * before the hash is known is kept; afterwards only if asked to, for TLS 1.2's CertificateVerify. Not thread-safe.
 */
public final class Transcript {

    private @Nullable WireWriter kept = new WireWriter();
    private @Nullable Hash empty;
    private @Nullable Hash hash;
    private int messages;

    /** No messages yet and no hash. */
    public Transcript() {
    }

    /**
     * The transcript of a server that has kept nothing but the hash of a first ClientHello, before HelloRetryRequest is
     * added (RFC 9846 sections 4.2.2 and 4.4.1).
     *
     * @param emptyHash without input; stays the caller's
     */
    public static Transcript afterRetry(Hash emptyHash, byte[] firstHelloHash) {
        Transcript transcript = new Transcript();
        transcript.start(emptyHash);
        transcript.messages = 1;
        transcript.beginWithMessageHash(firstHelloHash);
        return transcript;
    }

    /** Takes one whole message, with its header, as it is on the wire. */
    public void add(byte[] message) {
        messages++;
        if (kept != null) {
            kept.bytes(message);
        }
        if (hash != null) {
            hash.update(message);
        }
    }

    /**
     * Sets the hash of the suite and hashes what is there; the messages themselves are forgotten.
     *
     * @param emptyHash without input; stays the caller's
     * @throws IllegalStateException if started before
     */
    public void start(Hash emptyHash) {
        startKeeping(emptyHash);
        forgetMessages();
    }

    /** As {@link #start}, but the messages are kept until {@link #forgetMessages}. */
    public void startKeeping(Hash emptyHash) {
        if (hash != null) {
            throw new IllegalStateException("transcript has started");
        }
        empty = emptyHash.fork();
        hash = emptyHash.fork();
        hash.update(messages());
    }

    /** Whether the hash is known. */
    public boolean isStarted() {
        return hash != null;
    }

    /**
     * Puts message_hash in the place of the first ClientHello, before HelloRetryRequest is added (RFC 9846 section
     * 4.4.1).
     *
     * @throws IllegalStateException unless started, with exactly one message, that is not kept
     */
    public void replaceFirstHello() {
        if (messages != 1 || kept != null) {
            throw new IllegalStateException("expected the hash of one message, found " + messages + " messages");
        }
        beginWithMessageHash(hash());
    }

    /** The hash of all messages so far. */
    public byte[] hash() {
        return started().snapshot();
    }

    /** The hash as it would be with more bytes, such as a ClientHello without its binders; nothing is added. */
    public byte[] hashWith(byte[] partial) {
        Hash fork = started().fork();
        fork.update(partial);
        return fork.snapshot();
    }

    /**
     * As {@link #hashWith(byte[])}, before the suite is known: a first ClientHello's binders use the hash of the PSK.
     */
    public byte[] hashWith(Hash emptyHash, byte[] partial) {
        if (kept == null) {
            throw new IllegalStateException("messages are no longer kept");
        }
        Hash fork = emptyHash.fork();
        fork.update(kept.toBytes());
        fork.update(partial);
        return fork.snapshot();
    }

    /** All messages so far behind one another, which TLS 1.2's CertificateVerify signs (RFC 5246 section 7.4.8). */
    public byte[] messages() {
        if (kept == null) {
            throw new IllegalStateException("messages are no longer kept");
        }
        return kept.toBytes();
    }

    /** Keeps the hash only. */
    public void forgetMessages() {
        started();
        kept = null;
    }

    /** The hash of no messages, for Derive-Secret with an empty context. */
    public byte[] emptyHash() {
        return empty().snapshot();
    }

    private void beginWithMessageHash(byte[] first) {
        hash = empty().fork();
        hash.update(new byte[] {(byte) HandshakeType.MESSAGE_HASH.value(), 0, 0, (byte) first.length});
        hash.update(first);
    }

    private Hash empty() {
        if (empty == null) {
            throw new IllegalStateException("transcript has no hash yet");
        }
        return empty;
    }

    private Hash started() {
        if (hash == null) {
            throw new IllegalStateException("transcript has no hash yet");
        }
        return hash;
    }
}
