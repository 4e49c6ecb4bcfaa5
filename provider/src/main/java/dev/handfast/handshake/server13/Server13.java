package dev.handfast.handshake.server13;

import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.handshake.ServerHandshake;
import dev.handfast.keys.HandshakeStage;
import dev.handfast.keys.MasterStage;
import dev.handfast.keys.Transcript;
import dev.handfast.session.SessionState;

import org.jspecify.annotations.Nullable;

/**
 * What the states of this package hand on.
 *
 * @param tickets those the client has been sent, whose sessions are kept when its Finished has come; null while none
 *     were
 */
record Server13(ServerHandshake handshake, HandshakeStage stage, MasterStage master,
        @Nullable SentTickets tickets) {

    Server13 with(SessionState more) {
        return new Server13(handshake.with(more), stage, master, tickets);
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

    /** Wipes every secret. */
    void close() {
        stage.close();
        master.close();
        master.clientTraffic().close();
        master.exporter().close();
    }
}
