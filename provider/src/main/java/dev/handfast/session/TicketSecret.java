package dev.handfast.session;

import dev.handfast.crypto.CryptoProvider;
import dev.handfast.crypto.Hkdf;
import dev.handfast.crypto.Secret;
import dev.handfast.spec.HashAlgorithm;
import dev.handfast.wire.Bytes;
import dev.handfast.wire.WireWriter;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/**
 * What tickets are sealed with: a key for each epoch of the clock. A fleet shares a secret of which each node derives
 * the same keys, with HKDF (RFC 5869), so that nodes need not talk: who has it opens all tickets that were ever sealed
 * with it. A process alone draws each key at random, and has nothing that would bring a key back. Keys are wiped when
 * all tickets have expired that they could open. Thread-safe.
 */
public final class TicketSecret implements AutoCloseable {

    /** The least bytes of a secret: those of the keys it is made into. */
    public static final int LEAST = 32;

    /** Keys with ciphers; a ticket may be as old as seven days, an hour's epochs of which are 168. */
    private static final int KEYS = 256;

    private static final int NAME = 4;
    private static final byte[] SALT = "handfast session tickets 1".getBytes(StandardCharsets.US_ASCII);

    private final CryptoProvider crypto;
    // Null where keys are drawn.
    private final @Nullable Source source;
    private final int name;

    // Keys are used under the lock for reading, and wiped under that for writing: what is wiped is never used.
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final Map<Integer, Secret> drawn = new ConcurrentHashMap<>();
    private final Map<Integer, TicketKey> keys = new ConcurrentHashMap<>();
    private volatile int retiredAt = Integer.MIN_VALUE;
    private boolean closed;

    /** What keys are derived from. */
    private record Source(Hkdf hkdf, Secret extracted) {

        byte[] derive(String label, byte[] context, int length) {
            return hkdf.expandLabel(extracted, label, context, length);
        }
    }

    /**
     * Extracts from a secret, which stays the caller's and is not kept.
     *
     * @throws IllegalArgumentException if it is shorter than {@link #LEAST}, or all of its bytes are equal
     */
    public TicketSecret(CryptoProvider crypto, byte[] secret) {
        this.crypto = crypto;
        Hkdf hkdf = new Hkdf(crypto, HashAlgorithm.SHA256);
        // A copy: what is checked is what is used, whatever the caller does with the array meanwhile.
        try (Secret copy = Secret.copyOf(secret)) {
            checkStrength(copy.bytes());
            Source made = new Source(hkdf, hkdf.extract(SALT, copy.bytes()));
            this.source = made;
            this.name = name(made.derive("ticket name", Bytes.NONE, NAME));
        }
    }

    private TicketSecret(CryptoProvider crypto) {
        this.crypto = crypto;
        this.source = null;
        byte[] random = new byte[NAME];
        crypto.random().nextBytes(random);
        this.name = name(random);
    }

    private static int name(byte[] bytes) {
        return (bytes[0] & 0xff) << 24 | (bytes[1] & 0xff) << 16 | (bytes[2] & 0xff) << 8 | bytes[3] & 0xff;
    }

    /** Refuses what cannot be random: too few bytes, and arrays that were never filled or have been wiped. */
    private static void checkStrength(byte[] secret) {
        if (secret.length < LEAST) {
            throw new IllegalArgumentException("a ticket secret needs at least " + LEAST + " random bytes, this one"
                    + " has " + secret.length);
        }
        int differences = 0;
        for (byte one : secret) {
            differences |= one ^ secret[0];
        }
        if (differences == 0) {
            throw new IllegalArgumentException("a ticket secret needs at least " + LEAST + " random bytes, of this one"
                    + " all bytes are equal: was it wiped, or never filled?");
        }
    }

    /** Keys of this process alone, each drawn when its epoch begins. */
    public static TicketSecret random(CryptoProvider crypto) {
        return new TicketSecret(crypto);
    }

    /** Whether this is made of a secret, which stays the caller's. */
    public boolean isOf(byte[] secret) {
        if (source == null) {
            return false;
        }
        try (Secret other = source.hkdf.extract(SALT, secret)) {
            return Bytes.equalInConstantTime(source.extracted.bytes(), other.bytes());
        }
    }

    /** What tickets name it by; says nothing of it. */
    int name() {
        return name;
    }

    /** Seals under the key of an epoch; writes the tag behind. False if the secret was wiped. */
    boolean seal(int epoch, byte[] nonce, byte[] authenticated, byte[] plain, byte[] out, int offset) {
        lock.readLock().lock();
        try {
            if (closed) {
                return false;
            }
            TicketKey key = source != null ? derived(epoch, source)
                    : key(epoch, drawn.computeIfAbsent(epoch, absent -> draw()));
            key.seal(nonce, authenticated, plain, out, offset);
            return true;
        } finally {
            lock.readLock().unlock();
            trim();
        }
    }

    /**
     * What was sealed under the key of an epoch; null if that was not by this key, was altered, or the key is wiped.
     */
    byte @Nullable [] open(int epoch, byte[] nonce, byte[] authenticated, byte[] sealed) {
        lock.readLock().lock();
        try {
            TicketKey key = known(epoch);
            return key == null ? null : key.open(nonce, authenticated, sealed);
        } finally {
            lock.readLock().unlock();
            trim();
        }
    }

    private Secret draw() {
        byte[] key = new byte[TicketKey.CIPHER.keyLength()];
        crypto.random().nextBytes(key);
        return Secret.adopt(key);
    }

    private @Nullable TicketKey known(int epoch) {
        if (closed) {
            return null;
        }
        if (source != null) {
            return derived(epoch, source);
        }
        Secret secret = drawn.get(epoch);
        return secret == null ? null : key(epoch, secret);
    }

    private TicketKey key(int epoch, Secret secret) {
        return keys.computeIfAbsent(epoch, absent -> new TicketKey(crypto, secret.bytes().clone()));
    }

    private TicketKey derived(int epoch, Source from) {
        return keys.computeIfAbsent(epoch, absent -> new TicketKey(crypto, from.derive("ticket key",
                new WireWriter(4).u32(Integer.toUnsignedLong(epoch)).toBytes(), TicketKey.CIPHER.keyLength())));
    }

    /** Whoever holds a secret's name can ask for the keys of all its epochs. */
    private void trim() {
        if (keys.size() > KEYS) {
            wipe(key -> true, secret -> false);
        }
    }

    /**
     * Wipes the keys of epochs whose tickets have all expired.
     *
     * @param epoch the clock's
     * @param kept how many epochs behind it still open tickets
     */
    void retire(int epoch, int kept) {
        if (epoch != retiredAt) {
            retiredAt = epoch;
            wipe(each -> epoch - each > kept, each -> epoch - each > kept);
        }
    }

    private void wipe(IntPredicate ofKeys, IntPredicate ofDrawn) {
        lock.writeLock().lock();
        try {
            wipe(keys, ofKeys, TicketKey::close);
            wipe(drawn, ofDrawn, Secret::close);
        } finally {
            lock.writeLock().unlock();
        }
    }

    private static <T> void wipe(Map<Integer, T> from, IntPredicate which, Consumer<T> wiping) {
        for (Integer epoch : List.copyOf(from.keySet())) {
            if (which.test(epoch)) {
                wiping.accept(from.remove(epoch));
            }
        }
    }

    /** Wipes the secret and all of its keys: nothing is sealed or opened any more. */
    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            closed = true;
            wipe(each -> true, each -> true);
            if (source != null) {
                source.extracted.close();
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public String toString() {
        return "TicketSecret[" + Integer.toHexString(name) + "]";
    }
}
