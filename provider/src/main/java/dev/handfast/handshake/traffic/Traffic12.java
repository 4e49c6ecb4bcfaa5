package dev.handfast.handshake.traffic;

import dev.handfast.auth.PeerVerified;
import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.IncomingMessage;
import dev.handfast.handshake.StateChecks;
import dev.handfast.keys.FinishedVerified;
import dev.handfast.message.ClientHello;
import dev.handfast.message.HelloRequest;
import dev.handfast.message.MessageVersion;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.TlsFault;

import java.util.Objects;

/**
 * TLS 1.2 after the handshake. A renegotiation is answered by a no_renegotiation warning, and the connection goes on
 * (RFC 5246 section 7.2.2, RFC 5746 section 4.2, RFC 9846 section 4.2.2); SunJSSE goes along with it, which has never
 * been needed since TLS 1.3 went without.
 */
public final class Traffic12 implements HandshakeState {

    private final HandshakeConfig settings;
    private final boolean client;

    /** Only a handshake with a judged peer and a right Finished ends here. */
    public Traffic12(HandshakeConfig settings, boolean client, PeerVerified peer, FinishedVerified finished) {
        this.settings = settings;
        this.client = client;
        Objects.requireNonNull(peer);
        Objects.requireNonNull(finished);
    }

    @Override
    public HandshakeState on(IncomingMessage in, HandshakeActions out) throws TlsFault {
        boolean renegotiates = client ? in.message() instanceof HelloRequest : in.message() instanceof ClientHello;
        if (!renegotiates) {
            throw StateChecks.unexpected(in, this);
        }
        settings.trace().chose("no renegotiation", "Handfast never renegotiates");
        out.refuseRenegotiation();
        return this;
    }

    @Override
    public MessageVersion dialect() {
        return MessageVersion.TLS12;
    }

    @Override
    public boolean receivesApplicationData() {
        return true;
    }

    @Override
    public boolean takes(HandshakeType type) {
        return type.equals(client ? HandshakeType.HELLO_REQUEST : HandshakeType.CLIENT_HELLO);
    }

    @Override
    public String waitingFor() {
        return "application data";
    }
}
