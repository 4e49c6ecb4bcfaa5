package dev.handfast.pem;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;

/** What stands between one {@code -----BEGIN} line and its {@code -----END} line (RFC 7468 section 2). */
public final class PemBlock {

    private final String label;
    private final int line;
    private final @Nullable String name;
    private final List<String> headers;
    private final byte[] content;

    PemBlock(String label, int line, @Nullable String name, List<String> headers, byte[] content) {
        this.label = label;
        this.line = line;
        this.name = name;
        this.headers = List.copyOf(headers);
        this.content = content;
    }

    /** What the block says to hold, such as {@code CERTIFICATE}. */
    public String label() {
        return label;
    }

    /** The line of the file that it begins in, from 1 on. */
    public int line() {
        return line;
    }

    /** What {@code friendlyName:} in front of it calls it, as OpenSSL and {@link PemFile#write} do; null for none. */
    public @Nullable String name() {
        return name;
    }

    /** The headers of RFC 1421 at its top, such as {@code Proc-Type: 4,ENCRYPTED}; empty for most. */
    public List<String> headers() {
        return headers;
    }

    /** The decoded bytes; not a copy. */
    public byte[] content() {
        return content;
    }

    /** Overwrites the bytes: what is to be done with those of private keys. */
    public void wipe() {
        Arrays.fill(content, (byte) 0);
    }

    /** Label and line: no content. */
    @Override
    public String toString() {
        return label + " in line " + line;
    }
}
