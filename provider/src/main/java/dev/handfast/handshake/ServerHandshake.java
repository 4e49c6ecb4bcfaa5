package dev.handfast.handshake;

import dev.handfast.keys.Transcript;
import dev.handfast.message.ClientHello;
import dev.handfast.session.SessionState;

/**
 * What a server's states hand on: how it was configured, what the client offered, the messages so far and what is known
 * so far.
 *
 * @param hello the ClientHello that is being answered
 * @param transcript up to and with that hello
 * @param retried whether the hello answers a HelloRetryRequest
 */
public record ServerHandshake(Settings settings, ClientHello hello, Transcript transcript, SessionState known,
        boolean retried) {

    /** The same with more known. */
    public ServerHandshake with(SessionState more) {
        return new ServerHandshake(settings, hello, transcript, more, retried);
    }

    /** The ClientHello's random, which names the connection in key logs. */
    public byte[] clientRandom() {
        return hello.random().toBytes();
    }
}
