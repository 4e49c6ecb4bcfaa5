package dev.handfast.handshake.server;

import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.IncomingMessage;
import dev.handfast.handshake.ServerHandshake;
import dev.handfast.handshake.StateChecks;
import dev.handfast.handshake.Suspended;
import dev.handfast.keys.Transcript;
import dev.handfast.message.ClientHello;
import dev.handfast.message.MessageVersion;
import dev.handfast.message.ext.ServerNames;
import dev.handfast.message.ext.SignatureAlgorithms;
import dev.handfast.message.ext.SignatureAlgorithmsCert;
import dev.handfast.message.ext.SupportedGroups;
import dev.handfast.session.SessionState;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.SignatureScheme;
import dev.handfast.spec.TlsFault;

import java.util.List;

/** Waits for a client to begin (RFC 9846 section 4.2.2). */
public final class ExpectClientHello implements HandshakeState {

    private final HandshakeConfig settings;
    private final SessionState begun;

    /** Waits. */
    public ExpectClientHello(HandshakeConfig settings, SessionState begun) {
        this.settings = settings;
        this.begun = begun;
    }

    @Override
    public HandshakeState on(IncomingMessage in, HandshakeActions out) throws TlsFault {
        ClientHello hello = StateChecks.message(ClientHello.class, in, this);
        Transcript transcript = new Transcript();
        transcript.add(in.raw());
        SessionState known = learn(hello, begun);
        out.learned(known);
        ServerHandshake handshake = new ServerHandshake(settings, hello, transcript, known, false);
        return new Suspended(new AnswerHello(handshake, in), "answering the ClientHello", this);
    }

    @Override
    public MessageVersion dialect() {
        return MessageVersion.HELLO;
    }

    @Override
    public boolean takes(HandshakeType type) {
        return type.equals(HandshakeType.CLIENT_HELLO);
    }

    @Override
    public String waitingFor() {
        return "ClientHello";
    }

    /** What a hello tells before anything is decided. */
    static SessionState learn(ClientHello hello, SessionState begun) {
        SessionState.Builder known = begun.change();
        ServerNames names = hello.extensions().get(ServerNames.class);
        SupportedGroups groups = hello.extensions().get(SupportedGroups.class);
        SignatureAlgorithms schemes = hello.extensions().get(SignatureAlgorithms.class);
        SignatureAlgorithmsCert forCertificates = hello.extensions().get(SignatureAlgorithmsCert.class);
        if (names != null) {
            known.requestedName(names.hostName());
        }
        if (schemes != null) {
            List<SignatureScheme> certificates = forCertificates == null ? schemes.schemes()
                    : forCertificates.schemes();
            known.peerSchemes(schemes.schemes(), certificates);
        }
        if (groups != null) {
            known.peerGroups(groups.groups());
        }
        return known.build();
    }
}
