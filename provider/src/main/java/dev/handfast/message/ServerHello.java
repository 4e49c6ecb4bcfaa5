package dev.handfast.message;

import dev.handfast.message.ext.ExtensionContext;
import dev.handfast.message.ext.Extensions;
import dev.handfast.message.ext.Ranges;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;
import java.util.Objects;

/**
 * What a server chose (RFC 9846 section 4.2.3, RFC 5246 section 7.4.1.3): of TLS 1.3 if a SelectedVersion is among the
 * extensions.
 *
 * @param legacyVersion TLS 1.2 in both versions
 * @param random 32 bytes, not {@link HelloRetryRequest#RANDOM}
 * @param sessionId 0 to 32 bytes
 * @param suite known or not
 * @param compressionMethod 0 to 255; anything but 0 is for the handshake to refuse
 * @param extensions {@link Extensions#NONE} also if the block is absent, as RFC 5246 allows; an empty one is not
 *     written
 */
public record ServerHello(ProtocolVersion legacyVersion, Opaque random, Opaque sessionId, CipherSuite suite,
        int compressionMethod, Extensions extensions) implements HandshakeMessage {

    // struct {
    //     ProtocolVersion legacy_version = 0x0303;
    //     Random random;
    //     opaque legacy_session_id_echo<0..32>;
    //     CipherSuite cipher_suite;
    //     uint8 legacy_compression_method = 0;
    //     Extension extensions<6..2^16-1>;
    // } ServerHello;

    public ServerHello {
        Objects.requireNonNull(legacyVersion);
        Ranges.length(random, Hellos.RANDOM, Hellos.RANDOM, "random");
        Ranges.length(sessionId, 0, Hellos.MAX_SESSION_ID, "legacy_session_id_echo");
        Objects.requireNonNull(suite);
        Ranges.u8(compressionMethod, "legacy_compression_method");
        Objects.requireNonNull(extensions);
        if (random.equals(HelloRetryRequest.RANDOM)) {
            throw new IllegalArgumentException("this random makes it a HelloRetryRequest");
        }
    }

    /** Reads a ServerHello or a HelloRetryRequest: they differ in the random (RFC 9846 section 4.2.3). */
    static HandshakeMessage read(WireReader in) throws MalformedInput, TlsFault {
        ProtocolVersion legacyVersion = ProtocolVersion.of(in.u16());
        Opaque random = in.opaque(Hellos.RANDOM);
        Opaque sessionId = Hellos.readSessionId(in);
        CipherSuite suite = CipherSuite.of(in.u16());
        int compressionMethod = in.u8();
        if (random.equals(HelloRetryRequest.RANDOM)) {
            Extensions extensions = Extensions.read(in, ExtensionContext.HELLO_RETRY_REQUEST);
            return new HelloRetryRequest(sessionId, suite, compressionMethod, extensions, legacyVersion);
        }
        Extensions extensions = in.hasMore() ? Extensions.readServerHello(in) : Extensions.NONE;
        return new ServerHello(legacyVersion, random, sessionId, suite, compressionMethod, extensions);
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.SERVER_HELLO;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.u16(legacyVersion.value()).bytes(random).opaque8(sessionId).u16(suite.value()).u8(compressionMethod);
        if (!extensions.isEmpty()) {
            extensions.write(out);
        }
    }
}
