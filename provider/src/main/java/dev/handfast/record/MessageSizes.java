package dev.handfast.record;

import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.Limits;

/**
 * How long handshake messages may be, without their headers.
 *
 * @param certificate of a Certificate
 * @param other of every other message
 */
public record MessageSizes(int certificate, int other) {

    /** What holds unless it is said otherwise. */
    public static final MessageSizes DEFAULT = new MessageSizes(Limits.CERTIFICATE_MESSAGE, Limits.HANDSHAKE_MESSAGE);

    /** The longest a message can say that it is (RFC 9846 section 4). */
    private static final int MOST = 0xff_ffff;

    /** One size for all, as SunJSSE's {@code jdk.tls.maxHandshakeMessageSize} has it; 0 for {@link #DEFAULT}. */
    public static MessageSizes of(int bytes) {
        int size = Math.min(bytes, MOST);
        return bytes == 0 ? DEFAULT : new MessageSizes(size, size);
    }

    int of(HandshakeType type) {
        boolean chain = type.equals(HandshakeType.CERTIFICATE) || type.equals(HandshakeType.COMPRESSED_CERTIFICATE);
        return chain ? certificate : other;
    }

    int largest() {
        return Math.max(certificate, other);
    }
}
