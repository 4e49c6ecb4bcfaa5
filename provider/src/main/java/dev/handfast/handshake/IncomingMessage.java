package dev.handfast.handshake;

import dev.handfast.message.HandshakeInput;
import dev.handfast.message.MessageCodecs;
import dev.handfast.record.RecordBoundary;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.TlsFault;

import org.jspecify.annotations.Nullable;

/**
 * A message as it came.
 *
 * @param message what it says
 * @param raw its exact bytes with header, for the transcript; empty for a change_cipher_spec
 * @param boundary proof that nothing follows it in its record, or null if something does
 */
public record IncomingMessage(HandshakeInput message, byte[] raw, @Nullable RecordBoundary boundary) {

    /**
     * Decodes a whole message for a state.
     *
     * @throws TlsFault if its type may not come in the state, whatever its body holds, or if it cannot be decoded
     */
    public static IncomingMessage of(byte[] raw, HandshakeState state, @Nullable RecordBoundary boundary)
            throws TlsFault {
        StateChecks.type(HandshakeType.of(raw[0] & 0xff), state);
        return new IncomingMessage(MessageCodecs.read(raw, state.dialect()), raw, boundary);
    }
}
