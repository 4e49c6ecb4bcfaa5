package dev.handfast.handshake;

import dev.handfast.message.HandshakeMessage;

import org.jspecify.annotations.Nullable;

/**
 * Told what happens in one handshake, for {@code -Dhandfast.debug.trace=handshake}. Never told a secret: the messages
 * that hold one in clear do not exist in TLS, and keys are announced by name only.
 */
public interface Trace {

    /** Listens to nothing. */
    Trace NONE = new Trace() {
    };

    /** Whether anyone listens, so that callers need not build texts in vain. */
    default boolean isOn() {
        return false;
    }

    /** This side sent a message of {@code length} bytes, header included. */
    default void sent(HandshakeMessage message, int length) {
    }

    /** The peer sent a message of {@code length} bytes, header included. */
    default void received(HandshakeMessage message, int length) {
    }

    /** A decision and its reason. */
    default void chose(String what, String why) {
    }

    /** Keys changed: the direction ({@code true}: sending) and what they are for. */
    default void keys(boolean sending, String what) {
    }

    /** The end: null, or why it failed. */
    default void ended(@Nullable String failure) {
    }
}
