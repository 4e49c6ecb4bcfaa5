package dev.handfast.handshake.server13;

import dev.handfast.handshake.HandshakeState;

/** What all states of this package have in common. */
abstract class ServerState13 implements HandshakeState {

    final Server13 server;

    ServerState13(Server13 server) {
        this.server = server;
    }

    /** RFC 9846 section 5: until the peer's Finished, a change_cipher_spec may come at any time and is dropped. */
    @Override
    public final ChangeCipherSpecRule changeCipherSpec() {
        return ChangeCipherSpecRule.IGNORED;
    }

    @Override
    public final void close() {
        server.close();
    }
}
