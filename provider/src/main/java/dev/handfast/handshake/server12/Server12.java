package dev.handfast.handshake.server12;

import dev.handfast.crypto.KeyExchange.Offer;
import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.handshake.IncomingMessage;
import dev.handfast.handshake.ServerHandshake;
import dev.handfast.keys.Transcript;
import dev.handfast.message.ServerHello;
import dev.handfast.message.ext.EncryptThenMac;
import dev.handfast.session.SessionState;

/**
 * What the states of this package hand on.
 *
 * @param hello the server's
 * @param offer the private part of ServerKeyExchange; null if the suite's key exchange is RSA
 */
record Server12(ServerHandshake handshake, ServerHello hello, ChosenSuite chosen, Offer offer) {

    Server12 with(SessionState more) {
        return new Server12(handshake.with(more), hello, chosen, offer);
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

    boolean encryptThenMac() {
        return hello.extensions().get(EncryptThenMac.class) != null;
    }

    /** Takes a message into the transcript. */
    void add(IncomingMessage in) {
        transcript().add(in.raw());
    }

    /** Forgets the private part. */
    void close() {
        if (offer != null) {
            offer.close();
        }
    }
}
