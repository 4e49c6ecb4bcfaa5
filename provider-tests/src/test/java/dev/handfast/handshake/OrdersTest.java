package dev.handfast.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.handshake.Dialogue.Tamper;
import dev.handfast.handshake.HandshakeConfig.ClientAuthentication;
import dev.handfast.message.HelloRequest;
import dev.handfast.message.KeyUpdate;
import dev.handfast.message.MessageCodecs;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.KeyKind;
import dev.handfast.session.TestSessions;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Opaque;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the states order, in order, against {@code orders.txt}: messages, keys, change_cipher_spec, early data, what is
 * published and when, what is traced and logged. If a change means to change it, run this with
 * {@code -Dhandfast.orders.write=true} and read the difference.
 */
@Tag("unit")
class OrdersTest {

    private static final Path SOURCE = Path.of("src/test/resources/dev/handfast/handshake/orders.txt");

    private static final boolean WRITE = Boolean.getBoolean("handfast.orders.write");

    private enum Kind {
        PLAIN, UNLOGGED, HYBRID, INSIDE_HYBRID, MIDDLEBOXES, MUTUAL, NO_CERTIFICATE, RETRY, RETRY_MIDDLEBOXES, STAPLED,
        PSK, PSK_RETRY, EARLY,
        EARLY_REJECTED, FULL12, UNLOGGED12, LEGACY12, MAC_FIRST12, RSA12, DHE12, MUTUAL12, NO_CERTIFICATE12, STAPLED12,
        TICKET, RENEWED_TICKET, SESSION_ID, CBC_TICKET, CBC_TICKET_MAC_FIRST;

        private boolean isTls12() {
            return ordinal() >= FULL12.ordinal();
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void orders(Kind kind) throws TlsFault, IOException {
        Orders orders = new Orders();
        Dialogue dialogue = talk(kind, orders);
        assertNull(dialogue.fault());
        assertTrue(dialogue.bothEstablished());
        if (kind.isTls12()) {
            orders.heading("HelloRequest to the client");
            assertNull(dialogue.say(true, MessageCodecs.write(new HelloRequest())));
        } else {
            orders.heading("KeyUpdate to the client, KeyUpdate with a request to the server");
            assertNull(dialogue.say(true, MessageCodecs.write(new KeyUpdate(false))));
            assertNull(dialogue.say(false, MessageCodecs.write(new KeyUpdate(true))));
        }
        String seen = String.join("\n", orders.lines()) + "\n";
        if (WRITE) {
            Map<String, String> all = sections();
            all.put(kind.name(), seen);
            write(all);
        }
        assertEquals(sections().get(kind.name()), seen);
        orders.tryKeys();
        orders.end(dialogue);
    }

    private static Dialogue talk(Kind kind, Orders orders) {
        for (Resuming.Kind resumed : Resuming.Kind.values()) {
            if (resumed.name().equals(kind.name())) {
                Resuming resuming = new Resuming(resumed);
                return resuming.talk(orders.watch(resuming.client()), orders.watch(resuming.server()), Tamper.NONE,
                        orders);
            }
        }
        if (kind.name().startsWith("CBC")) {
            TestSessions sessions = new TestSessions();
            new Dialogue(cbc(sessions, kind), sessions.server(TestSettings.server()), Tamper.NONE).run();
            TestSettings server = orders.watch(sessions.server(TestSettings.server()));
            server.recordSizeLimit = 300;
            return new Dialogue(orders.watch(cbc(sessions, kind)), server, Tamper.NONE, orders).run();
        }
        TestSettings client = orders.watch(TestSettings.client());
        TestSettings server = orders.watch(TestSettings.server());
        if (kind.name().startsWith("UNLOGGED")) {
            client.keyLog = null;
            server.keyLog = null;
        }
        client.groups = List.of(NamedGroup.X25519, NamedGroup.SECP256R1);
        client.middleboxCompatible = kind.name().endsWith("MIDDLEBOXES");
        server.middleboxCompatible = client.middleboxCompatible;
        if (kind.name().endsWith("HYBRID")) {
            client.groups = List.of(NamedGroup.X25519_MLKEM768, NamedGroup.X25519);
            server.groups = kind == Kind.HYBRID ? client.groups : List.of(NamedGroup.X25519);
        }
        if (kind.name().startsWith("RETRY")) {
            server.groups = List.of(NamedGroup.SECP256R1);
        }
        if (kind.name().startsWith("MUTUAL")) {
            server.clientAuthentication = ClientAuthentication.NEEDED;
            client.credentials = TestSettings.chooser(Credentials.shared().client(KeyKind.P256));
        }
        if (kind.name().startsWith("NO_CERTIFICATE")) {
            server.clientAuthentication = ClientAuthentication.WANTED;
        }
        if (kind.name().startsWith("STAPLED")) {
            client.statusRequest = true;
            client.recordSizeLimit = 200;
            server.recordSizeLimit = 300;
            server.credentials = TestSettings.stapling(server.credentials, Opaque.copyOf(new byte[] {1, 2, 3}));
        }
        if (kind.isTls12()) {
            client.versions = List.of(ProtocolVersion.TLS_1_2);
        }
        if (kind == Kind.LEGACY12 || kind == Kind.MAC_FIRST12) {
            client.extendedMasterSecret = false;
            client.encryptThenMac = kind == Kind.LEGACY12;
            client.suites = List.of(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256);
        }
        if (kind == Kind.RSA12 || kind == Kind.DHE12) {
            server.credentials = TestSettings.server(KeyKind.RSA).credentials;
            client.suites = List.of(kind == Kind.RSA12 ? CipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256
                    : CipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256);
        }
        return new Dialogue(client, server, Tamper.NONE, orders).run();
    }

    private static TestSettings cbc(TestSessions sessions, Kind kind) {
        TestSettings client = sessions.client(TestSettings.client());
        client.versions = List.of(ProtocolVersion.TLS_1_2);
        client.suites = List.of(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256);
        client.groups = List.of(NamedGroup.X25519, NamedGroup.SECP256R1);
        client.encryptThenMac = kind == Kind.CBC_TICKET;
        client.recordSizeLimit = 200;
        return client;
    }

    /** The file as a map from kinds to what stands below them. */
    private static Map<String, String> sections() throws IOException {
        Map<String, String> sections = new TreeMap<>();
        try (InputStream in = WRITE ? Files.newInputStream(SOURCE)
                : OrdersTest.class.getResourceAsStream("orders.txt")) {
            for (String section : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("(?m)^== ")) {
                int end = section.indexOf('\n');
                if (end > 0) {
                    sections.put(section.substring(0, end), section.substring(end + 1));
                }
            }
        }
        return sections;
    }

    private static void write(Map<String, String> sections) throws IOException {
        List<String> text = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            String section = sections.get(kind.name());
            if (section != null) {
                text.add("== " + kind + "\n" + section);
            }
        }
        Files.writeString(SOURCE, String.join("", text));
    }
}
