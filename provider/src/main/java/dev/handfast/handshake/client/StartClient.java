package dev.handfast.handshake.client;

import dev.handfast.handshake.ClientHandshake;
import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.TellKeyLog;
import dev.handfast.keys.Transcript;
import dev.handfast.message.ClientHello;
import dev.handfast.message.ext.EarlyData;
import dev.handfast.session.ClientTickets;
import dev.handfast.session.Resumption;
import dev.handfast.session.ResumptionState;
import dev.handfast.session.SessionState;
import dev.handfast.spec.Fault;
import dev.handfast.spec.Limits;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

/** Opens a client's handshake (RFC 9846 sections 4.2.2 and 4.3.10 and appendix E.5). */
public final class StartClient {

    private static final int RANDOM = 32;

    private StartClient() {
    }

    /** Sends the ClientHello and answers the state that waits for the server's. */
    public static HandshakeState start(HandshakeConfig settings, SessionState begun, HandshakeActions out)
            throws TlsFault {
        boolean tls13 = settings.algorithms().enables(ProtocolVersion.TLS_1_3);
        if (settings.algorithms().suites().isEmpty()) {
            throw new TlsFault(Fault.NO_COMMON_SUITE, "no cipher suite is enabled for "
                    + settings.algorithms().versions()
                    + "; see jdk.tls.disabledAlgorithms and jdk.tls.client.cipherSuites");
        }
        if (tls13 && settings.algorithms().groups().isEmpty()) {
            throw new TlsFault(Fault.NO_COMMON_GROUP, "no named group is enabled; see jdk.tls.namedGroups and"
                    + " jdk.tls.disabledAlgorithms");
        }
        try (Offered offered = new Offered()) {
            if (tls13) {
                offered.shares = KeyOffers.preferred(settings);
            }
            offered.session = offer(settings, tls13);
            HandshakeState next = send(settings, begun, offered, out);
            offered.passOn();
            return next;
        }
    }

    /** What a hello offers that is secret: of the state that waits for the answer, or wiped if it comes to none. */
    private static final class Offered implements AutoCloseable {

        /** Null if TLS 1.3 is not enabled. */
        private @Nullable KeyOffers shares;
        /** Null if none is to be resumed. */
        private @Nullable OfferedSession session;

        void passOn() {
            shares = null;
            session = null;
        }

        @Override
        public void close() {
            if (shares != null) {
                shares.close();
            }
            if (session != null) {
                session.close();
            }
        }
    }

    private static HandshakeState send(HandshakeConfig settings, SessionState begun, Offered offered,
            HandshakeActions out) throws TlsFault {
        KeyOffers offers = offered.shares;
        // RFC 9846 appendix E.4: a session ID of the client's makes TLS 1.3 look like resumption to middleboxes.
        Opaque sessionId = offers != null && settings.compatibility().middleboxCompatible() ? random(settings)
                : Opaque.EMPTY;
        PskOffer psk = offered.session instanceof PskOffer offer ? offer : null;
        SessionOffer session = offered.session instanceof SessionOffer offer ? offer : null;
        if (session != null) {
            sessionId = session.sessionId(sessionId.isEmpty() ? random(settings) : sessionId);
        }
        ClientHello hello = ClientHellos.compose(settings, random(settings), sessionId,
                session == null ? Opaque.EMPTY : session.state().ticket(), offers != null ? offers.shares() : null);
        Transcript transcript = new Transcript();
        if (psk != null) {
            PskOffer.Bound bound = psk.bind(psk.isEarly() ? withEarlyData(hello) : hello, transcript);
            hello = bound.hello();
            transcript.add(out.send(hello, bound.raw()));
        } else {
            transcript.add(out.send(hello));
        }
        Runnable telling = psk != null && psk.isEarly() ? psk.beginEarlyData(hello, transcript, out) : null;
        SessionState known = begun.change()
                .requestedName(settings.names().serverName())
                .localSchemes(settings.algorithms().schemes())
                .identity(settings.resumption().identity())
                .build();
        out.learned(known);
        HandshakeState next = new ExpectServerHello(new ClientHandshake(settings, hello, transcript, known), offers,
                psk, session, null);
        return telling == null ? next : TellKeyLog.before(next, settings, telling);
    }

    private static ClientHello withEarlyData(ClientHello hello) {
        return new ClientHello(hello.legacyVersion(), hello.random(), hello.sessionId(), hello.suites(),
                hello.compressionMethods(), hello.extensions().with(new EarlyData()));
    }

    /** The session to resume, or null; refuses to begin where there must be one and is not. */
    private static @Nullable OfferedSession offer(HandshakeConfig settings, boolean tls13) throws TlsFault {
        Resumption resumption = settings.resumption();
        OfferedSession offer = null;
        ClientTickets tickets = resumption.tickets();
        for (int i = 0; i < Limits.TICKETS && offer == null && tickets != null; i++) {
            ResumptionState state = tickets.take(settings.clock().getAsLong());
            if (state == null) {
                break;
            }
            boolean of13 = state.facts().version().equals(ProtocolVersion.TLS_1_3);
            if (!of13) {
                // It stays among the tickets: asked again, they would answer the same.
                offer = SessionOffer.of(settings, state);
                break;
            }
            if (tls13) {
                offer = PskOffer.of(settings, state);
            } else {
                state.close();
            }
        }
        if (offer == null && !resumption.mayCreate()) {
            throw new TlsFault(Fault.SESSION_NOT_RESUMED, "there is no existing session to resume");
        }
        return offer;
    }

    private static Opaque random(HandshakeConfig settings) {
        byte[] bytes = new byte[RANDOM];
        settings.crypto().random().nextBytes(bytes);
        return Opaque.adopt(bytes);
    }
}
