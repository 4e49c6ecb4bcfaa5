package dev.handfast.handshake.server12;

import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.handshake.IncomingMessage;
import dev.handfast.handshake.ServerHandshake;
import dev.handfast.keys.Transcript;
import dev.handfast.message.ServerHello;
import dev.handfast.message.ext.EncryptThenMac;
import dev.handfast.session.SessionState;
import dev.handfast.spec.CipherSuite;

/**
 * What the states of this package hand on.
 *
 * @param hello the server's
 * @param source what the premaster secret is made with, of what the client sends
 */
record Server12(ServerHandshake handshake, ServerHello hello, PremasterSource source) {

    Server12 with(SessionState more) {
        return new Server12(handshake.with(more), hello, source);
    }

    HandshakeConfig settings() {
        return handshake.settings();
    }

    CipherSuite suite() {
        return hello.suite();
    }

    Transcript transcript() {
        return handshake.transcript();
    }

    SessionState known() {
        return handshake.known();
    }

    /** RFC 7366 section 2: what was asked for and answered. */
    boolean encryptThenMac() {
        return hello.extensions().get(EncryptThenMac.class) != null;
    }

    /** Takes a message into the transcript. */
    void add(IncomingMessage in) {
        transcript().add(in.raw());
    }

    /** Forgets the private part. */
    void close() {
        source.close();
    }
}
