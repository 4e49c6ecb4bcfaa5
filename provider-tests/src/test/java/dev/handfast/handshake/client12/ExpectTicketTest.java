package dev.handfast.handshake.client12;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.handfast.handshake.ClientHandshake;
import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.HandshakeState.ChangeCipherSpecRule;
import dev.handfast.handshake.IncomingMessage;
import dev.handfast.handshake.ServerHandshake;
import dev.handfast.handshake.Suspension;
import dev.handfast.handshake.TestSettings;
import dev.handfast.handshake.Trace;
import dev.handfast.handshake.client.StartClient;
import dev.handfast.handshake.server12.StartServer12;
import dev.handfast.keys.Transcript;
import dev.handfast.message.ClientHello;
import dev.handfast.message.Finished;
import dev.handfast.message.HandshakeMessage;
import dev.handfast.message.HelloRequest;
import dev.handfast.message.MessageCodecs;
import dev.handfast.message.NewSessionTicket12;
import dev.handfast.message.ServerHello;
import dev.handfast.message.ext.SessionTicket;
import dev.handfast.session.SessionState;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.Fault;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Bytes;
import dev.handfast.wire.Opaque;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** A server that announces a ticket sends one before ChangeCipherSpec (RFC 5077 section 3.3). */
@Tag("unit")
class ExpectTicketTest {

    private static final CipherSuite SUITE = CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256;

    private final Transcript transcript = new Transcript();

    @Test
    void anAnnouncedTicketComesBeforeChangeCipherSpec() throws TlsFault {
        HandshakeState waiting = behindClientFlight(true);
        assertInstanceOf(ExpectTicket.class, waiting);
        assertEquals(ChangeCipherSpecRule.REFUSED, waiting.changeCipherSpec());
        assertSame(waiting, waiting.on(received(new HelloRequest()), new HandshakeActions(Trace.NONE)));
        assertEquals(Fault.MESSAGE_UNEXPECTED, assertThrows(TlsFault.class, () -> waiting.on(
                received(new Finished(Opaque.EMPTY)), new HandshakeActions(Trace.NONE))).fault());
        String before = Bytes.hex(transcript.hash());
        HandshakeState next = waiting.on(received(new NewSessionTicket12(300, Opaque.copyOf(new byte[100]))),
                new HandshakeActions(Trace.NONE));
        assertInstanceOf(ExpectChangeCipherSpec.class, next);
        assertNotEquals(before, Bytes.hex(transcript.hash()), "Finished covers the ticket");
    }

    @Test
    void aTicketThatWasNotAnnouncedMayNotCome() throws TlsFault {
        HandshakeState waiting = behindClientFlight(false);
        assertInstanceOf(ExpectChangeCipherSpec.class, waiting);
        assertEquals(Fault.MESSAGE_UNEXPECTED, assertThrows(TlsFault.class, () -> waiting.on(
                received(new NewSessionTicket12(300, Opaque.copyOf(new byte[100]))), new HandshakeActions(Trace.NONE)))
                .fault());
    }

    /** The client's state when it has answered a server that announces a ticket or not. */
    private HandshakeState behindClientFlight(boolean ticket) throws TlsFault {
        TestSettings settings = TestSettings.client();
        settings.versions = List.of(ProtocolVersion.TLS_1_2);
        settings.suites = List.of(SUITE);
        HandshakeConfig client = settings.build();
        SessionState begun = SessionState.begun(0);
        ClientHello hello = asking(sent(client, begun));
        transcript.add(MessageCodecs.write(hello));
        List<HandshakeMessage> flight = serverFlight(hello, begun);
        ServerHello answer = (ServerHello) flight.remove(0);
        if (ticket) {
            answer = new ServerHello(answer.legacyVersion(), answer.random(), answer.sessionId(), answer.suite(), 0,
                    answer.extensions().with(SessionTicket.EMPTY));
        }
        HandshakeState state = StartClient12.accept(new ClientHandshake(client, hello, transcript, begun), answer,
                received(answer), new HandshakeActions(Trace.NONE));
        for (HandshakeMessage message : flight) {
            state = state.on(received(message), new HandshakeActions(Trace.NONE));
        }
        return perform(state.suspended());
    }

    private static <R> HandshakeState perform(Suspension<R> work) throws TlsFault {
        return work.resume(work.run().get(), new HandshakeActions(Trace.NONE));
    }

    private static ClientHello sent(HandshakeConfig client, SessionState begun) throws TlsFault {
        HandshakeActions out = new HandshakeActions(Trace.NONE);
        StartClient.start(client, begun, out);
        return (ClientHello) messages(out).get(0);
    }

    private static ClientHello asking(ClientHello hello) {
        return new ClientHello(hello.legacyVersion(), hello.random(), hello.sessionId(), hello.suites(),
                hello.compressionMethods(), hello.extensions().with(SessionTicket.EMPTY));
    }

    private static List<HandshakeMessage> serverFlight(ClientHello hello, SessionState begun) throws TlsFault {
        HandshakeConfig server = TestSettings.server().build();
        Transcript heard = new Transcript();
        heard.add(MessageCodecs.write(hello));
        SessionState known = begun.change().version(ProtocolVersion.TLS_1_2)
                .peerSchemes(server.algorithms().schemes(), server.algorithms().schemes()).build();
        HandshakeActions out = new HandshakeActions(Trace.NONE);
        StartServer12.answer(new ServerHandshake(server, hello, heard, known, false), List.of(SUITE), out);
        return messages(out);
    }

    private static List<HandshakeMessage> messages(HandshakeActions out) {
        List<HandshakeMessage> messages = new ArrayList<>();
        for (HandshakeActions.Effect effect : out.effects()) {
            if (effect instanceof HandshakeActions.Send send) {
                messages.add(send.message());
            }
        }
        return messages;
    }

    private static IncomingMessage received(HandshakeMessage message) {
        return new IncomingMessage(message, MessageCodecs.write(message), null);
    }
}
