package dev.handfast.handshake;

import dev.handfast.keys.Transcript;
import dev.handfast.message.ClientHello;
import dev.handfast.message.ext.Extension;
import dev.handfast.message.ext.Extensions;
import dev.handfast.message.ext.MaxFragmentLength;
import dev.handfast.message.ext.PskModes;
import dev.handfast.message.ext.RecordSizeLimit;
import dev.handfast.message.ext.SessionTicket;
import dev.handfast.session.SessionState;
import java.util.ArrayList;
import java.util.List;

/**
 * What a server's states hand on: how it was configured, what the client offered, the messages so far and what is known
 * so far.
 *
 * @param hello the ClientHello that is being answered
 * @param transcript up to and with that hello
 * @param retried whether the hello answers a HelloRetryRequest
 */
public record ServerHandshake(HandshakeConfig settings, ClientHello hello, Transcript transcript, SessionState known,
        boolean retried) {

    /** What of a hello counts when it is answered: for tickets, and for the sizes of records. All are small. */
    private static final List<Class<? extends Extension>> KEPT = List.of(PskModes.class, MaxFragmentLength.class,
            RecordSizeLimit.class);

    /** The same with more known. */
    public ServerHandshake with(SessionState more) {
        return new ServerHandshake(settings, hello, transcript, more, retried);
    }

    /**
     * The same once the hello is answered, with the little of it that the rest of the handshake needs: in objects it is
     * up to twenty times as large as on the wire, and a client need not go on.
     */
    public ServerHandshake answered() {
        Extensions extensions = hello.extensions();
        List<Extension> kept = new ArrayList<>(4);
        for (Class<? extends Extension> kind : KEPT) {
            Extension extension = extensions.get(kind);
            if (extension != null) {
                kept.add(extension);
            }
        }
        if (extensions.get(SessionTicket.class) != null) {
            kept.add(SessionTicket.EMPTY);
        }
        ClientHello rest = new ClientHello(hello.legacyVersion(), hello.random(), hello.sessionId(),
                hello.suites().subList(0, 1), hello.compressionMethods(), Extensions.of(kept));
        return new ServerHandshake(settings, rest, transcript, known, retried);
    }

    /** The ClientHello's random, which names the connection in key logs. */
    public byte[] clientRandom() {
        return hello.random().toBytes();
    }
}
