package dev.handfast.keys;

import dev.handfast.crypto.Secret;
import dev.handfast.spec.BulkCipher;
import dev.handfast.wire.Bytes;

/** One direction's secret in TLS 1.3 (RFC 9846 sections 7.2 and 7.3). Not thread-safe. */
public final class TrafficSecret implements AutoCloseable {

    private static final int IV = 12;

    private final Schedule schedule;
    private final Secret secret;

    /** Owns {@code secret}. */
    TrafficSecret(Schedule schedule, Secret secret) {
        this.schedule = schedule;
        this.secret = secret;
    }

    /** Key and IV for a cipher; the caller's to close. */
    public TrafficKeys keys(BulkCipher cipher) {
        return new TrafficKeys(schedule.expand(secret, "key", cipher.keyLength()), schedule.expand(secret, "iv", IV),
                Bytes.NONE);
    }

    /** verify_data of a Finished under this secret (RFC 9846 section 4.5.3), which this side sends. */
    public byte[] verifyData(byte[] transcriptHash) {
        return schedule.verifyData(secret, transcriptHash);
    }

    /** The secret behind a KeyUpdate (RFC 9846 section 7.2); this one is closed. */
    public TrafficSecret next() {
        try (this) {
            return new TrafficSecret(schedule, Secret.adopt(schedule.expand(secret, "traffic upd", schedule.length())));
        }
    }

    /** Tells a key log. */
    public void log(KeyLog log, String label, byte[] clientRandom) {
        log.secret(label, clientRandom, secret.bytes());
    }

    /** Forgets the secret. */
    @Override
    public void close() {
        secret.close();
    }
}
