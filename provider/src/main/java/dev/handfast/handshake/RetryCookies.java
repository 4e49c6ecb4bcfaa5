package dev.handfast.handshake;

import dev.handfast.crypto.CryptoProvider;
import dev.handfast.spec.HashAlgorithm;
import dev.handfast.wire.Bytes;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * Mints and checks the cookies of HelloRetryRequests (RFC 9846 section 4.3.2): state sealed with a MAC, so that it can
 * live with the client.
 *
 * <p>The key is drawn at random once for a context. Thread-safe.
 */
public final class RetryCookies {

    private static final HashAlgorithm HASH = HashAlgorithm.SHA256;

    private final CryptoProvider crypto;
    private final byte[] key = new byte[32];

    /** Draws a key. */
    public RetryCookies(CryptoProvider crypto) {
        this.crypto = crypto;
        crypto.random().nextBytes(key);
    }

    /** A cookie that carries {@code state}. */
    public Opaque mint(byte[] state) {
        return Opaque.adopt(Bytes.concat(state, code(state)));
    }

    /** The state a cookie carries, or null if this did not mint it. */
    public byte @Nullable [] open(Opaque cookie) {
        byte[] bytes = cookie.toBytes();
        int length = bytes.length - HASH.length();
        if (length < 0) {
            return null;
        }
        byte[] state = Arrays.copyOf(bytes, length);
        byte[] code = Arrays.copyOfRange(bytes, length, bytes.length);
        return Bytes.equalInConstantTime(code, code(state)) ? state : null;
    }

    private byte[] code(byte[] state) {
        return crypto.hmac(HASH, key, state);
    }
}
