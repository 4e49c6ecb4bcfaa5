package dev.handfast.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.handfast.handshake.Dialogue.Said;
import dev.handfast.handshake.Dialogue.Tamper;
import dev.handfast.handshake.HandshakeConfig.ClientAuthentication;
import dev.handfast.handshake.HandshakeState.ChangeCipherSpecRule;
import dev.handfast.message.CertificateStatus;
import dev.handfast.message.CompressedCertificate;
import dev.handfast.message.EndOfEarlyData;
import dev.handfast.message.HelloRequest;
import dev.handfast.message.KeyUpdate;
import dev.handfast.message.MessageCodecs;
import dev.handfast.message.NewSessionTicket13;
import dev.handfast.message.ext.Extensions;
import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.KeyKind;
import dev.handfast.spec.Alert;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.Fault;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Bytes;
import dev.handfast.wire.Opaque;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Every state before the version is known, of TLS 1.3 and of TLS 1.3's traffic, and every type of message: taken or
 * refused. {@link StateTable12Test} has those of TLS 1.2.
 *
 * <p>The table is typed from RFC 9846: the figures of sections 2 and 2.1 and of appendix A, the order of section 4, the
 * rules for change_cipher_spec of section 5 and for messages behind Finished of section 4.7. Not from the code.
 */
@Tag("unit")
class StateTableTest {

    /**
     * A row: whose state; which handshake; how many messages of the peer it has heard; the name in appendix A.
     *
     * <pre>
     * +  taken
     * -  dropped without a word: change_cipher_spec up to the peer's Finished (section 5); HelloRequest while TLS 1.2
     *    is still possible (RFC 5246 section 7.4.1.1)
     * x  unexpected_message: no message of this place (section 4)
     * ?  unexpected_message: no message of TLS 1.3 at all
     * C  unexpected_message: change_cipher_spec where it may not come
     * A  unexpected_message: application data where it may not come
     * R  unexpected_message: a second HelloRetryRequest (section 4.2.4)
     * </pre>
     *
     * Columns by type: 0 HelloRequest, 1 ClientHello, 2 ServerHello, 2' HelloRetryRequest, 4 NewSessionTicket,
     * 5 EndOfEarlyData, 8 EncryptedExtensions, 11 Certificate, 12 ServerKeyExchange, 13 CertificateRequest,
     * 14 ServerHelloDone, 15 CertificateVerify, 16 ClientKeyExchange, 20 Finished, 21 CertificateURL,
     * 22 CertificateStatus, 23 SupplementalData, 24 KeyUpdate, 25 CompressedCertificate, 254 message_hash,
     * ccs change_cipher_spec, app application data.
     */
    private static final String TABLE = """
            side   handshake heard state            0 1 2 2' 4 5 8 11 12 13 14 15 16 20 21 22 23 24 25 254 ccs app
            client PLAIN     0     WAIT_SH          - x + +  x x x x  x  x  x  x  x  x  ?  x  ?  x  x  ?   -   A
            client RETRY     1     WAIT_SH          x x + R  x x x x  x  x  x  x  x  x  ?  x  ?  x  x  ?   -   A
            client PLAIN     1     WAIT_EE          x x x x  x x + x  x  x  x  x  x  x  ?  x  ?  x  x  ?   -   A
            client PLAIN     2     WAIT_CERT_CR     x x x x  x x x +  x  +  x  x  x  x  ?  x  ?  x  x  ?   -   A
            client MUTUAL    3     WAIT_CERT        x x x x  x x x +  x  x  x  x  x  x  ?  x  ?  x  x  ?   -   A
            client PLAIN     3     WAIT_CV          x x x x  x x x x  x  x  x  +  x  x  ?  x  ?  x  x  ?   -   A
            client MUTUAL    4     WAIT_CV          x x x x  x x x x  x  x  x  +  x  x  ?  x  ?  x  x  ?   -   A
            client PLAIN     4     WAIT_FINISHED    x x x x  x x x x  x  x  x  x  x  +  ?  x  ?  x  x  ?   -   A
            client MUTUAL    5     WAIT_FINISHED    x x x x  x x x x  x  x  x  x  x  +  ?  x  ?  x  x  ?   -   A
            client PLAIN     5     CONNECTED        x x x x  + x x x  x  x  x  x  x  x  ?  x  ?  +  x  ?   C   +
            client MUTUAL    6     CONNECTED        x x x x  + x x x  x  x  x  x  x  x  ?  x  ?  +  x  ?   C   +
            server PLAIN     0     START            x + x x  x x x x  x  x  x  x  x  x  ?  x  ?  x  x  ?   C   A
            server RETRY     1     START            x + x x  x x x x  x  x  x  x  x  x  ?  x  ?  x  x  ?   -   A
            server PLAIN     1     WAIT_FINISHED    x x x x  x x x x  x  x  x  x  x  +  ?  x  ?  x  x  ?   -   A
            server MUTUAL    1     WAIT_CERT        x x x x  x x x +  x  x  x  x  x  x  ?  x  ?  x  x  ?   -   A
            server MUTUAL    2     WAIT_CV          x x x x  x x x x  x  x  x  +  x  x  ?  x  ?  x  x  ?   -   A
            server MUTUAL    3     WAIT_FINISHED    x x x x  x x x x  x  x  x  x  x  +  ?  x  ?  x  x  ?   -   A
            server PLAIN     2     CONNECTED        x x x x  x x x x  x  x  x  x  x  x  ?  x  ?  +  x  ?   C   +
            server MUTUAL    4     CONNECTED        x x x x  x x x x  x  x  x  x  x  x  ?  x  ?  +  x  ?   C   +
            client PSK       0     WAIT_SH          - x + +  x x x x  x  x  x  x  x  x  ?  x  ?  x  x  ?   -   A
            client PSK_RETRY 1     WAIT_SH          x x + R  x x x x  x  x  x  x  x  x  ?  x  ?  x  x  ?   -   A
            client PSK       1     WAIT_EE          x x x x  x x + x  x  x  x  x  x  x  ?  x  ?  x  x  ?   -   A
            client PSK       2     WAIT_FINISHED    x x x x  x x x x  x  x  x  x  x  +  ?  x  ?  x  x  ?   -   A
            client PSK       3     CONNECTED        x x x x  + x x x  x  x  x  x  x  x  ?  x  ?  +  x  ?   C   +
            client EARLY     0     WAIT_SH          - x + +  x x x x  x  x  x  x  x  x  ?  x  ?  x  x  ?   -   A
            client EARLY     1     WAIT_EE          x x x x  x x + x  x  x  x  x  x  x  ?  x  ?  x  x  ?   -   A
            client EARLY     2     WAIT_FINISHED    x x x x  x x x x  x  x  x  x  x  +  ?  x  ?  x  x  ?   -   A
            client EARLY     3     CONNECTED        x x x x  + x x x  x  x  x  x  x  x  ?  x  ?  +  x  ?   C   +
            client EARLY_REJECTED 2 WAIT_FINISHED   x x x x  x x x x  x  x  x  x  x  +  ?  x  ?  x  x  ?   -   A
            server PSK       1     WAIT_FINISHED    x x x x  x x x x  x  x  x  x  x  +  ?  x  ?  x  x  ?   -   A
            server PSK       2     CONNECTED        x x x x  x x x x  x  x  x  x  x  x  ?  x  ?  +  x  ?   C   +
            server PSK_RETRY 1     START            x + x x  x x x x  x  x  x  x  x  x  ?  x  ?  x  x  ?   -   A
            server EARLY     1     WAIT_EOED        x x x x  x + x x  x  x  x  x  x  x  ?  x  ?  x  x  ?   -   +
            server EARLY     2     WAIT_FINISHED    x x x x  x x x x  x  x  x  x  x  +  ?  x  ?  x  x  ?   -   A
            server EARLY     3     CONNECTED        x x x x  x x x x  x  x  x  x  x  x  ?  x  ?  +  x  ?   C   +
            server EARLY_REJECTED 1 WAIT_FINISHED   x x x x  x x x x  x  x  x  x  x  +  ?  x  ?  x  x  ?   -   A
            """;

    /** What a handshake is like. */
    private enum Kind {
        PLAIN, MUTUAL, RETRY, PSK, PSK_RETRY, EARLY, EARLY_REJECTED;

        /** The session that such a handshake resumes; null for a full handshake. */
        private final Resuming resuming;

        Kind() {
            resuming = name().startsWith("PSK") || name().startsWith("EARLY")
                    ? new Resuming(Resuming.Kind.valueOf(name())) : null;
        }
    }

    private record Row(boolean client, Kind kind, int heard, String state) {

        @Override
        public String toString() {
            return (client ? "client " : "server ") + kind + " " + state;
        }
    }

    /** The messages of one's own handshakes of each kind, by sender and type, and those that no handshake here has. */
    private static final Map<String, byte[]> SAMPLES = samples();

    static Stream<Arguments> cells() {
        List<String> lines = TABLE.lines().toList();
        String[] columns = lines.get(0).trim().split("\\s+");
        List<Arguments> cells = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cell = line.trim().split("\\s+");
            assertEquals(columns.length, cell.length, line);
            Row row = new Row(cell[0].equals("client"), Kind.valueOf(cell[1]), Integer.parseInt(cell[2]), cell[3]);
            for (int i = 4; i < columns.length; i++) {
                cells.add(Arguments.of(row, columns[i], cell[i]));
            }
        }
        return cells.stream();
    }

    @ParameterizedTest(name = "{0}: {1} {2}")
    @MethodSource("cells")
    @PublishedAttack(id = "CVE-2020-24613", victim = "wolfSSL", kind = AttackKind.STATES,
            what = "a TLS 1.3 server leaves CertificateVerify out")
    @PublishedAttack(id = "CVE-2022-25640", victim = "wolfSSL", kind = AttackKind.STATES,
            what = "a TLS 1.3 client leaves CertificateVerify out")
    void takesOrRefuses(Row row, String type, String expected) {
        byte[][] next = new byte[1][];
        Dialogue dialogue = talk(row.kind(), (fromClient, index, raw) -> {
            if (fromClient == row.client() || index < row.heard()) {
                return List.of(raw);
            }
            if (next[0] == null) {
                next[0] = raw;
            }
            return List.of();
        });
        assertNull(dialogue.fault());
        assertEquals(row.state().equals("CONNECTED"), (row.client() ? dialogue.clientSession()
                : dialogue.serverSession()) != null);
        if (type.equals("app")) {
            assertEquals(expected.equals("+"), dialogue.state(row.client()).receivesApplicationData());
            return;
        }
        if (type.equals("ccs")) {
            assertEquals(expected.equals("-") ? ChangeCipherSpecRule.IGNORED : ChangeCipherSpecRule.REFUSED,
                    dialogue.state(row.client()).changeCipherSpec());
        }
        TlsFault fault = dialogue.say(row.client(), message(row, type, next[0]));
        switch (expected) {
            case "+" -> assertNull(fault, () -> row + " refused " + type + ": " + fault);
            case "-" -> {
                assertNull(fault, () -> row + " refused " + type + ": " + fault);
                assertNull(dialogue.say(row.client(), next[0]), "what comes next anyway");
            }
            default -> {
                assertNotNull(fault, () -> row + " took " + type);
                assertEquals(fault(expected), fault.fault(), () -> row + ", " + type + ": " + fault.getMessage());
            }
        }
    }

    /** The type is judged before the body: what may not come is unexpected_message, whatever its body holds. */
    @ParameterizedTest(name = "{0}: {1} {2}")
    @MethodSource("cells")
    void theTypeIsJudgedBeforeTheBody(Row row, String type, String expected) {
        if (!"x?".contains(expected)) {
            return;
        }
        for (byte[] body : StrangeBodies.all()) {
            Dialogue dialogue = talk(row.kind(), (fromClient, index,
                    raw) -> fromClient == row.client() || index < row.heard() ? List.of(raw) : List.of());
            TlsFault fault = dialogue.say(row.client(), StrangeBodies.message(Integer.parseInt(type.replace("'", "")),
                    body));
            assertNotNull(fault, () -> row + " took " + type);
            assertEquals(Alert.UNEXPECTED_MESSAGE, fault.alert(), () -> row + ", " + type + ": " + fault.getMessage());
        }
    }

    private static Fault fault(String letter) {
        return switch (letter) {
            case "x" -> Fault.MESSAGE_UNEXPECTED;
            case "?" -> Fault.MESSAGE_TYPE_UNKNOWN;
            case "C" -> Fault.CCS_UNEXPECTED;
            case "R" -> Fault.RETRY_TWICE;
            default -> throw new AssertionError("no such letter in the table: " + letter);
        };
    }

    /** The genuine message if its type comes next anyway, or one of another handshake. */
    private static byte[] message(Row row, String type, byte[] next) {
        if (type.equals("ccs")) {
            return Bytes.NONE;
        }
        if (next != null && next.length > 0 && type.equals(type(next))) {
            return next;
        }
        byte[] sample = SAMPLES.get(type);
        assertNotNull(sample, () -> "no sample of " + type + " for " + row);
        return sample;
    }

    private static String type(byte[] raw) {
        // RFC 9846 section 4.2.3: HelloRetryRequest is a ServerHello with a random of its own, which begins with cf.
        return (raw[0] & 0xff) + (raw[0] == 2 && raw[6] == (byte) 0xcf && raw[7] == 0x21 ? "'" : "");
    }

    private static Dialogue talk(Kind kind, Tamper tamper) {
        if (kind.resuming != null) {
            return kind.resuming.talk(tamper);
        }
        TestSettings client = TestSettings.client();
        TestSettings server = TestSettings.server();
        client.groups = List.of(NamedGroup.X25519, NamedGroup.SECP256R1);
        // Without it the session ID is empty and hellos of one handshake fit another.
        client.middleboxCompatible = false;
        if (kind == Kind.RETRY) {
            server.groups = List.of(NamedGroup.SECP256R1);
        }
        if (kind == Kind.MUTUAL) {
            server.clientAuthentication = ClientAuthentication.NEEDED;
            client.credentials = TestSettings.chooser(Credentials.shared().client(KeyKind.P256));
        }
        return new Dialogue(client, server, tamper).run();
    }

    private static Map<String, byte[]> samples() {
        Map<String, byte[]> samples = new HashMap<>();
        samples.put("0", MessageCodecs.write(new HelloRequest()));
        samples.put("4", MessageCodecs.write(new NewSessionTicket13(1, 2, Opaque.EMPTY, Opaque.copyOf(new byte[9]),
                Extensions.NONE)));
        samples.put("5", MessageCodecs.write(new EndOfEarlyData()));
        samples.put("21", new byte[] {21, 0, 0, 0});
        samples.put("22", MessageCodecs.write(new CertificateStatus(Opaque.copyOf(new byte[] {4}))));
        samples.put("23", new byte[] {23, 0, 0, 0});
        samples.put("24", MessageCodecs.write(new KeyUpdate(true)));
        samples.put("25", MessageCodecs.write(new CompressedCertificate(1, 10, Opaque.copyOf(new byte[] {4}))));
        samples.put("254", new byte[] {(byte) 254, 0, 0, 0});
        for (Said said : talk12().said()) {
            if (said.raw().length > 0) {
                samples.put(type(said.raw()), said.raw());
            }
        }
        for (Kind kind : new Kind[] {Kind.MUTUAL, Kind.RETRY, Kind.PLAIN}) {
            for (Said said : talk(kind, Tamper.NONE).said()) {
                samples.put(type(said.raw()), said.raw());
            }
        }
        return samples;
    }

    /** For ServerKeyExchange, ServerHelloDone and ClientKeyExchange, which TLS 1.3 has not. */
    private static Dialogue talk12() {
        TestSettings client = TestSettings.client();
        client.versions = List.of(ProtocolVersion.TLS_1_2);
        client.suites = List.of(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
        return new Dialogue(client, TestSettings.server(), Tamper.NONE).run();
    }
}
