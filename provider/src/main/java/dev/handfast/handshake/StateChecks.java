package dev.handfast.handshake;

import dev.handfast.message.HandshakeMessage;
import dev.handfast.message.MessageCodecs;
import dev.handfast.record.RecordBoundary;
import dev.handfast.spec.Fault;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.TlsFault;

/** The checks every state begins with. */
public final class StateChecks {

    private StateChecks() {
    }

    /**
     * Refuses a type of message that a state does not take: {@link Fault#MESSAGE_UNEXPECTED}, or
     * {@link Fault#MESSAGE_TYPE_UNKNOWN} if there is no such message in any version (RFC 9846 section 4, RFC 5246
     * section 7.4).
     */
    public static void type(HandshakeType type, HandshakeState state) throws TlsFault {
        if (!state.takes(type)) {
            throw new TlsFault(MessageCodecs.knows(type) ? Fault.MESSAGE_UNEXPECTED : Fault.MESSAGE_TYPE_UNKNOWN,
                    "expected " + state.waitingFor() + ", the peer sent " + type);
        }
    }

    /** The message if it is of a kind; {@link Fault#MESSAGE_UNEXPECTED} otherwise (RFC 9846 section 4). */
    public static <T extends HandshakeMessage> T message(Class<T> kind, IncomingMessage in, HandshakeState state)
            throws TlsFault {
        if (kind.isInstance(in.message())) {
            return kind.cast(in.message());
        }
        throw unexpected(in, state);
    }

    /** The fault of a message that may not come now. */
    public static TlsFault unexpected(IncomingMessage in, HandshakeState state) {
        String came = in.message() instanceof HandshakeMessage message ? message.type().toString()
                : "change_cipher_spec";
        return new TlsFault(Fault.MESSAGE_UNEXPECTED, "expected " + state.waitingFor() + ", the peer sent " + came);
    }

    /**
     * The proof that keys may change behind this message (RFC 9846 section 5.1): {@link Fault#RECORD_BOUNDARY_CROSSED}
     * if handshake bytes follow it in its record.
     */
    public static RecordBoundary boundary(IncomingMessage in) throws TlsFault {
        if (in.boundary() == null) {
            throw new TlsFault(Fault.RECORD_BOUNDARY_CROSSED, "bytes follow a message behind which keys change,"
                    + " in the same record");
        }
        return in.boundary();
    }
}
