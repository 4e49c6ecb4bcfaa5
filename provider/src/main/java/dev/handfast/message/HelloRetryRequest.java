package dev.handfast.message;

import dev.handfast.message.ext.Extensions;
import dev.handfast.message.ext.Ranges;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireWriter;
import java.util.HexFormat;
import java.util.Objects;

/**
 * The server asks for another ClientHello (RFC 9846 section 4.2.4): a ServerHello with a fixed random.
 *
 * @param sessionId 0 to 32 bytes
 * @param suite known or not
 * @param compressionMethod 0 to 255; anything but 0 is for the handshake to refuse
 * @param extensions the block, always written
 * @param legacyVersion TLS 1.2
 */
public record HelloRetryRequest(Opaque sessionId, CipherSuite suite, int compressionMethod, Extensions extensions,
        ProtocolVersion legacyVersion) implements HandshakeMessage {

    // As ServerHello, with random = SHA-256("HelloRetryRequest").

    /** The random that marks it (RFC 9846 section 4.2.3). */
    public static final Opaque RANDOM = Opaque.adopt(HexFormat.of().parseHex(
            "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c"));

    public HelloRetryRequest {
        Ranges.length(sessionId, 0, Hellos.MAX_SESSION_ID, "legacy_session_id_echo");
        Objects.requireNonNull(suite);
        Ranges.u8(compressionMethod, "legacy_compression_method");
        Objects.requireNonNull(extensions);
        Objects.requireNonNull(legacyVersion);
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.SERVER_HELLO;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.u16(legacyVersion.value()).bytes(RANDOM).opaque8(sessionId).u16(suite.value()).u8(compressionMethod);
        extensions.write(out);
    }
}
