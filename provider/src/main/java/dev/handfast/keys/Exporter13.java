package dev.handfast.keys;

import dev.handfast.crypto.Secret;
import dev.handfast.wire.Bytes;

import org.jspecify.annotations.Nullable;

/** TLS-Exporter of TLS 1.3 (RFC 9846 section 7.5). */
final class Exporter13 implements Exporter {

    private static final int MAX_LABEL = 255 - "tls13 ".length();
    private static final int MAX_HASHES = 255;

    private final Schedule schedule;
    private final Secret secret;

    /** Owns {@code secret}. */
    Exporter13(Schedule schedule, Secret secret) {
        this.schedule = schedule;
        this.secret = secret;
    }

    @Override
    public byte[] export(String label, byte @Nullable [] context, int length) {
        if (label.length() > MAX_LABEL || length < 1 || length > MAX_HASHES * schedule.length()) {
            throw new IllegalArgumentException("cannot export " + length + " bytes under a label of " + label.length());
        }
        byte[] contextHash = schedule.hash(context == null ? Bytes.NONE : context);
        try (Secret derived = schedule.deriveEmpty(secret, label)) {
            return schedule.hkdf().expandLabel(derived, "exporter", contextHash, length);
        }
    }

    @Override
    public void log(KeyLog log, String label, byte[] clientRandom) {
        log.secret(label, clientRandom, secret.bytes());
    }

    @Override
    public void close() {
        secret.close();
    }
}
