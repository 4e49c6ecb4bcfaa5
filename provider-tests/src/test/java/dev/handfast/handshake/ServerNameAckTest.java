package dev.handfast.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.crypto.jca.JcaCryptoProvider;
import dev.handfast.handshake.Dialogue.Tamper;
import dev.handfast.handshake.Resuming.Kind;
import dev.handfast.session.TestSessions;
import dev.handfast.session.TicketSecret;
import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.HandshakeType;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** RFC 6066 section 3: a server acknowledges server_name in a full handshake, and MUST NOT when it resumes. */
@Tag("unit")
class ServerNameAckTest {

    /** How often ServerHello and EncryptedExtensions say that the name was used. */
    private static long acknowledgements(Dialogue talked) {
        assertNull(talked.fault());
        return talked.said().stream().filter(said -> !said.fromClient())
                .filter(said -> RawExtensions.isOf(HandshakeType.SERVER_HELLO, said.raw())
                        || RawExtensions.isOf(HandshakeType.ENCRYPTED_EXTENSIONS, said.raw()))
                .filter(said -> RawExtensions.bodyIn(said.raw(), ExtensionType.SERVER_NAME) != null).count();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void onlyAFullHandshakeAcknowledgesTheName(Kind kind) {
        Resuming resuming = new Resuming(kind);
        Dialogue resumed = resuming.talk(Tamper.NONE);
        assertTrue(resumed.serverSession().resumed());
        assertEquals("localhost", resumed.serverSession().requestedName());
        assertEquals(0, acknowledgements(resumed));
        // The session is offered in vain: another secret seals by now.
        resuming.sessions.secrets = TestSessions.always(TicketSecret.random(JcaCryptoProvider.standard()));
        Dialogue full = resuming.talk(Tamper.NONE);
        assertFalse(full.serverSession().resumed());
        assertEquals(1, acknowledgements(full));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void withoutANameThereIsNothingToAcknowledge(Kind kind) {
        Resuming resuming = new Resuming(kind);
        TestSettings client = resuming.client();
        client.serverName = null;
        Dialogue talked = resuming.talk(client, resuming.server(), Tamper.NONE);
        assertFalse(talked.serverSession().resumed());
        assertEquals(0, acknowledgements(talked));
    }
}
