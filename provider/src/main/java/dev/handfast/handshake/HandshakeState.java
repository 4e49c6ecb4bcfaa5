package dev.handfast.handshake;

import dev.handfast.message.MessageVersion;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.TlsFault;

import org.jspecify.annotations.Nullable;

/**
 * One state of a handshake, or of the traffic after it. Implementations are final classes with final fields; the
 * connection takes a state out before it calls it, so a state that throws is gone.
 */
public interface HandshakeState extends AutoCloseable {

    /** What to do with a change_cipher_spec record. */
    enum ChangeCipherSpecRule {
        /** It may not come here. */
        REFUSED,
        /** It is there for middleboxes (RFC 9846 appendix E.4): drop it, within limits. */
        IGNORED,
        /** It is a message of TLS 1.2. */
        DELIVERED
    }

    /** Takes one message, orders effects, and returns the next state, which may be this one. */
    HandshakeState on(IncomingMessage in, HandshakeActions out) throws TlsFault;

    /**
     * Whether a message of a type may come in this state. Asked before the body is decoded: a message in the wrong
     * place is an unexpected_message, however its body reads (RFC 9846 section 4).
     */
    boolean takes(HandshakeType type);

    /** Slow work that must be done before any input; null in most states. */
    default @Nullable Suspension<?> suspended() {
        return null;
    }

    /** How messages that come in this state are read. */
    default MessageVersion dialect() {
        return MessageVersion.TLS13;
    }

    /** What a change_cipher_spec means in this state (RFC 9846 section 5). */
    default ChangeCipherSpecRule changeCipherSpec() {
        return ChangeCipherSpecRule.REFUSED;
    }

    /** Whether application data may come in this state. */
    default boolean receivesApplicationData() {
        return false;
    }

    /** Whether application data that comes in this state is early data, which may be a replay (RFC 9846 section 8). */
    default boolean receivesEarlyData() {
        return false;
    }

    /** What this side waits for, in a few words, for faults and traces. */
    String waitingFor();

    /** Wipes the secrets the state holds; called when the connection ends in this state. */
    @Override
    default void close() {
    }
}
