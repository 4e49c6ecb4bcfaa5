package dev.handfast.handshake.client12;

import dev.handfast.handshake.HandshakeState;
import dev.handfast.message.Dialect;

/** What the states of this package have in common. */
abstract class ClientState12 implements HandshakeState {

    @Override
    public final Dialect dialect() {
        return Dialect.TLS12;
    }
}
