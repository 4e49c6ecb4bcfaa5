package dev.handfast.handshake.server12;

import dev.handfast.async.Eventual;
import dev.handfast.auth.PeerVerified;
import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeConfig.ClientAuthentication;
import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.ResumedClient;
import dev.handfast.handshake.Secrets12;
import dev.handfast.handshake.ServerExtensionNegotiation;
import dev.handfast.handshake.ServerHandshake;
import dev.handfast.message.ClientHello;
import dev.handfast.message.NewSessionTicket12;
import dev.handfast.message.ServerHello;
import dev.handfast.message.ext.Alpn;
import dev.handfast.message.ext.EncryptThenMac;
import dev.handfast.message.ext.ExtendedMasterSecret;
import dev.handfast.message.ext.Extension;
import dev.handfast.message.ext.Extensions;
import dev.handfast.message.ext.RecordSizeLimit;
import dev.handfast.message.ext.RenegotiationInfo;
import dev.handfast.message.ext.SessionTicket;
import dev.handfast.session.Resumption;
import dev.handfast.session.ResumptionAuthorization;
import dev.handfast.session.ResumptionState;
import dev.handfast.session.ServerSessions;
import dev.handfast.session.SessionState;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.Fault;
import dev.handfast.spec.Limits;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Answers a ClientHello that names a session by resuming it (RFC 5246 sections 7.1, 7.3 and 7.4.1.4, RFC 5077 section
 * 3.1, RFC 5746 section 3.6).
 */
final class ResumeSession {

    private final ServerHandshake handshake;
    private final HandshakeConfig settings;
    private final ClientHello asked;
    private final CipherSuite suite;
    private final ServerSessions issuer;
    private final HandshakeActions out;

    private ResumeSession(ServerHandshake handshake, CipherSuite suite, ServerSessions issuer, HandshakeActions out) {
        this.handshake = handshake;
        this.settings = handshake.settings();
        this.asked = handshake.hello();
        this.suite = suite;
        this.issuer = issuer;
        this.out = out;
    }

    /** Resumes, or answers null: then a full handshake is due. It may block, or
     * answer later: a session may have to be fetched. */
    static Eventual<HandshakeState> answer(ServerHandshake handshake, List<CipherSuite> candidates,
            HandshakeActions out) throws TlsFault {
        ServerSessions issuer = handshake.settings().resumption().issuer();
        return issuer == null ? Eventual.now(null)
                : find(handshake, issuer).thenLater(found -> found == null ? Eventual.now(null)
                        : with(found, issuer, handshake, candidates, out));
    }

    private static Eventual<HandshakeState> with(ResumptionState state, ServerSessions issuer,
            ServerHandshake handshake, List<CipherSuite> candidates, HandshakeActions out) throws TlsFault {
        return Eventual.cleaned(() -> resumed(handshake, candidates, state, issuer, out).then(next -> {
            state.close();
            return next;
        }), state::close);
    }

    private static Eventual<HandshakeState> resumed(ServerHandshake handshake, List<CipherSuite> candidates,
            ResumptionState state, ServerSessions issuer, HandshakeActions out) throws TlsFault {
        Resumption resumption = handshake.settings().resumption();
        ResumptionAuthorization trust = fits(handshake, candidates, state.facts())
                ? ResumptionAuthorization.check(state.facts(),
                        handshake.settings().clock().getAsLong(), resumption.verdictMillis(),
                        handshake.settings().algorithms().schemes())
                : null;
        if (trust == null) {
            return Eventual.now(null);
        }
        // RFC 7627 sections 5.3 and 5.4: a client that had extended_master_secret and now has not is under attack.
        if (!handshake.known().extendedMasterSecret()) {
            throw new TlsFault(Fault.EXTENDED_MASTER_SECRET_MISSING, "the session that the client resumes has"
                    + " extended_master_secret, its ClientHello has not");
        }
        return ResumedClient.judge(handshake, ProtocolVersion.TLS_1_2, state.facts().suite(), trust)
                .then(client -> client == null ? null
                        : new ResumeSession(handshake, state.facts().suite(), issuer, out).send(state, client));
    }

    private static Eventual<ResumptionState> find(ServerHandshake handshake, ServerSessions issuer) throws TlsFault {
        long now = handshake.settings().clock().getAsLong();
        SessionTicket ticket = handshake.hello().extensions().get(SessionTicket.class);
        // RFC 5077 section 3.4: a ticket counts, whatever the session ID says.
        if (ticket != null && !ticket.ticket().isEmpty()) {
            return issuer.open(ticket.ticket(), now);
        }
        Opaque sessionId = handshake.hello().sessionId();
        return sessionId.isEmpty() ? Eventual.now(null) : issuer.find(sessionId, now);
    }

    private static boolean fits(ServerHandshake handshake, List<CipherSuite> candidates, SessionState facts) {
        ClientAuthentication wanted = handshake.settings().authentication().clientAuthentication();
        boolean anonymous = !facts.peer().isKnown();
        return facts.version().equals(ProtocolVersion.TLS_1_2)
                && facts.extendedMasterSecret()
                // RFC 5246 section 7.4.1.3: it keeps its suite, so it must be the one that is due now.
                && new ChooseSuite(handshake, candidates).isFirstOfItsKind(facts.suite())
                // RFC 6066 section 3: not for another name.
                && Objects.equals(facts.requestedName(), handshake.known().requestedName())
                && (anonymous ? wanted != ClientAuthentication.NEEDED : wanted != ClientAuthentication.NONE)
                && handshake.settings().resumption().usable().test(facts);
    }

    /**
     * A ticket in place of the client's where that is due (RFC 5077 section 3.3), else null. The session in it is as
     * old as before: when the peer was authenticated is not forgotten by resuming. A ticket that needs a place in the
     * store is not given: whoever has seen the client's can send that as often as he likes, and has proved nothing yet.
     */
    private @Nullable NewSessionTicket12 renewed(ResumptionState state) {
        SessionTicket ticket = asked.extensions().get(SessionTicket.class);
        long now = settings.clock().getAsLong();
        if (ticket == null || ticket.ticket().isEmpty() || !issuer.isRenewalDue(ticket.ticket(), state, now)) {
            return null;
        }
        ResumptionState.Terms terms = KeepSession.terms(issuer, now);
        ServerSessions.Prepared fresh = issuer.prepare(new ResumptionState(state.facts(), state.secret(), Opaque.EMPTY,
                terms), now);
        return fresh == null || fresh.isStored() ? null
                : new NewSessionTicket12(terms.lifetimeSeconds(), fresh.ticket());
    }

    private HandshakeState send(ResumptionState state, PeerVerified client) throws TlsFault {
        handshake.transcript().start(settings.crypto().hash(suite.hash()));
        List<Extension> answers = new ArrayList<>(6);
        SessionState known = agree(state, answers);
        NewSessionTicket12 renewed = renewed(state);
        if (renewed != null) {
            answers.add(SessionTicket.EMPTY);
        }
        ServerHello hello = new ServerHello(ProtocolVersion.TLS_1_2, ServerFlight.serverRandom(settings),
                asked.sessionId(), suite, 0, Extensions.of(answers));
        handshake.transcript().add(out.send(hello));
        if (renewed != null) {
            handshake.transcript().add(out.send(renewed));
        }
        Server12 server = new Server12(handshake.with(known).answered(), hello,
                new PremasterSource.Resumed());
        Secrets12 secrets = Secrets12.resumed(settings, new Secrets12.Inputs(suite, handshake.clientRandom(),
                hello.random().toBytes(), server.encryptThenMac(), null), state.secret());
        try {
            secrets.log();
            Secrets12.Directions directions = secrets.directions();
            out.sendChangeCipherSpec();
            out.writeKeys(directions.write(), "TLS 1.2 server write");
            handshake.transcript().add(out.send(secrets.finished(handshake.transcript().hash())));
            out.learned(known);
            settings.trace().chose("TLSv1.2, " + suite + ", resumed", "the client names a session that is known");
            return new ExpectResumedChangeCipherSpec(server, client, secrets, directions.read());
        } catch (Throwable e) {
            secrets.abandon();
            throw e;
        }
    }

    private SessionState agree(ResumptionState state, List<Extension> answers) throws TlsFault {
        SessionState.Builder known = state.carryInto(handshake.known())
                .suite(suite)
                .group(state.facts().group())
                .sessionId(asked.sessionId());
        if (StartServer12.isSecure(asked)) {
            answers.add(RenegotiationInfo.INITIAL);
        }
        answers.add(new ExtendedMasterSecret());
        // RFC 7366 section 3: for CBC suites only.
        if (settings.extensions().encryptThenMac() && !suite.cipher().isAead()
                && asked.extensions().get(EncryptThenMac.class) != null) {
            answers.add(new EncryptThenMac());
        }
        Opaque protocol = ServerExtensionNegotiation.applicationProtocol(handshake);
        if (protocol != null) {
            answers.add(new Alpn(List.of(protocol)));
        }
        known.applicationProtocol(protocol);
        ServerExtensionNegotiation.recordLimits(handshake, ProtocolVersion.TLS_1_2, known, answers);
        if (answers.stream().anyMatch(RecordSizeLimit.class::isInstance)) {
            // RFC 8449 section 4: set again when all records are protected.
            known.recordLimits(Limits.PLAINTEXT, Limits.PLAINTEXT);
        }
        return known.build();
    }
}
