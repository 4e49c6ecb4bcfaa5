package dev.handfast.handshake;

import static dev.handfast.handshake.Tampering12.clientHello;
import static dev.handfast.handshake.Tampering12.drop;
import static dev.handfast.handshake.Tampering12.message;
import static dev.handfast.handshake.Tampering12.serverHello;
import static dev.handfast.handshake.Tampering12.with;
import static dev.handfast.handshake.Tampering12.without;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.handshake.Dialogue.Tamper;
import dev.handfast.handshake.Resuming.Kind;
import dev.handfast.message.ClientHello;
import dev.handfast.message.Finished;
import dev.handfast.message.MessageCodecs;
import dev.handfast.message.NewSessionTicket12;
import dev.handfast.message.ServerHello;
import dev.handfast.message.ext.SessionTicket;
import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.session.ResumptionState;
import dev.handfast.session.ServerSessions.Rules;
import dev.handfast.session.TestSessions;
import dev.handfast.spec.Alert;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.Fault;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Opaque;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;

/**
 * What RFC 5246, RFC 5077 and RFC 7627 forbid in the resumption of TLS 1.2, one by one, with its alert; and when
 * tickets are renewed. {@link StateTable12Test} has the order of messages.
 */
@Tag("unit")
class ResumptionRules12Test {

    private static Dialogue refuse(Kind kind, Fault expected, Alert alert, Tamper tamper) {
        return check(expected, alert, new Resuming(kind).talk(tamper));
    }

    private static Dialogue check(Fault expected, Alert alert, Dialogue talked) {
        assertNotNull(talked.fault(), "no fault, expected " + expected);
        assertEquals(expected, talked.fault().fault(), () -> talked.fault().toString());
        assertEquals(alert, talked.fault().alert());
        return talked;
    }

    private static boolean says(Dialogue talked, HandshakeType type) {
        return talked.said().stream().anyMatch(said -> !said.fromClient() && RawExtensions.isOf(type, said.raw()));
    }

    @ParameterizedTest
    @EnumSource(value = Kind.class, names = {"TICKET", "RENEWED_TICKET", "SESSION_ID"})
    void undisturbedTheyResume(Kind kind) {
        Dialogue talked = new Resuming(kind).talk(Tamper.NONE);
        assertNull(talked.fault());
        assertTrue(talked.clientSession().resumed() && talked.serverSession().resumed());
        assertFalse(says(talked, HandshakeType.CERTIFICATE));
        assertEquals(kind == Kind.RENEWED_TICKET, says(talked, HandshakeType.NEW_SESSION_TICKET));
    }

    /** RFC 5246 section 7.4.1.3: the session has its suite and its version. */
    @Test
    void theSessionKeepsItsSuiteAndVersion() {
        refuse(Kind.TICKET, Fault.SUITE_NOT_OFFERED, Alert.ILLEGAL_PARAMETER, message(ServerHello.class, false,
                hello -> new ServerHello(hello.legacyVersion(), hello.random(), hello.sessionId(),
                        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, 0, hello.extensions())));
        refuse(Kind.TICKET, Fault.VERSION_TOO_OLD, Alert.PROTOCOL_VERSION, message(ServerHello.class, false,
                hello -> new ServerHello(ProtocolVersion.TLS_1_1, hello.random(), hello.sessionId(),
                        hello.suite(), 0, hello.extensions())));
        // A server of which the suite is gone makes a full handshake with another.
        Resuming resuming = new Resuming(Kind.TICKET);
        TestSettings server = resuming.server();
        server.suites = List.of(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384);
        Dialogue full = resuming.talk(resuming.client(), server, Tamper.NONE);
        assertNull(full.fault());
        assertFalse(full.clientSession().resumed());
    }

    /** RFC 7627 section 5.3, both directions. */
    @ParameterizedTest
    @EnumSource(value = Kind.class, names = {"TICKET", "SESSION_ID"})
    @PublishedAttack(id = "CVE-2014-1295", victim = "Apple", kind = AttackKind.RESUMPTION,
            what = "triple handshake: two sessions with one master secret")
    void extendedMasterSecretIsNotDropped(Kind kind) {
        refuse(kind, Fault.EXTENDED_MASTER_SECRET_MISSING, Alert.HANDSHAKE_FAILURE,
                clientHello(without(ExtensionType.EXTENDED_MASTER_SECRET)));
        refuse(kind, Fault.EXTENDED_MASTER_SECRET_MISSING, Alert.HANDSHAKE_FAILURE,
                serverHello(without(ExtensionType.EXTENDED_MASTER_SECRET)));
    }

    /** RFC 7627 section 5.3: a session that was made without it is not there to be resumed with it. */
    @Test
    void whatWasMadeWithoutItIsNotKept() {
        TestSessions sessions = new TestSessions();
        Resuming like = new Resuming(Kind.TICKET);
        TestSettings client = like.client();
        client.extendedMasterSecret = false;
        Dialogue legacy = new Dialogue(sessions.client(client), sessions.server(like.server()), Tamper.NONE).run();
        assertTrue(legacy.bothEstablished());
        assertFalse(says(legacy, HandshakeType.NEW_SESSION_TICKET));
        assertEquals(0, sessions.clients.size());
        assertEquals(0, sessions.store.size());
    }

    // session_ticket (RFC 5077 section 3.2)

    @Test
    void ticketsAreAnnouncedToThoseWhoAsk() {
        refuse(Kind.SESSION_ID, Fault.EXTENSION_UNSOLICITED, Alert.UNSUPPORTED_EXTENSION,
                serverHello(with(SessionTicket.EMPTY)));
        refuse(Kind.TICKET, Fault.EXTENSION_MALFORMED, Alert.DECODE_ERROR, RawExtensions.in(HandshakeType.SERVER_HELLO,
                false, all -> all.add(ExtensionType.SESSION_TICKET, (byte) 0)));
        refuse(Kind.RENEWED_TICKET, Fault.EXTENSION_DUPLICATE, Alert.ILLEGAL_PARAMETER, RawExtensions.in(
                HandshakeType.SERVER_HELLO, false, all -> all.add(ExtensionType.SESSION_TICKET)));
        refuse(Kind.TICKET, Fault.EXTENSION_DUPLICATE, Alert.ILLEGAL_PARAMETER, RawExtensions.in(
                HandshakeType.CLIENT_HELLO, true, all -> all.add(ExtensionType.SESSION_TICKET)));
    }

    @Test
    void anAnnouncedTicketComesAndNoOther() {
        refuse(Kind.RENEWED_TICKET, Fault.CCS_UNEXPECTED, Alert.UNEXPECTED_MESSAGE, drop(NewSessionTicket12.class));
        refuse(Kind.TICKET, Fault.CCS_UNEXPECTED, Alert.UNEXPECTED_MESSAGE, serverHello(with(SessionTicket.EMPTY)));
        byte[] ticket = MessageCodecs.write(new NewSessionTicket12(1, Opaque.copyOf(new byte[9])));
        refuse(Kind.TICKET, Fault.MESSAGE_UNEXPECTED, Alert.UNEXPECTED_MESSAGE,
                Tampering12.before(ServerHello.class, ticket, 1));
        refuse(Kind.TICKET, Fault.MESSAGE_UNEXPECTED, Alert.UNEXPECTED_MESSAGE, (fromClient, index,
                raw) -> RawExtensions.isOf(HandshakeType.SERVER_HELLO, raw) ? List.of(raw, ticket) : List.of(raw));
    }

    /** The length inside NewSessionTicket, cut and lengthened. */
    @Test
    void ticketsHaveTheLengthTheySay() {
        for (int length = 0; length < 6; length++) {
            byte[] cut = new byte[4 + length];
            cut[0] = 4;
            cut[3] = (byte) length;
            refuse(Kind.RENEWED_TICKET, Fault.MESSAGE_MALFORMED, Alert.DECODE_ERROR, (fromClient, index, raw) -> List
                    .of(RawExtensions.isOf(HandshakeType.NEW_SESSION_TICKET, raw) ? cut : raw));
        }
    }

    // Tickets and IDs that are not known

    /** A ticket that does not open, cut or altered, is no fault: the handshake is full, and only Finished tells. */
    @Test
    void aTicketThatDoesNotOpenIsPassedOver() {
        Resuming resuming = new Resuming(Kind.TICKET);
        int length = resuming.state().ticket().length();
        for (int at = 0; at < length; at += 7) {
            int cut = at;
            Dialogue talked = check(Fault.FINISHED_WRONG, Alert.DECRYPT_ERROR, resuming.talk(message(ClientHello.class,
                    true, hello -> new ClientHello(hello.legacyVersion(), hello.random(), hello.sessionId(),
                            hello.suites(), hello.compressionMethods(), hello.extensions().with(new SessionTicket(
                                    resuming.state().ticket().slice(0, cut)))))));
            assertTrue(says(talked, HandshakeType.CERTIFICATE));
        }
        resuming.sessions.secrets = new Resuming(Kind.TICKET).sessions.secrets;
        Dialogue elsewhere = resuming.talk(Tamper.NONE);
        assertNull(elsewhere.fault());
        assertFalse(elsewhere.clientSession().resumed());
    }

    /** RFC 5246 section 7.4.1.3: an ID that names no session may not be echoed; RFC 5077 section 3.4 for tickets. */
    @Test
    void anEchoMeansResumption() {
        Resuming resuming = new Resuming(Kind.SESSION_ID);
        resuming.sessions.usable = facts -> facts.peer().isKnown();
        Dialogue full = resuming.talk(Tamper.NONE);
        assertNull(full.fault());
        assertFalse(full.clientSession().resumed());
        Opaque[] offered = new Opaque[1];
        Dialogue echoed = resuming.talk((fromClient, index, raw) -> {
            if (Tampering12.read(index, raw) instanceof ClientHello hello && fromClient) {
                offered[0] = hello.sessionId();
            }
            return message(ServerHello.class, false, hello -> new ServerHello(hello.legacyVersion(), hello.random(),
                    offered[0], hello.suite(), 0, hello.extensions())).pass(fromClient, index, raw);
        });
        // The client goes on as in a resumed handshake, where no Certificate may come.
        check(Fault.MESSAGE_UNEXPECTED, Alert.UNEXPECTED_MESSAGE, echoed);
    }

    // Renewal (RFC 5077 section 3.3)

    @Test
    void aRenewedTicketKeepsTheAgeOfTheSession() throws TlsFault {
        Resuming resuming = new Resuming(Kind.RENEWED_TICKET);
        long created = resuming.state().facts().createdAt();
        Dialogue talked = resuming.talk(Tamper.NONE);
        assertEquals(created, talked.serverSession().createdAt());
        try (ResumptionState renewed = resuming.sessions.clients.of("other").take(resuming.sessions.now.get())) {
            assertEquals(created, renewed.facts().createdAt());
            assertEquals(resuming.sessions.now.get(), renewed.terms().issuedAt());
            assertFalse(renewed.ticket().equals(resuming.state().ticket()));
            try (ResumptionState opened = resuming.sessions.issuer().open(renewed.ticket(),
                    resuming.sessions.now.get()).get()) {
                assertEquals(created, opened.facts().createdAt());
            }
        }
    }

    /** However often it is renewed, the verdict on the peer ends when it would have ended. */
    @Test
    void renewalDoesNotRenewTheVerdict() {
        Resuming resuming = new Resuming(Kind.TICKET);
        resuming.sessions.verdictMillis = 5 * 3_600_000;
        TestSettings client = resuming.client();
        resuming.sessions.clients.of("peer").put(resuming.state().copy());
        for (int hour = 0; hour < 8; hour++) {
            Dialogue talked = new Dialogue(resuming.sessions.client(client),
                    resuming.sessions.server(resuming.server()), Tamper.NONE).run();
            assertNull(talked.fault());
            assertEquals(hour != 5, talked.clientSession().resumed(), "hour " + hour);
            resuming.sessions.now.addAndGet(3_600_000);
        }
    }

    @Test
    void aTicketOfThePresentKeyIsNotRenewed() {
        Resuming resuming = new Resuming(Kind.RENEWED_TICKET);
        Dialogue renewed = resuming.talk(Tamper.NONE);
        assertTrue(says(renewed, HandshakeType.NEW_SESSION_TICKET));
        TestSettings client = resuming.client();
        ResumptionState given = resuming.sessions.clients.of("other").take(resuming.sessions.now.get());
        resuming.sessions.clients.of("peer").put(given);
        Dialogue again = new Dialogue(resuming.sessions.client(client), resuming.sessions.server(resuming.server()),
                Tamper.NONE).run();
        assertTrue(again.clientSession().resumed());
        assertFalse(says(again, HandshakeType.NEW_SESSION_TICKET));
    }

    /** Whoever has seen a ticket can send it as often as he likes, and proves nothing before his Finished. */
    @Test
    void nothingIsStoredForWhoHasProvedNothing() {
        Resuming resuming = new Resuming(Kind.RENEWED_TICKET);
        // As large as a session with a client's chain is: the ticket that is due would be a place in the store.
        resuming.sessions.rules = new Rules(true, 60, 1, 86_400);
        for (int i = 0; i < 3; i++) {
            assertFalse(resuming.talk(drop(Finished.class)).bothEstablished());
        }
        assertEquals(0, resuming.sessions.store.size());
        assertTrue(resuming.talk(Tamper.NONE).serverSession().resumed());
    }
}
