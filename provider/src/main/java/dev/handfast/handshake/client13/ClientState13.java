package dev.handfast.handshake.client13;

import dev.handfast.handshake.HandshakeState;

/** What all states of this package have in common. */
abstract class ClientState13 implements HandshakeState {

    final Client13 client;

    ClientState13(Client13 client) {
        this.client = client;
    }

    /** RFC 9846 section 5: until the peer's Finished, a change_cipher_spec may come at any time and is dropped. */
    @Override
    public final ChangeCipherSpecRule changeCipherSpec() {
        return ChangeCipherSpecRule.IGNORED;
    }

    @Override
    public final void close() {
        client.stage().close();
    }
}
