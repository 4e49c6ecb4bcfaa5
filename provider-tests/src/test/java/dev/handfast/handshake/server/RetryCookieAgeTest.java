package dev.handfast.handshake.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.handshake.Dialogue;
import dev.handfast.handshake.TestSettings;
import dev.handfast.spec.Fault;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.SignatureScheme;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a server refuses for its time, and for what it lacks. */
@Tag("unit")
class RetryCookieAgeTest {

    /** A cookie of HelloRetryRequest is good to the last millisecond of its life, and not behind it. */
    @Test
    void cookiesHaveALifetime() {
        assertTrue(retriedAfter(RetryState.LIFETIME_MILLIS).bothEstablished());
        assertEquals(Fault.COOKIE_INVALID, retriedAfter(RetryState.LIFETIME_MILLIS + 1).fault().fault());
    }

    private static Dialogue retriedAfter(long millis) {
        AtomicLong now = new AtomicLong(1_000_000);
        TestSettings client = TestSettings.client();
        TestSettings server = TestSettings.server();
        client.groups = List.of(NamedGroup.X25519, NamedGroup.SECP256R1);
        server.groups = List.of(NamedGroup.SECP256R1);
        server.clock = now::get;
        return new Dialogue(client, server, (fromClient, index, raw) -> {
            if (fromClient && index == 1) {
                now.addAndGet(millis);
            }
            return List.of(raw);
        }).run();
    }

    /** RFC 5246 section 7.4.1.4.1: no scheme in common is another fault than no key for those in common. */
    @Test
    void whatIsLackingInTls12IsNamed() {
        TestSettings client = TestSettings.client();
        client.versions = List.of(ProtocolVersion.TLS_1_2);
        client.schemes = List.of(SignatureScheme.ED25519);
        TestSettings server = TestSettings.server();
        server.schemes = List.of(SignatureScheme.ECDSA_SECP256R1_SHA256);
        Dialogue none = new Dialogue(client, server, Dialogue.Tamper.NONE).run();
        assertEquals(Fault.NO_COMMON_SIGNATURE, none.fault().fault());
        server.schemes = List.of(SignatureScheme.ED25519);
        Dialogue keyless = new Dialogue(client, server, Dialogue.Tamper.NONE).run();
        assertTrue(keyless.fault().getMessage().contains("no key of the key manager fits"),
                keyless.fault().getMessage());
        server.schemes = TestSettings.server().schemes;
        client.schemes = List.of(SignatureScheme.ECDSA_SECP256R1_SHA256);
        assertNull(new Dialogue(client, server, Dialogue.Tamper.NONE).run().fault());
    }
}
