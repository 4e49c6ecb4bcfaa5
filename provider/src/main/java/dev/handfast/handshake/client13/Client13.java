package dev.handfast.handshake.client13;

import dev.handfast.handshake.ClientHandshake;
import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.keys.HandshakeStage;
import dev.handfast.keys.Transcript;
import dev.handfast.session.SessionState;
import dev.handfast.spec.CipherSuite;

/**
 * What the states of this package hand on.
 *
 * @param early whether the server takes early data, so that the client still writes under its keys
 */
record Client13(ClientHandshake handshake, HandshakeStage stage, boolean early) {

    Client13 with(SessionState more) {
        return new Client13(handshake.with(more), stage, early);
    }

    Client13 takesEarlyData() {
        return new Client13(handshake, stage, true);
    }

    HandshakeConfig settings() {
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
