package dev.handfast.handshake.server13;

import dev.handfast.async.Eventual;
import dev.handfast.auth.HandshakeSignatures;
import dev.handfast.auth.PeerVerified;
import dev.handfast.auth.SigningKey;
import dev.handfast.auth.StapledResponses;
import dev.handfast.crypto.KeyExchange.Accepted;
import dev.handfast.crypto.Secret;
import dev.handfast.handshake.Certificates13;
import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeConfig.ClientAuthentication;
import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.Keys13;
import dev.handfast.handshake.ServerExtensionNegotiation;
import dev.handfast.handshake.ServerHandshake;
import dev.handfast.keys.EarlyStage;
import dev.handfast.keys.HandshakeStage;
import dev.handfast.keys.MasterStage;
import dev.handfast.keys.TrafficSecret;
import dev.handfast.keys.Transcript;
import dev.handfast.message.CertificateRequest13;
import dev.handfast.message.CertificateVerify;
import dev.handfast.message.ClientHello;
import dev.handfast.message.EncryptedExtensions;
import dev.handfast.message.EndOfEarlyData;
import dev.handfast.message.Finished;
import dev.handfast.message.MessageCodecs;
import dev.handfast.message.ServerHello;
import dev.handfast.message.ext.Alpn;
import dev.handfast.message.ext.CertificateAuthorities;
import dev.handfast.message.ext.EarlyData;
import dev.handfast.message.ext.Extension;
import dev.handfast.message.ext.Extensions;
import dev.handfast.message.ext.KeyShareEntry;
import dev.handfast.message.ext.SelectedPsk;
import dev.handfast.message.ext.SelectedVersion;
import dev.handfast.message.ext.ServerKeyShare;
import dev.handfast.message.ext.ServerNameAck;
import dev.handfast.message.ext.SignatureAlgorithms;
import dev.handfast.message.ext.SignatureAlgorithmsCert;
import dev.handfast.message.ext.StatusRequest;
import dev.handfast.record.RecordBoundary;
import dev.handfast.session.ServerSessions;
import dev.handfast.session.SessionState;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Bytes;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Everything a server sends in its one flight, ServerHello to Finished and tickets (RFC 9846 sections 2, 4.2.3, 4.3,
 * 4.4, 4.5 and 9.2 and appendix E.5). May be slow: runs as a task.
 */
public final class ServerFlight {

    private static final int RANDOM = 32;

    private final ChosenHandshake chosen;
    private final ServerHandshake handshake;
    private final HandshakeConfig settings;
    private final Transcript transcript;
    private final CipherSuite suite;
    private final @Nullable ResumedSession resumed;
    private final HandshakeActions out;
    private @Nullable TrafficSecret early;
    private @Nullable HandshakeStage stage;

    private ServerFlight(ChosenHandshake chosen, HandshakeActions out) {
        this.chosen = chosen;
        this.handshake = chosen.handshake();
        this.settings = handshake.settings();
        this.transcript = handshake.transcript();
        this.suite = chosen.suite();
        this.resumed = chosen.resumed();
        this.out = out;
    }

    /**
     * Sends the flight and answers the state that waits for the client's.
     *
     * @param handshake its transcript ends with the ClientHello
     * @param share the client's, for the chosen group
     * @param boundary behind the ClientHello
     * @param resumed null for a full handshake
     */
    public static Eventual<HandshakeState> send(ServerHandshake handshake, CipherSuite suite, KeyShareEntry share,
            RecordBoundary boundary, @Nullable ResumedSession resumed, HandshakeActions out) throws TlsFault {
        return Eventual.cleaned(() -> {
            ServerFlight flight = new ServerFlight(ChosenHandshake.choose(handshake, suite, share, resumed), out);
            return Eventual.cleaned(() -> flight.send(boundary), flight::forget);
        }, () -> {
            if (resumed != null) {
                resumed.close();
            }
        });
    }

    /** Wipes the secrets of a handshake that fails here. */
    private void forget() {
        if (early != null) {
            early.close();
        }
        if (stage != null) {
            stage.close();
        }
    }

    private Eventual<HandshakeState> send(RecordBoundary boundary) throws TlsFault {
        if (!transcript.isStarted()) {
            transcript.start(settings.crypto().hash(suite.hash()));
        }
        return earlyDataToTake().thenLater(earlyData -> send(boundary, earlyData));
    }

    private Eventual<HandshakeState> send(RecordBoundary boundary, long earlyData) throws TlsFault {
        TrafficSecret ofEarlyData = resumed != null && earlyData > 0
                ? resumed.stage().clientTraffic(transcript.hash())
                : null;
        early = ofEarlyData;
        HandshakeStage agreed = agree(chosen.share());
        stage = agreed;
        out.writeKeys(Keys13.write(settings, suite, agreed.serverTraffic()), "server handshake");
        if (ofEarlyData != null) {
            readEarlyData(ofEarlyData, boundary);
        } else {
            out.readKeys(Keys13.read(settings, suite, agreed.clientTraffic()), boundary, "client handshake");
            skipEarlyData();
        }
        SessionState known = sendExtensions(chosen.protocol(), ofEarlyData != null);
        if (resumed != null) {
            return Eventual.now(finish(agreed, known, earlyData));
        }
        sendRequest();
        return authenticate(chosen.signingKey(), known).then(shown -> finish(agreed, shown, earlyData));
    }

    private HandshakeState finish(HandshakeStage agreed, SessionState known, long earlyData) throws TlsFault {
        transcript.add(out.send(new Finished(Opaque.adopt(agreed.serverTraffic().verifyData(transcript.hash())))));
        MasterStage master = agreed.master(transcript.hash());
        Keys13.log(settings, handshake.hello(), master);
        TrafficSecret sending = master.serverTraffic();
        out.writeKeys(Keys13.write(settings, suite, sending), Keys13.updates(settings, suite, sending),
                "server application");
        out.learned(known);
        Server13 server = new Server13(handshake.with(known).answered(), agreed, master,
                sendTickets(agreed, known, master));
        if (resumed != null) {
            if (early == null) {
                return new ExpectClientFinished(server, resumed.peer());
            }
            out.takeEarlyData(earlyData, known);
            return new ExpectEarlyData(server, resumed.peer());
        }
        return settings.authentication().clientAuthentication() == ClientAuthentication.NONE
                ? new ExpectClientFinished(server, PeerVerified.notAsked())
                : new ExpectCertificate(server);
    }

    /**
     * Sends tickets right behind this side's Finished if it can (RFC 9846 section 4.7.1). Behind the client's, a client
     * may have closed already, and its kernel would answer them by a reset that destroys what it has sent.
     *
     * @return what is to be kept for them when the client's Finished has come; null if none were sent
     */
    private @Nullable SentTickets sendTickets(HandshakeStage agreed, SessionState known, MasterStage master)
            throws TlsFault {
        ServerSessions issuer = IssueTickets.dueBeforeFinished(handshake.with(known), resumed != null);
        if (issuer == null) {
            return null;
        }
        byte[] end = early == null ? Bytes.NONE : MessageCodecs.write(new EndOfEarlyData());
        Finished finished = new Finished(Opaque.adopt(agreed.clientTraffic().verifyData(transcript.hashWith(end))));
        byte[] rest = Bytes.concat(end, MessageCodecs.write(finished));
        IssueTickets tickets = new IssueTickets(settings, issuer, known, master.resumption(transcript.hashWith(rest)));
        List<ServerSessions.Prepared> prepared = new ArrayList<>();
        for (IssueTickets.Made made : tickets.make()) {
            out.send(made.message());
            prepared.add(made.prepared());
        }
        return new SentTickets(issuer, prepared);
    }

    /** RFC 9846 section 4.3.10: early data that comes in vain is dropped; behind a second ClientHello none may come. */
    private void skipEarlyData() {
        if (handshake.retried()) {
            out.skipEarlyData(0);
        } else if (handshake.hello().extensions().has(ExtensionType.EARLY_DATA)) {
            out.skipEarlyData(settings.resumption().earlyData().skipped());
        }
    }

    private HandshakeStage agree(KeyShareEntry share) throws TlsFault {
        ClientHello hello = handshake.hello();
        Accepted accepted = settings.crypto().keyExchange(share.group())
                .accept(Keys13.checkedShare(share, true));
        try (Secret secret = accepted.secret()) {
            byte[] random = new byte[RANDOM];
            settings.crypto().random().nextBytes(random);
            KeyShareEntry ours = new KeyShareEntry(share.group(), Opaque.adopt(accepted.share()));
            Extensions answers = Extensions.of(new SelectedVersion(ProtocolVersion.TLS_1_3), new ServerKeyShare(ours));
            transcript.add(out.send(new ServerHello(ProtocolVersion.TLS_1_2, Opaque.adopt(random), hello.sessionId(),
                    suite, 0, resumed == null ? answers : answers.with(new SelectedPsk(resumed.index())))));
            // RFC 9846 appendix E.4: once, behind the first message of this side, for clients that ask for it.
            if (!hello.sessionId().isEmpty() && !handshake.retried()) {
                out.sendChangeCipherSpecBehindHello();
            }
            EarlyStage begun = resumed == null ? EarlyStage.start(settings.crypto(), suite.hash(), null)
                    : resumed.stage();
            HandshakeStage agreed = begun.agree(secret, transcript.hash());
            if (resumed != null) {
                resumed.state().close();
            }
            Keys13.log(settings, handshake.hello(), agreed);
            return agreed;
        }
    }

    private Eventual<Long> earlyDataToTake() throws TlsFault {
        return resumed != null && handshake.hello().extensions().has(ExtensionType.EARLY_DATA)
                ? resumed.earlyDataToTake(handshake, chosen.agreed()) : Eventual.now(0L);
    }

    private void readEarlyData(TrafficSecret ofEarlyData, RecordBoundary boundary) {
        try (TrafficSecret secret = ofEarlyData) {
            Keys13.log(settings, handshake.hello(), secret);
            out.readKeys(Keys13.read(settings, suite, secret), boundary, "client early");
        }
        settings.trace().chose("early data", "the session allows it, and it did not come before");
    }

    private SessionState sendExtensions(@Nullable Opaque protocol, boolean early) throws TlsFault {
        List<Extension> answers = new ArrayList<>(4);
        SessionState.Builder known = handshake.known().change().applicationProtocol(protocol);
        // RFC 6066 section 3: a server that resumes a session MUST NOT send the extension.
        if (handshake.known().requestedName() != null && resumed == null) {
            answers.add(new ServerNameAck());
        }
        ServerExtensionNegotiation.recordLimits(handshake, ProtocolVersion.TLS_1_3, known, answers);
        if (protocol != null) {
            answers.add(new Alpn(List.of(protocol)));
        }
        if (early) {
            answers.add(new EarlyData());
        }
        transcript.add(out.send(new EncryptedExtensions(Extensions.of(answers))));
        return known.build();
    }

    private void sendRequest() throws TlsFault {
        if (settings.authentication().clientAuthentication() == ClientAuthentication.NONE) {
            return;
        }
        List<Extension> asked = new ArrayList<>(3);
        asked.add(new SignatureAlgorithms(settings.algorithms().schemes()));
        if (!settings.algorithms().certificateSchemes().equals(settings.algorithms().schemes())) {
            asked.add(new SignatureAlgorithmsCert(settings.algorithms().certificateSchemes()));
        }
        if (!settings.authentication().authorities().isEmpty()) {
            asked.add(new CertificateAuthorities(settings.authentication().authorities()));
        }
        transcript.add(out.send(new CertificateRequest13(Opaque.EMPTY, Extensions.of(asked))));
    }

    private Eventual<SessionState> authenticate(SigningKey key, SessionState known) throws TlsFault {
        StatusRequest asked = handshake.hello().extensions().get(StatusRequest.class);
        StapledResponses staples = asked != null && asked.isOcsp()
                ? ServerExtensionNegotiation.staples(handshake, key.credential(), true) : null;
        transcript.add(out.send(Certificates13.show(key.credential(), Opaque.EMPTY, staples)));
        return HandshakeSignatures.sign(key, HandshakeSignatures.content13(true, transcript.hash())).then(signed -> {
            transcript.add(out.send(new CertificateVerify(signed.scheme(), signed.signature())));
            return known.change().local(key.credential().shown()).localScheme(signed.scheme()).build();
        });
    }
}
