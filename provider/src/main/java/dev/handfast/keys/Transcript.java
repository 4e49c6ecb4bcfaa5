package dev.handfast.keys;

import dev.handfast.crypto.Hash;
import dev.handfast.spec.HandshakeType;
import dev.handfast.wire.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The handshake messages so far, as bytes in and hash out (RFC 9846 section 4.4.1, RFC 5246 section 7.4.9). What comes
 * before the hash is known is kept; afterwards only if asked to, for TLS 1.2's CertificateVerify. Not thread-safe.
 */
public final class Transcript {

    private byte @Nullable [] kept = Bytes.NONE;
    private @Nullable Hash empty;
    private @Nullable Hash hash;
    // The hash of all messages, once it has been asked for
    private byte @Nullable [] current;
    private int messages;

    /** No messages yet and no hash. */
    public Transcript() {
    }

    /**
     * The transcript of a server that has kept nothing but the hash of a first ClientHello, before HelloRetryRequest is
     * added (RFC 9846 sections 4.2.2 and 4.4.1).
     *
     * @param emptyHash without input, and stays so: who gives it away may share it
     */
    public static Transcript afterRetry(Hash emptyHash, byte[] firstHelloHash) {
        Transcript transcript = new Transcript();
        transcript.start(emptyHash);
        transcript.messages = 1;
        transcript.beginWithMessageHash(firstHelloHash);
        return transcript;
    }

    /** Takes one whole message, with its header, as it is on the wire; nobody changes the array any more. */
    public void add(byte[] message) {
        messages++;
        current = null;
        if (kept != null) {
            kept = kept.length == 0 ? message : Bytes.concat(kept, message);
        }
        if (hash != null) {
            hash.update(message);
        }
    }

    /**
     * Sets the hash of the suite and hashes what is there; the messages themselves are forgotten.
     *
     * @param emptyHash without input, and stays so: who gives it away may share it
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
        empty = emptyHash;
        hash = emptyHash.fork();
        hash.update(kept());
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
        if (current == null) {
            current = started().snapshot();
        }
        return current.clone();
    }

    /** The hash as it would be with more bytes, such as a ClientHello without its binders; nothing is added. */
    public byte[] hashWith(byte[] partial) {
        if (partial.length == 0) {
            return hash();
        }
        Hash fork = started().fork();
        fork.update(partial);
        return fork.finish();
    }

    /**
     * As {@link #hashWith(byte[])}, before the suite is known: a first ClientHello's binders use the hash of the PSK.
     *
     * @param hash without input; this is its only use
     */
    public byte[] hashWith(Hash hash, byte[] partial) {
        hash.update(kept());
        hash.update(partial);
        return hash.finish();
    }

    /** All messages so far behind one another, which TLS 1.2's CertificateVerify signs (RFC 5246 section 7.4.8). */
    public byte[] messages() {
        return kept().clone();
    }

    private byte[] kept() {
        if (kept == null) {
            throw new IllegalStateException("messages are no longer kept");
        }
        return kept;
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
        current = null;
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
