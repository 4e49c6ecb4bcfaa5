package dev.handfast.handshake.client12;

import dev.handfast.handshake.HandshakeState;
import dev.handfast.message.MessageVersion;

/** What the states of this package have in common. */
abstract class ClientState12 implements HandshakeState {

    @Override
    public final MessageVersion dialect() {
        return MessageVersion.TLS12;
    }
}
