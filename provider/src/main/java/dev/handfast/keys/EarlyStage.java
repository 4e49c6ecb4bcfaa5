package dev.handfast.keys;

import dev.handfast.crypto.CryptoProvider;
import dev.handfast.crypto.Secret;
import dev.handfast.spec.HashAlgorithm;
import dev.handfast.wire.Bytes;

import org.jspecify.annotations.Nullable;

/** The Early Secret (RFC 9846 section 7.1): what a PSK alone leads to. Not thread-safe. */
public final class EarlyStage implements AutoCloseable {

    private final Schedule schedule;
    private final Secret secret;

    private EarlyStage(Schedule schedule, Secret secret) {
        this.schedule = schedule;
        this.secret = secret;
    }

    /**
     * Begins the key schedule.
     *
     * @param psk null if there is none; stays the caller's
     */
    public static EarlyStage start(CryptoProvider crypto, HashAlgorithm algorithm, @Nullable Secret psk) {
        Schedule schedule = new Schedule(crypto, algorithm);
        return new EarlyStage(schedule, schedule.early(psk));
    }

    /**
     * The binder of the PSK (RFC 9846 section 4.3.11.2).
     *
     * @param truncatedHash the transcript up to the ClientHello without its list of binders
     */
    public byte[] binder(PskKind kind, byte[] truncatedHash) {
        try (Secret key = schedule.deriveEmpty(secret, kind.label())) {
            return schedule.verifyData(key, truncatedHash);
        }
    }

    /** Whether a peer's binder is right, in constant time. */
    public boolean isBinder(PskKind kind, byte[] truncatedHash, byte[] binder) {
        return Bytes.equalInConstantTime(binder(kind, truncatedHash), binder);
    }

    /** client_early_traffic_secret, given the hash of the ClientHello; the caller's to close. */
    public TrafficSecret clientTraffic(byte[] helloHash) {
        return schedule.traffic(secret, "c e traffic", helloHash);
    }

    /** The exporter of early data, given the hash of the ClientHello; the caller's to close. */
    public Exporter exporter(byte[] helloHash) {
        return new Exporter13(schedule, schedule.derive(secret, "e exp master", helloHash));
    }

    /**
     * Goes on with the agreed secret and closes this stage.
     *
     * @param shared null with psk_ke, which agrees on none; stays the caller's
     * @param hellosHash the hash up to ServerHello
     */
    public HandshakeStage agree(Secret shared, byte[] hellosHash) {
        try (this) {
            return new HandshakeStage(schedule, schedule.next(secret, shared), hellosHash);
        }
    }

    /** Forgets the secret. */
    @Override
    public void close() {
        secret.close();
    }
}
