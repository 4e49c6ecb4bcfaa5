package dev.handfast.keys;

import org.jspecify.annotations.Nullable;

/** Keying material for applications (RFC 5705, RFC 9846 section 7.5). Not thread-safe. */
public sealed interface Exporter extends AutoCloseable permits Exporter12, Exporter13 {

    /**
     * Exports.
     *
     * @param label registered with IANA or beginning with "EXPERIMENTAL"; ASCII, in TLS 1.3 at most 249 bytes
     * @param context null if there is none, which TLS 1.2 tells from an empty one and TLS 1.3 does not; in TLS 1.2 at
     *        most 65535 bytes
     * @param length bytes, at least 1; in TLS 1.3 at most 255 times the hash's length
     * @return the caller's to wipe
     * @throws IllegalArgumentException if the label is one of TLS's own or something is out of its range
     */
    byte[] export(String label, byte @Nullable [] context, int length);

    /** Tells a key log, where there is a label for it: TLS 1.3 only. */
    void log(KeyLog log, String label, byte[] clientRandom);

    /** Forgets the secret. */
    @Override
    void close();
}
