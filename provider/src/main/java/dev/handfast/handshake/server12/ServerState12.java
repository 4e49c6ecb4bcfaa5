package dev.handfast.handshake.server12;

import dev.handfast.handshake.HandshakeState;
import dev.handfast.message.MessageVersion;

/** What the states of this package have in common. */
abstract class ServerState12 implements HandshakeState {

    final Server12 server;

    ServerState12(Server12 server) {
        this.server = server;
    }

    @Override
    public final MessageVersion dialect() {
        return MessageVersion.TLS12;
    }

    @Override
    public void close() {
        server.close();
    }
}
