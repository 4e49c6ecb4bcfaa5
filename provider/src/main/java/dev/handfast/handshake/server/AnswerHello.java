package dev.handfast.handshake.server;

import dev.handfast.async.Eventual;
import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.IncomingMessage;
import dev.handfast.handshake.ServerHandshake;
import dev.handfast.handshake.StateChecks;
import dev.handfast.handshake.Suspension;
import dev.handfast.handshake.server12.StartServer12;
import dev.handfast.handshake.server13.ResumedSession;
import dev.handfast.handshake.server13.ServerFlight;
import dev.handfast.keys.Transcript;
import dev.handfast.message.ext.ServerNames;
import dev.handfast.record.RecordBoundary;
import dev.handfast.session.SessionState;
import dev.handfast.spec.Fault;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.Printable;
import java.nio.charset.StandardCharsets;

/** Answers a ClientHello with all that can be slow: callbacks, key exchange, signature. */
final class AnswerHello implements Suspension<AnswerHello.Answer> {

    /** What to send and the state behind it. */
    record Answer(HandshakeActions output, HandshakeState next) {
    }

    private final ServerHandshake handshake;
    private final IncomingMessage in;

    AnswerHello(ServerHandshake handshake, IncomingMessage in) {
        this.handshake = handshake;
        this.in = in;
    }

    @Override
    public Eventual<Answer> run() throws TlsFault {
        HandshakeConfig settings = handshake.settings();
        Decision decision = Negotiation.decide(handshake.hello(), settings);
        checkName(settings);
        return answer(settings, output -> carryOut(decision, output));
    }

    /** One way to answer. */
    interface Way {
        Eventual<HandshakeState> go(HandshakeActions output) throws TlsFault;
    }

    /** Answers in one way; where it fails, the keys that it has made already are wiped. */
    static Eventual<Answer> answer(HandshakeConfig settings, Way way) throws TlsFault {
        HandshakeActions output = new HandshakeActions(settings.trace());
        return Eventual.cleaned(() -> way.go(output).then(next -> new Answer(output, next)), output::discard);
    }

    @Override
    public HandshakeState resume(Answer answer, HandshakeActions out) {
        out.addAll(answer.output());
        return answer.next();
    }

    private Eventual<HandshakeState> carryOut(Decision decision, HandshakeActions output) throws TlsFault {
        HandshakeConfig settings = handshake.settings();
        if (decision instanceof Decision.Use12 use) {
            SessionState known = handshake.known().change().version(ProtocolVersion.TLS_1_2).build();
            return StartServer12.answer(handshake.with(known), use.suites(), output);
        }
        RecordBoundary boundary = StateChecks.boundary(in);
        if (decision instanceof Decision.Retry retry) {
            settings.trace().chose("HelloRetryRequest for " + retry.group(), "the client sent no key share for it");
            return Eventual.now(RetryRequest.send(handshake, retry, output));
        }
        Decision.Use13 use = (Decision.Use13) decision;
        if (settings.trace().isOn()) {
            settings.trace().chose(use.suite() + ", " + use.share().group(), settings.algorithms().preferLocalSuites()
                    ? "this server's preference" : "the client's preference of suites, this server's of groups");
        }
        return ResumedSession.choose(handshake, use.suite(), new Transcript(), in.raw())
                .thenLater(resumed -> ServerFlight.send(handshake, use.suite(), use.share(), boundary, resumed,
                        output));
    }

    /**
     * RFC 6066 section 3: a server that does not serve the name may end the handshake. A name that cannot be read
     * counts as none, unless somebody matches names.
     */
    private void checkName(HandshakeConfig settings) throws TlsFault {
        ServerNames names = handshake.hello().extensions().get(ServerNames.class);
        Opaque unreadable = names == null ? null : names.unreadable();
        String name = unreadable == null ? handshake.known().requestedName()
                : new String(unreadable.toBytes(), StandardCharsets.ISO_8859_1);
        if (!settings.names().serverNames().accepts(name)) {
            throw new TlsFault(Fault.NAME_UNRECOGNIZED, "the client asked for "
                    + (name == null ? "no name" : unreadable != null ? "a name that cannot be read, " + unreadable
                            : "\"" + Printable.text(name) + "\"")
                    + ", which no SNIMatcher accepts");
        }
    }
}
