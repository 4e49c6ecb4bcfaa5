package dev.handfast.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.handfast.handshake.Dialogue.Said;
import dev.handfast.handshake.Dialogue.Tamper;
import dev.handfast.handshake.HandshakeConfig.ClientAuthentication;
import dev.handfast.message.CertificateStatus;
import dev.handfast.message.CompressedCertificate;
import dev.handfast.message.EncryptedExtensions;
import dev.handfast.message.EndOfEarlyData;
import dev.handfast.message.HelloRequest;
import dev.handfast.message.KeyUpdate;
import dev.handfast.message.MessageCodecs;
import dev.handfast.message.NewSessionTicket12;
import dev.handfast.message.ext.Extensions;
import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.KeyKind;
import dev.handfast.spec.Alert;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.Fault;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Bytes;
import dev.handfast.wire.Opaque;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Every state of TLS 1.2 and every type of message: taken or refused. The table is typed from the figures of RFC 5246
 * section 7.3, RFC 5077 section 3.1 and RFC 6066 section 8, not from the code.
 */
@Tag("unit")
class StateTable12Test {

    private static final String CCS = "ChangeCipherSpec";

    /** The states in their order: how many messages of the peer came before, and which may come. */
    private enum Row {
        CLIENT_CERTIFICATE(true, 1, "ExpectCertificate", "Certificate", "HelloRequest"),
        CLIENT_STATUS(true, 2, "ExpectStatusOrKeyExchange", "CertificateStatus", "ServerKeyExchange", "HelloRequest"),
        CLIENT_KEY_EXCHANGE(true, 3, "ExpectKeyExchange", "ServerKeyExchange", "HelloRequest"),
        CLIENT_REQUEST(true, 4, "ExpectRequestOrDone", "CertificateRequest", "ServerHelloDone", "HelloRequest"),
        CLIENT_DONE(true, 5, "ExpectDone", "ServerHelloDone", "HelloRequest"),
        CLIENT_CCS(true, 6, "ExpectChangeCipherSpec", CCS, "HelloRequest"),
        CLIENT_FINISHED(true, 7, "ExpectFinished", "Finished"),
        CLIENT_TRAFFIC(true, 8, "Traffic12", "HelloRequest"),
        SERVER_CERTIFICATE(false, 1, "ExpectCertificate", "Certificate"),
        SERVER_KEY_EXCHANGE(false, 2, "ExpectKeyExchange", "ClientKeyExchange"),
        SERVER_VERIFY(false, 3, "ExpectCertificateVerify", "CertificateVerify"),
        SERVER_CCS(false, 4, "ExpectChangeCipherSpec", CCS),
        SERVER_FINISHED(false, 5, "ExpectFinished", "Finished"),
        SERVER_TRAFFIC(false, 6, "Traffic12", "ClientHello"),
        CLIENT_TICKET_CCS(Resuming.Kind.TICKET, true, 1, "ExpectChangeCipherSpec", CCS, "HelloRequest"),
        CLIENT_TICKET_FINISHED(Resuming.Kind.TICKET, true, 2, "ExpectFinished", "Finished"),
        CLIENT_TICKET_TRAFFIC(Resuming.Kind.TICKET, true, 3, "Traffic12", "HelloRequest"),
        CLIENT_RENEWED_TICKET(Resuming.Kind.RENEWED_TICKET, true, 1, "ExpectTicket", "NewSessionTicket",
                "HelloRequest"),
        CLIENT_RENEWED_CCS(Resuming.Kind.RENEWED_TICKET, true, 2, "ExpectChangeCipherSpec", CCS, "HelloRequest"),
        CLIENT_RENEWED_FINISHED(Resuming.Kind.RENEWED_TICKET, true, 3, "ExpectFinished", "Finished"),
        CLIENT_ID_CCS(Resuming.Kind.SESSION_ID, true, 1, "ExpectChangeCipherSpec", CCS, "HelloRequest"),
        CLIENT_ID_FINISHED(Resuming.Kind.SESSION_ID, true, 2, "ExpectFinished", "Finished"),
        SERVER_TICKET_CCS(Resuming.Kind.TICKET, false, 1, "ExpectResumedChangeCipherSpec", CCS),
        SERVER_TICKET_FINISHED(Resuming.Kind.TICKET, false, 2, "ExpectResumedFinished", "Finished"),
        SERVER_TICKET_TRAFFIC(Resuming.Kind.TICKET, false, 3, "Traffic12", "ClientHello"),
        SERVER_ID_CCS(Resuming.Kind.SESSION_ID, false, 1, "ExpectResumedChangeCipherSpec", CCS),
        SERVER_ID_FINISHED(Resuming.Kind.SESSION_ID, false, 2, "ExpectResumedFinished", "Finished");

        private final Resuming resuming;
        private final boolean client;
        private final int heard;
        private final String state;
        private final Set<String> taken;

        Row(boolean client, int heard, String state, String... taken) {
            this(null, client, heard, state, taken);
        }

        Row(Resuming.Kind resumed, boolean client, int heard, String state, String... taken) {
            this.resuming = resumed == null ? null : new Resuming(resumed);
            this.client = client;
            this.heard = heard;
            this.state = state;
            this.taken = Set.of(taken);
        }
    }

    /** A well-formed message of each type, by name. */
    private static final Map<String, byte[]> MESSAGES = messages();

    static Stream<Arguments> cells() {
        List<Arguments> cells = new ArrayList<>();
        for (Row row : Row.values()) {
            for (String type : MESSAGES.keySet()) {
                cells.add(Arguments.of(row, type));
            }
        }
        return cells.stream();
    }

    @ParameterizedTest
    @MethodSource("cells")
    @PublishedAttack(id = "CVE-2014-6593", victim = "Java", kind = AttackKind.STATES,
            what = "SKIP-TLS: Finished before change_cipher_spec leaves the connection in clear")
    void takesOrRefuses(Row row, String type) {
        Dialogue dialogue = upTo(row);
        assertEquals(null, dialogue.fault());
        assertEquals(row.state, dialogue.state(row.client).getClass().getSimpleName());
        TlsFault fault = dialogue.say(row.client, MESSAGES.get(type));
        if (row.taken.contains(type)) {
            // A message of another handshake may be refused for what it says, but not for coming here.
            Set<Fault> order = Set.of(Fault.MESSAGE_UNEXPECTED, Fault.CCS_UNEXPECTED, Fault.MESSAGE_TYPE_UNKNOWN,
                    Fault.MESSAGE_MALFORMED, Fault.INTERNAL);
            assertFalse(fault != null && order.contains(fault.fault()), () -> type + " in " + row + ": " + fault);
            return;
        }
        assertNotNull(fault, () -> type + " was taken in " + row);
        Fault expected = type.equals(CCS) ? Fault.CCS_UNEXPECTED
                : type.equals("unknown type 99") ? Fault.MESSAGE_TYPE_UNKNOWN : Fault.MESSAGE_UNEXPECTED;
        assertEquals(expected, fault.fault(), () -> type + " in " + row + ": " + fault);
    }

    /** The type is judged before the body: what may not come is unexpected_message, whatever its body holds. */
    @ParameterizedTest
    @MethodSource("cells")
    void theTypeIsJudgedBeforeTheBody(Row row, String type) {
        if (row.taken.contains(type) || type.equals(CCS)) {
            return;
        }
        for (byte[] body : StrangeBodies.all()) {
            TlsFault fault = upTo(row).say(row.client, StrangeBodies.message(MESSAGES.get(type)[0], body));
            assertNotNull(fault, () -> type + " was taken in " + row);
            assertEquals(Alert.UNEXPECTED_MESSAGE, fault.alert(), () -> type + " in " + row + ": " + fault);
        }
    }

    /** A dialogue in which one side has heard so many messages and no more. */
    private static Dialogue upTo(Row row) {
        Tamper quiet = (fromClient, index, raw) -> fromClient != row.client && index >= row.heard ? List.of()
                : List.of(raw);
        return row.resuming == null ? talk(quiet) : row.resuming.talk(quiet);
    }

    private static Dialogue talk(Tamper tamper) {
        TestSettings client = TestSettings.client();
        TestSettings server = TestSettings.server(KeyKind.P256);
        client.versions = List.of(ProtocolVersion.TLS_1_2);
        client.suites = List.of(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
        client.statusRequest = true;
        client.credentials = TestSettings.chooser(Credentials.shared().client(KeyKind.P256));
        server.credentials = TestSettings.stapling(server.credentials, Opaque.copyOf(new byte[] {1, 2, 3}));
        server.clientAuthentication = ClientAuthentication.NEEDED;
        return new Dialogue(client, server, tamper).run();
    }

    private static Map<String, byte[]> messages() {
        Map<String, byte[]> messages = new TreeMap<>();
        Set<Integer> seen = new HashSet<>();
        Dialogue whole = talk(Tamper.NONE);
        for (Said said : whole.said()) {
            if (said.raw().length > 0 && seen.add((int) said.raw()[0])) {
                messages.put(HandshakeType.of(said.raw()[0]).toString(), said.raw());
            }
        }
        messages.put(CCS, Bytes.NONE);
        messages.put("unknown type 99", new byte[] {99, 0, 0, 0});
        messages.put("HelloRequest", MessageCodecs.write(new HelloRequest()));
        messages.put("CertificateStatus", MessageCodecs.write(new CertificateStatus(Opaque.copyOf(new byte[] {4}))));
        messages.put("NewSessionTicket", MessageCodecs.write(new NewSessionTicket12(1, Opaque.copyOf(new byte[9]))));
        messages.put("EncryptedExtensions", MessageCodecs.write(new EncryptedExtensions(Extensions.NONE)));
        messages.put("EndOfEarlyData", MessageCodecs.write(new EndOfEarlyData()));
        messages.put("KeyUpdate", MessageCodecs.write(new KeyUpdate(true)));
        messages.put("CompressedCertificate", MessageCodecs.write(new CompressedCertificate(1, 10,
                Opaque.copyOf(new byte[] {4}))));
        return messages;
    }
}
