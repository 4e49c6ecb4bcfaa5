package dev.handfast.message;

import dev.handfast.message.ext.ExtensionContext;
import dev.handfast.message.ext.Extensions;
import dev.handfast.message.ext.Ranges;
import dev.handfast.message.ext.Vectors;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;
import java.util.List;
import java.util.Objects;

/**
 * What a client offers (RFC 9846 section 4.2.2, RFC 5246 section 7.4.1.2).
 *
 * @param legacyVersion TLS 1.2 from every current client; an older client's highest version
 * @param random 32 bytes
 * @param sessionId 0 to 32 bytes
 * @param suites at least one, best first, unknown ones kept
 * @param compressionMethods at least one byte, one a method
 * @param extensions {@link Extensions#NONE} also if the block is absent, as RFC 5246 allows; an empty one is not
 *     written
 */
public record ClientHello(ProtocolVersion legacyVersion, Opaque random, Opaque sessionId, List<CipherSuite> suites,
        Opaque compressionMethods, Extensions extensions) implements HandshakeMessage {

    // struct {
    //     ProtocolVersion legacy_version = 0x0303;
    //     Random random;
    //     opaque legacy_session_id<0..32>;
    //     CipherSuite cipher_suites<2..2^16-2>;
    //     opaque legacy_compression_methods<1..2^8-1>;
    //     Extension extensions<8..2^16-1>;
    // } ClientHello;

    public ClientHello {
        Objects.requireNonNull(legacyVersion);
        Ranges.length(random, Hellos.RANDOM, Hellos.RANDOM, "random");
        Ranges.length(sessionId, 0, Hellos.MAX_SESSION_ID, "legacy_session_id");
        suites = Ranges.size(suites, 1, 0x7fff, "cipher_suites");
        Ranges.length(compressionMethods, 1, 0xff, "legacy_compression_methods");
        Objects.requireNonNull(extensions);
    }

    static ClientHello read(WireReader in) throws MalformedInput, TlsFault {
        ProtocolVersion legacyVersion = ProtocolVersion.of(in.u16());
        Opaque random = in.opaque(Hellos.RANDOM);
        Opaque sessionId = Hellos.readSessionId(in);
        List<CipherSuite> suites = Vectors.codes(in.vec16("cipher_suites"), CipherSuite::of);
        Opaque compressionMethods = Vectors.nonEmpty(in.opaque8(), in);
        Extensions extensions = in.hasMore() ? Extensions.read(in, ExtensionContext.CLIENT_HELLO) : Extensions.NONE;
        return new ClientHello(legacyVersion, random, sessionId, suites, compressionMethods, extensions);
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.CLIENT_HELLO;
    }

    @Override
    public void writeBody(WireWriter out) {
        out.u16(legacyVersion.value()).bytes(random).opaque8(sessionId);
        int mark = out.open16();
        for (CipherSuite suite : suites) {
            out.u16(suite.value());
        }
        out.close(mark);
        out.opaque8(compressionMethods);
        if (!extensions.isEmpty()) {
            extensions.write(out);
        }
    }
}
