package dev.handfast.handshake.client13;

import dev.handfast.handshake.ClientHandshake;
import dev.handfast.handshake.Settings;
import dev.handfast.keys.HandshakeStage;
import dev.handfast.keys.Transcript;
import dev.handfast.session.SessionState;
import dev.handfast.spec.CipherSuite;

/** What the states of this package hand on. */
record Client13(ClientHandshake handshake, HandshakeStage stage) {

    Client13 with(SessionState more) {
        return new Client13(handshake.with(more), stage);
    }

    Settings settings() {
        return handshake.settings();
    }

    Transcript transcript() {
        return handshake.transcript();
    }

    SessionState known() {
        return handshake.known();
    }

    CipherSuite suite() {
        return known().suite();
    }
}
