package dev.handfast.keys;

import dev.handfast.crypto.CryptoProvider;
import dev.handfast.crypto.Hash;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.HashAlgorithm;
import dev.handfast.wire.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The handshake messages so far, as bytes in and hash out (RFC 9846 section 4.1, RFC 5246 section 7.4.9). What comes
 * before the hash is known is kept; afterwards only if asked to, for TLS 1.2's CertificateVerify. Not thread-safe.
 */
public final class Transcript {

    private byte @Nullable [] kept = Bytes.NONE;
    private @Nullable Hash hash;
    // The hash of all messages, once it has been asked for
    private byte @Nullable [] current;
    private int messages;

    /** No messages yet and no hash. */
    public Transcript() {
    }

    /**
     * The transcript of a server that has kept nothing but the hash of a first ClientHello, before HelloRetryRequest is
     * added (RFC 9846 sections 4.3.2 and 4.1).
     *
     * @param emptyHash without input; the transcript's from here on
     */
    public static Transcript afterRetry(Hash emptyHash, byte[] firstHelloHash) {
        Transcript transcript = new Transcript();
        transcript.kept = null;
        transcript.messages = 1;
        transcript.beginWithMessageHash(emptyHash, firstHelloHash);
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
     * @param emptyHash without input; the transcript's from here on
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
        hash = emptyHash;
        hash.update(kept());
    }

    /** Whether the hash is known. */
    public boolean isStarted() {
        return hash != null;
    }

    /**
     * Puts message_hash in the place of the first ClientHello, before HelloRetryRequest is added (RFC 9846 section
     * 4.1).
     *
     * @param emptyHash without input; the transcript's from here on
     * @throws IllegalStateException unless started, with exactly one message, that is not kept
     */
    public void replaceFirstHello(Hash emptyHash) {
        if (messages != 1 || kept != null) {
            throw new IllegalStateException("expected the hash of one message, found " + messages + " messages");
        }
        beginWithMessageHash(emptyHash, hash());
    }

    /** The hash of all messages so far; nobody changes the array. */
    public byte[] hash() {
        if (current == null) {
            current = started().snapshot();
        }
        return current;
    }

    /** The hash of all messages, after which none comes: this asks for less than {@link #hash}, and ends here. */
    public byte[] finish() {
        byte[] last = current == null ? started().finish() : current;
        current = null;
        hash = null;
        kept = null;
        return last;
    }

    /** The hash as it would be with more bytes; nothing is added. */
    public byte[] hashWith(byte[] partial) {
        return hashWith(partial, partial.length);
    }

    /** As above, of the beginning of an array, such as a ClientHello without its binders. */
    public byte[] hashWith(byte[] partial, int length) {
        if (length == 0) {
            return hash();
        }
        Hash fork = started().fork();
        fork.update(partial, 0, length);
        return fork.finish();
    }

    /**
     * As {@link #hashWith(byte[], int)}, before the suite is known: a first ClientHello's binders use the hash of the
     * PSK.
     *
     * @param algorithm the hash of the PSK
     */
    public byte[] hashWith(CryptoProvider crypto, HashAlgorithm algorithm, byte[] partial, int length) {
        return crypto.digest(algorithm, kept(), partial, length);
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

    private void beginWithMessageHash(Hash emptyHash, byte[] first) {
        current = null;
        hash = emptyHash;
        hash.update(new byte[] {(byte) HandshakeType.MESSAGE_HASH.value(), 0, 0, (byte) first.length});
        hash.update(first);
    }

    private Hash started() {
        if (hash == null) {
            throw new IllegalStateException("transcript has no hash yet");
        }
        return hash;
    }
}
