package dev.handfast.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.engine.ConnectionProfile;
import dev.handfast.engine.Forger;
import dev.handfast.engine.Pair;
import dev.handfast.engine.Progress;
import dev.handfast.handshake.Dialogue.Tamper;
import dev.handfast.handshake.HandshakeConfig.ClientAuthentication;
import dev.handfast.message.ClientHello;
import dev.handfast.message.MessageCodecs;
import dev.handfast.message.MessageVersion;
import dev.handfast.peers.KeyKind;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.ContentType;
import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Bytes;
import dev.handfast.wire.Opaque;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The table of provider/docs/ALERTS.md, row by row: what it says is sent is sent. */
@Tag("unit")
class AlertsTest {

    private static final Path TABLE = Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent()
            .resolve("provider/docs/ALERTS.md");

    private record Row(String id, boolean fromClient, String alert) {

        @Override
        public String toString() {
            return id;
        }
    }

    /** Does what a row says and returns the fault of the side that hears it. */
    private interface Case {
        TlsFault run() throws TlsFault;
    }

    private final TestSettings client = TestSettings.client();
    private TestSettings server = TestSettings.server();
    private final Map<String, Case> cases = new TreeMap<>();

    AlertsTest() {
        client.groups = List.of(NamedGroup.X25519, NamedGroup.SECP256R1);
        client.applicationProtocols = List.of(Opaque.copyOf(new byte[] {'a'}));
        server.applicationProtocols = client.applicationProtocols;
        hellos();
        preSharedKeys();
        serversMessages();
        records();
    }

    private void hellos() {
        hello("duplicate-extension", e -> e.addFirst(ExtensionType.of(0x4000)).addFirst(ExtensionType.of(0x4000)));
        hello("duplicate-share", e -> e.set(ExtensionType.KEY_SHARE, b -> new byte[] {0, 10, 0, 29, 0, 1, 1, 0, 29, 0,
            1, 2}));
        hello("misplaced-in-hello", e -> e.addFirst(ExtensionType.OID_FILTERS, (byte) 0, (byte) 0));
        hello("empty-share", e -> e.set(ExtensionType.KEY_SHARE, b -> new byte[] {0, 4, 0, 29, 0, 0}));
        hello("short-share", e -> e.set(ExtensionType.KEY_SHARE, b -> Bytes.concat(new byte[] {0, 35, 0, 29, 0, 31},
                new byte[31])));
        hello("foreign-share", e -> e.set(ExtensionType.KEY_SHARE, b -> new byte[] {0, 5, 0x40, 0, 0, 1, 1}));
        hello("no-groups", e -> e.remove(ExtensionType.SUPPORTED_GROUPS));
        hello("empty-protocol-list", e -> e.set(ExtensionType.ALPN, b -> new byte[2]));
        cases.put("compression-13", () -> fields(hello -> new ClientHello(hello.legacyVersion(), hello.random(),
                hello.sessionId(), hello.suites(), Opaque.copyOf(new byte[] {0, 1}), hello.extensions())));
        cases.put("legacy-version", () -> fields(hello -> new ClientHello(ProtocolVersion.of(0x0302), hello.random(),
                hello.sessionId(), hello.suites(), hello.compressionMethods(), hello.extensions())));
        cases.put("fields-insufficient", () -> {
            client.versions = List.of(ProtocolVersion.TLS_1_2);
            client.suites = List.of(CipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256);
            client.groups = List.of(NamedGroup.FFDHE4096);
            server = TestSettings.server(KeyKind.RSA);
            server.groups = List.of(NamedGroup.FFDHE2048);
            return talk(Tamper.NONE);
        });
    }

    private void preSharedKeys() {
        psk("short-binder", e -> e.set(ExtensionType.PRE_SHARED_KEY, body -> binder(body, 31)));
        psk("long-binder", e -> e.set(ExtensionType.PRE_SHARED_KEY, body -> binder(body, 33)));
        psk("psk-not-last", e -> e.add(ExtensionType.of(0x4000)));
        psk("psk-without-modes", e -> e.remove(ExtensionType.PSK_KEY_EXCHANGE_MODES));
        psk("fewer-binders", e -> e.set(ExtensionType.PRE_SHARED_KEY, body -> {
            int identities = (body[0] & 0xff) << 8 | body[1] & 0xff;
            byte[] more = Bytes.concat(Arrays.copyOf(body, 2 + identities), new byte[] {0, 1, 7, 0, 0, 0, 0},
                    Arrays.copyOfRange(body, 2 + identities, body.length));
            more[0] = (byte) (identities + 7 >>> 8);
            more[1] = (byte) (identities + 7);
            return more;
        }));
    }

    private void serversMessages() {
        answer("duplicate-answer", HandshakeType.SERVER_HELLO, e -> e.add(ExtensionType.SUPPORTED_VERSIONS, (byte) 3,
                (byte) 4));
        answer("misplaced-extension", HandshakeType.ENCRYPTED_EXTENSIONS, e -> e.add(ExtensionType.KEY_SHARE));
        answer("two-protocols-chosen", HandshakeType.ENCRYPTED_EXTENSIONS, e -> e.set(ExtensionType.ALPN,
                b -> new byte[] {0, 4, 1, 'a', 1, 'b'}));
        cases.put("legacy-version-answer", () -> patch(HandshakeType.SERVER_HELLO, false, 5, 4));
        cases.put("unsolicited-12", () -> {
            client.versions = List.of(ProtocolVersion.TLS_1_2);
            return talk(RawExtensions.in(HandshakeType.SERVER_HELLO, false, e -> e.add(ExtensionType.KEY_SHARE)));
        });
        cases.put("request-without-schemes", () -> {
            server.clientAuthentication = ClientAuthentication.WANTED;
            return talk(RawExtensions.in(HandshakeType.CERTIFICATE_REQUEST, false,
                    e -> e.remove(ExtensionType.SIGNATURE_ALGORITHMS)));
        });
        cases.put("retry-compression", () -> {
            server.groups = List.of(NamedGroup.SECP256R1);
            return talk((fromClient, index, raw) -> {
                byte[] changed = raw.clone();
                if (!fromClient && index == 0) {
                    changed[38 + 1 + raw[38] + 2] = 1;
                }
                return List.of(changed);
            });
        });
        cases.put("garbage-certificate", () -> replace(HandshakeType.CERTIFICATE, false,
                new byte[] {0, 0, 0, 8, 0, 0, 3, 1, 2, 3, 0, 0}));
        cases.put("empty-certificate", () -> replace(HandshakeType.CERTIFICATE, false, new byte[4]));
        cases.put("finished-length", () -> replace(HandshakeType.FINISHED, true, new byte[31]));
        cases.put("wrong-type-and-body", () -> talk((fromClient, index, raw) -> List.of(fromClient
                && RawExtensions.isOf(HandshakeType.FINISHED, raw) ? new byte[] {11, 0, 0, 1, 9} : raw)));
    }

    private void records() {
        traffic("renegotiation-13", pair -> Forger.record(pair.client, ContentType.HANDSHAKE, (byte) 1, (byte) 0,
                (byte) 0, (byte) 0));
        traffic("ccs-behind-finished", pair -> new byte[] {20, 3, 3, 0, 1, 1});
        traffic("alert-of-three-bytes", pair -> Forger.record(pair.client, ContentType.ALERT, (byte) 1, (byte) 0,
                (byte) 1));
        traffic("warning-13", pair -> Forger.record(pair.client, ContentType.ALERT, (byte) 1, (byte) 41));
        traffic("key-update-value", pair -> Forger.record(pair.client, ContentType.HANDSHAKE, (byte) 24, (byte) 0,
                (byte) 0, (byte) 1, (byte) 2));
        traffic("message-too-long", pair -> Forger.record(pair.client, ContentType.HANDSHAKE, (byte) 24, (byte) 1,
                (byte) 0, (byte) 0));
        traffic("plaintext-behind-keys", pair -> new byte[] {22, 3, 3, 0, 5, 24, 0, 0, 1, 0});
    }

    static Stream<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String line : Files.readAllLines(TABLE)) {
            String[] cells = line.split("\\|");
            if (cells.length == 7 && cells[1].matches(" [a-z0-9-]+ ") && !cells[1].equals(" case ")) {
                rows.add(new Row(cells[1].trim(), cells[3].trim().equals("client"), cells[4].trim()));
            }
        }
        return rows.stream();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void theAlertIsTheTables(Row row) throws TlsFault {
        Case one = cases.get(row.id());
        assertNotNull(one, () -> "no case " + row.id());
        TlsFault fault = one.run();
        assertNotNull(fault, "no fault");
        assertEquals(row.alert(), fault.alert() == null ? "none" : fault.alert().toString(), fault::getMessage);
    }

    @Test
    void everyCaseHasItsRow() throws IOException {
        TreeSet<String> ids = new TreeSet<>();
        rows().forEach(row -> assertTrue(ids.add(row.id()), row + " twice"));
        assertEquals(cases.keySet(), ids);
        assertTrue(ids.size() >= 17, "rows: " + ids.size());
    }

    // Cases

    private TlsFault talk(Tamper tamper) {
        return new Dialogue(client, server, tamper).run().fault();
    }

    private void hello(String id, Consumer<RawExtensions> change) {
        cases.put(id, () -> talk(RawExtensions.at(0, true, change)));
    }

    private void answer(String id, HandshakeType type, Consumer<RawExtensions> change) {
        cases.put(id, () -> talk(RawExtensions.in(type, false, change)));
    }

    private void psk(String id, Consumer<RawExtensions> change) {
        cases.put(id, () -> new Resuming(Resuming.Kind.PSK).talk(RawExtensions.at(0, true, change)).fault());
    }

    /** The offer of one identity with a binder of another length. */
    private static byte[] binder(byte[] body, int length) {
        int identities = 2 + ((body[0] & 0xff) << 8 | body[1] & 0xff);
        return Bytes.concat(Arrays.copyOf(body, identities), new byte[] {0, (byte) (length + 1), (byte) length},
                new byte[length]);
    }

    private interface NewHello {
        ClientHello of(ClientHello hello);
    }

    private TlsFault fields(NewHello change) {
        return talk((fromClient, index, raw) -> {
            try {
                return List.of(fromClient && index == 0 ? MessageCodecs.write(change.of(
                        (ClientHello) MessageCodecs.read(raw, MessageVersion.HELLO))) : raw);
            } catch (TlsFault e) {
                throw new AssertionError(e);
            }
        });
    }

    private TlsFault patch(HandshakeType type, boolean ofClient, int at, int value) {
        return talk((fromClient, index, raw) -> {
            byte[] changed = raw.clone();
            if (fromClient == ofClient && RawExtensions.isOf(type, raw)) {
                changed[at] = (byte) value;
            }
            return List.of(changed);
        });
    }

    private TlsFault replace(HandshakeType type, boolean ofClient, byte[] body) {
        return talk((fromClient, index, raw) -> List.of(fromClient == ofClient && RawExtensions.isOf(type, raw)
                ? StrangeBodies.message(type.value(), body) : raw));
    }

    private interface Sent {
        byte[] by(Pair pair);
    }

    /** What an established server says to a record; the alert it sends is its fault's. */
    private void traffic(String id, Sent record) {
        cases.put(id, () -> {
            Pair pair = new Pair(ConnectionProfile.TLS13_AES_GCM.client(), ConnectionProfile.TLS13_AES_GCM.server())
                    .handshake();
            pair.toServer.put(record.by(pair));
            TlsFault fault = assertThrows(TlsFault.class, () -> Pair.read(pair.server, pair.toServer));
            assertEquals(fault.alert() == null ? Progress.IDLE : Progress.NEED_WRITE, pair.server.progress());
            return fault;
        });
    }
}
