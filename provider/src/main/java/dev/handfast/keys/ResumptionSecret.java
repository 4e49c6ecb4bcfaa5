package dev.handfast.keys;

import dev.handfast.crypto.Secret;

/** resumption_master_secret (RFC 9846 section 4.7.1): a PSK for each ticket. Not thread-safe. */
public final class ResumptionSecret implements AutoCloseable {

    private final Schedule schedule;
    private final Secret secret;

    /** Owns {@code secret}. */
    ResumptionSecret(Schedule schedule, Secret secret) {
        this.schedule = schedule;
        this.secret = secret;
    }

    /** The PSK of the ticket with a nonce, 0 to 255 bytes; the caller's to close. */
    public Secret psk(byte[] ticketNonce) {
        return Secret.adopt(schedule.hkdf().expandLabel(secret, "resumption", ticketNonce, schedule.length()));
    }

    /** Forgets the secret. */
    @Override
    public void close() {
        secret.close();
    }
}
