package dev.handfast.message;

import dev.handfast.message.ext.ExtensionContext;
import dev.handfast.message.ext.Extensions;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.MalformedInput;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;
import java.util.Objects;

/** The server's answers that need no key agreement (TLS 1.3, RFC 9846 section 4.4.1). */
public record EncryptedExtensions(Extensions extensions) implements HandshakeMessage {

    // struct {
    //     Extension extensions<0..2^16-1>;
    // } EncryptedExtensions;

    public EncryptedExtensions {
        Objects.requireNonNull(extensions);
    }

    static EncryptedExtensions read(WireReader in) throws MalformedInput, TlsFault {
        return new EncryptedExtensions(Extensions.read(in, ExtensionContext.ENCRYPTED_EXTENSIONS));
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.ENCRYPTED_EXTENSIONS;
    }

    @Override
    public void writeBody(WireWriter out) {
        extensions.write(out);
    }
}
