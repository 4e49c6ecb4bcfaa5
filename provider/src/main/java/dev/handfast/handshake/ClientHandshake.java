package dev.handfast.handshake;

import dev.handfast.keys.Transcript;
import dev.handfast.message.ClientHello;
import dev.handfast.session.SessionState;

/**
 * What a client's states hand on: how it was configured, what it offered, the messages so far and what is known so far.
 *
 * @param hello the last ClientHello sent
 */
public record ClientHandshake(HandshakeConfig settings, ClientHello hello, Transcript transcript, SessionState known) {

    /** The same with more known. */
    public ClientHandshake with(SessionState more) {
        return new ClientHandshake(settings, hello, transcript, more);
    }

    /** The ClientHello's random, which names the connection in key logs. */
    public byte[] clientRandom() {
        return hello.random().toBytes();
    }
}
