package dev.handfast.session;

import dev.handfast.crypto.CryptoProvider;
import dev.handfast.crypto.Hkdf;
import dev.handfast.crypto.Secret;
import dev.handfast.spec.HashAlgorithm;
import dev.handfast.wire.Bytes;
import dev.handfast.wire.WireWriter;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a fleet shares: a secret of which each node derives the same key for each epoch, with HKDF (RFC 5869), so that
 * nodes need not talk. Thread-safe.
 */
public final class TicketSecret implements AutoCloseable {

    /** The least bytes of a secret: those of the keys it is made into. */
    public static final int LEAST = 32;

    /** Keys kept; a ticket may be as old as seven days, an hour's epochs of which are 168. */
    private static final int KEYS = 256;

    private static final int NAME = 4;
    private static final byte[] SALT = "handfast session tickets 1".getBytes(StandardCharsets.US_ASCII);

    private final CryptoProvider crypto;
    private final Hkdf hkdf;
    private final Secret extracted;
    private final int name;
    private final Map<Integer, TicketKey> keys = new ConcurrentHashMap<>();

    /**
     * Extracts from a secret, which stays the caller's and is not kept.
     *
     * @throws IllegalArgumentException if it is shorter than {@link #LEAST}, or all of its bytes are equal
     */
    public TicketSecret(CryptoProvider crypto, byte[] secret) {
        this.crypto = crypto;
        this.hkdf = new Hkdf(crypto, HashAlgorithm.SHA256);
        // A copy: what is checked is what is used, whatever the caller does with the array meanwhile.
        try (Secret copy = Secret.copyOf(secret)) {
            checkStrength(copy.bytes());
            this.extracted = hkdf.extract(SALT, copy.bytes());
        }
        byte[] bytes = hkdf.expandLabel(extracted, "ticket name", Bytes.NONE, NAME);
        this.name = (bytes[0] & 0xff) << 24 | (bytes[1] & 0xff) << 16 | (bytes[2] & 0xff) << 8 | bytes[3] & 0xff;
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

    /** A secret of this process alone. */
    public static TicketSecret random(CryptoProvider crypto) {
        byte[] secret = new byte[LEAST];
        crypto.random().nextBytes(secret);
        try {
            return new TicketSecret(crypto, secret);
        } finally {
            Bytes.wipe(secret);
        }
    }

    /** Whether this is made of a secret, which stays the caller's. */
    public boolean isOf(byte[] secret) {
        try (Secret other = hkdf.extract(SALT, secret)) {
            return Bytes.equalInConstantTime(extracted.bytes(), other.bytes());
        }
    }

    /** Wipes it; only for one that was never used. */
    @Override
    public void close() {
        extracted.close();
    }

    /** What tickets name it by; says nothing of it. */
    int name() {
        return name;
    }

    /** The key of an epoch. */
    TicketKey key(int epoch) {
        TicketKey known = keys.get(epoch);
        if (known != null) {
            return known;
        }
        if (keys.size() >= KEYS) {
            keys.clear();
        }
        byte[] context = new WireWriter(4).u32(Integer.toUnsignedLong(epoch)).toBytes();
        return keys.computeIfAbsent(epoch, absent -> new TicketKey(crypto,
                hkdf.expandLabel(extracted, "ticket key", context, TicketKey.CIPHER.keyLength())));
    }

    @Override
    public String toString() {
        return "TicketSecret[" + Integer.toHexString(name) + "]";
    }
}
