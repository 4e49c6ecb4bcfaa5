package dev.handfast.handshake.server12;

import dev.handfast.crypto.KeyExchange.Offer;
import dev.handfast.handshake.Received;
import dev.handfast.handshake.ServerHandshake;
import dev.handfast.handshake.Settings;
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
record Server12(ServerHandshake handshake, ServerHello hello, Chosen chosen, Offer offer) {

    Server12 with(SessionState more) {
        return new Server12(handshake.with(more), hello, chosen, offer);
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

    boolean encryptThenMac() {
        return hello.extensions().get(EncryptThenMac.class) != null;
    }

    /** Takes a message into the transcript. */
    void add(Received in) {
        transcript().add(in.raw());
    }

    /** Forgets the private part. */
    void close() {
        if (offer != null) {
            offer.close();
        }
    }
}
