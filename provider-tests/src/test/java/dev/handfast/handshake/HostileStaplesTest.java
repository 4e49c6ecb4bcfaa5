package dev.handfast.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.handfast.handshake.Dialogue.Said;
import dev.handfast.handshake.Dialogue.Tamper;
import dev.handfast.message.CertificateStatus;
import dev.handfast.message.MessageCodecs;
import dev.handfast.message.MessageVersion;
import dev.handfast.peers.KeyKind;
import dev.handfast.spec.Alert;
import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireReader;
import dev.handfast.wire.WireWriter;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.List;

/** Staples and timestamps unasked for, twice, in the wrong place and cut: the client answers by the RFCs. */
@Tag("unit")
class HostileStaplesTest {

    private static final Opaque RESPONSE = Opaque.copyOf(new byte[] {1, 2, 3});
    private static final byte[] STATUS = {1, 0, 0, 3, 1, 2, 3};
    private static final byte[] TIMESTAMPS = {0, 3, 0, 1, 7};
    private static final byte[] NOTHING = {};
    private static final int STATUS_REQUEST = ExtensionType.STATUS_REQUEST.value();
    private static final int STATUS_REQUEST_V2 = ExtensionType.STATUS_REQUEST_V2.value();
    private static final int SCT = ExtensionType.SIGNED_CERTIFICATE_TIMESTAMP.value();

    private final TestSettings client = TestSettings.client();
    private final TestSettings server = TestSettings.server(KeyKind.P256);

    @BeforeEach
    void ask() {
        client.statusRequest = true;
        client.timestampRequest = true;
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void undisturbed(String version) {
        speak(version);
        server.credentials = TestSettings.stapling(server.credentials, RESPONSE);
        Dialogue dialogue = new Dialogue(client, server, Tamper.NONE).run();
        assertNull(dialogue.fault());
        assertEquals(List.of(RESPONSE), dialogue.clientSession().statusResponses());
        client.statusRequest = false;
        assertEquals(List.of(), new Dialogue(client, server, Tamper.NONE).run().clientSession().statusResponses());
    }

    /** RFC 6961 section 2.2: each of the two types that a list may ask for, without status_request beside it. */
    @Test
    void theSecondVersionOfTheRequest() throws TlsFault {
        speak("TLSv1.2");
        client.statusRequest = false;
        server.credentials = TestSettings.stapling(server.credentials, RESPONSE, Opaque.EMPTY, RESPONSE);
        byte[] one = {1, 0, 4, 0, 0, 0, 0};
        byte[] list = {2, 0, 4, 0, 0, 0, 0};
        assertEquals(new CertificateStatus(RESPONSE), answer(one));
        assertEquals(new CertificateStatus(true, List.of(RESPONSE, Opaque.EMPTY, RESPONSE)), answer(list));
        assertEquals(new CertificateStatus(RESPONSE), answer(new byte[] {9, 0, 1, 7, 1, 0, 4, 0, 0, 0, 0}));
        assertNull(answer(new byte[] {9, 0, 1, 7}));
        for (int length = 1; length < list.length; length++) {
            byte[] cut = Arrays.copyOf(list, length);
            assertAlert(Alert.DECODE_ERROR, asking(cut));
        }
        client.statusRequest = true;
        assertEquals(new CertificateStatus(RESPONSE), answer(one));
    }

    /** What the server's flight holds for a client that sends status_request_v2 with these items. */
    private CertificateStatus answer(byte[] items) throws TlsFault {
        Tamper asking = asking(items);
        // The client, which did not ask, is not to hear it.
        Tamper deaf = (fromClient, index, raw) -> fromClient ? asking.pass(true, index, raw) : List.of();
        for (Said said : new Dialogue(client, server, deaf).run().said()) {
            if (!said.fromClient() && said.raw()[0] == HandshakeType.CERTIFICATE_STATUS.value()) {
                return (CertificateStatus) MessageCodecs.read(said.raw(), MessageVersion.TLS12);
            }
        }
        return null;
    }

    private static Tamper asking(byte[] items) {
        byte[] body = new WireWriter().opaque16(Opaque.copyOf(items)).toBytes();
        return (fromClient, index, raw) -> !fromClient || index > 0 ? List.of(raw)
                : List.of(rewrite(raw, (in, out) -> {
                    out.bytes(in.opaque(34)).opaque8(in.opaque8()).opaque16(in.opaque16()).opaque8(in.opaque8());
                    extend(in, out, STATUS_REQUEST_V2, body);
                }));
    }

    @Test
    void answersToNoQuestionIn12() {
        speak("TLSv1.2");
        client.statusRequest = false;
        client.timestampRequest = false;
        assertAlert(Alert.UNSUPPORTED_EXTENSION, helloWith(STATUS_REQUEST, NOTHING));
        assertAlert(Alert.UNSUPPORTED_EXTENSION, helloWith(STATUS_REQUEST_V2, NOTHING));
        assertAlert(Alert.UNSUPPORTED_EXTENSION, helloWith(SCT, TIMESTAMPS));
        client.statusRequest = true;
        assertAlert(Alert.UNSUPPORTED_EXTENSION, helloWith(STATUS_REQUEST_V2, NOTHING));
    }

    @Test
    void answersToNoQuestionIn13() {
        speak("TLSv1.3");
        client.statusRequest = false;
        client.timestampRequest = false;
        assertAlert(Alert.UNSUPPORTED_EXTENSION, entryWith(STATUS_REQUEST, STATUS));
        assertAlert(Alert.UNSUPPORTED_EXTENSION, entryWith(SCT, TIMESTAMPS));
    }

    /** RFC 9846 section 4.3: what is known and stands in the wrong message is an illegal parameter. */
    @Test
    void wrongPlacesIn13() {
        speak("TLSv1.3");
        assertAlert(Alert.ILLEGAL_PARAMETER, entryWith(STATUS_REQUEST_V2, NOTHING));
        assertAlert(Alert.ILLEGAL_PARAMETER, helloWith(STATUS_REQUEST, NOTHING));
        assertAlert(Alert.ILLEGAL_PARAMETER, helloWith(SCT, TIMESTAMPS));
        assertAlert(Alert.UNEXPECTED_MESSAGE, behind(HandshakeType.CERTIFICATE, message(RESPONSE)));
    }

    @Test
    void twice() {
        speak("TLSv1.2");
        assertAlert(Alert.ILLEGAL_PARAMETER, both(helloWith(SCT, TIMESTAMPS), helloWith(SCT, TIMESTAMPS)));
        assertAlert(Alert.ILLEGAL_PARAMETER, both(helloWith(STATUS_REQUEST, NOTHING),
                helloWith(STATUS_REQUEST, NOTHING)));
        server.credentials = TestSettings.stapling(server.credentials, RESPONSE);
        assertAlert(Alert.UNEXPECTED_MESSAGE, behind(HandshakeType.CERTIFICATE_STATUS, message(RESPONSE)));
        speak("TLSv1.3");
        assertAlert(Alert.ILLEGAL_PARAMETER, entryWith(STATUS_REQUEST, STATUS));
        assertAlert(Alert.ILLEGAL_PARAMETER, both(entryWith(SCT, TIMESTAMPS), entryWith(SCT, TIMESTAMPS)));
    }

    /** RFC 6066 section 8: CertificateStatus comes behind Certificate, and only where ServerHello announced it. */
    @Test
    void atTheWrongTimeIn12() {
        speak("TLSv1.2");
        byte[] status = message(RESPONSE);
        assertAlert(Alert.UNEXPECTED_MESSAGE, behind(HandshakeType.CERTIFICATE, status));
        assertAlert(Alert.UNEXPECTED_MESSAGE, behind(HandshakeType.SERVER_HELLO, status));
        assertAlert(Alert.UNEXPECTED_MESSAGE, behind(HandshakeType.SERVER_KEY_EXCHANGE, status));
        assertAlert(Alert.UNEXPECTED_MESSAGE, behind(HandshakeType.SERVER_HELLO_DONE, status));
        server.credentials = TestSettings.stapling(server.credentials, RESPONSE);
        assertAlert(Alert.UNEXPECTED_MESSAGE, behind(HandshakeType.SERVER_HELLO, status));
        assertAlert(Alert.UNEXPECTED_MESSAGE, behind(HandshakeType.SERVER_KEY_EXCHANGE, status));
    }

    /** RFC 6066 section 8: a server that announced a CertificateStatus may leave it out; the transcript then tells. */
    @Test
    void leftOutIn12() {
        speak("TLSv1.2");
        server.credentials = TestSettings.stapling(server.credentials, RESPONSE);
        assertAlert(Alert.DECRYPT_ERROR, replacing(HandshakeType.CERTIFICATE_STATUS, raw -> null));
    }

    @Test
    void cutAndMisshapen() {
        speak("TLSv1.2");
        server.credentials = TestSettings.stapling(server.credentials, RESPONSE);
        byte[] status = message(RESPONSE);
        for (int body = 0; body < status.length - MessageCodecs.HEADER; body++) {
            byte[] cut = Arrays.copyOf(status, MessageCodecs.HEADER + body);
            cut[3] = (byte) body;
            assertAlert(Alert.DECODE_ERROR, replacing(HandshakeType.CERTIFICATE_STATUS, raw -> cut));
        }
        byte[] longer = Arrays.copyOf(status, status.length + 1);
        longer[3]++;
        assertAlert(Alert.DECODE_ERROR, replacing(HandshakeType.CERTIFICATE_STATUS, raw -> longer));
        byte[] list = MessageCodecs.write(new CertificateStatus(true, List.of(RESPONSE)));
        assertAlert(Alert.ILLEGAL_PARAMETER, replacing(HandshakeType.CERTIFICATE_STATUS, raw -> list));
        byte[] otherType = status.clone();
        otherType[MessageCodecs.HEADER] = 9;
        assertAlert(Alert.ILLEGAL_PARAMETER, replacing(HandshakeType.CERTIFICATE_STATUS, raw -> otherType));
        speak("TLSv1.3");
        server.credentials = TestSettings.server(KeyKind.P256).credentials;
        for (int length = 0; length < STATUS.length; length++) {
            assertAlert(Alert.DECODE_ERROR, entryWith(STATUS_REQUEST, Arrays.copyOf(STATUS, length)));
        }
        assertAlert(Alert.ILLEGAL_PARAMETER, entryWith(STATUS_REQUEST, new byte[] {2, 0, 0, 3, 1, 2, 3}));
        for (int length = 0; length < TIMESTAMPS.length; length++) {
            assertAlert(Alert.DECODE_ERROR, entryWith(SCT, Arrays.copyOf(TIMESTAMPS, length)));
        }
        assertAlert(Alert.DECODE_ERROR, entryWith(SCT, new byte[] {0, 2, 0, 0}));
    }

    private void speak(String version) {
        client.versions = List.of(ProtocolVersion.named(version));
    }

    private void assertAlert(Alert alert, Tamper tamper) {
        Dialogue dialogue = new Dialogue(client, server, tamper).run();
        TlsFault fault = dialogue.fault();
        assertNotNull(fault, "nothing was noticed");
        assertEquals(alert, fault.fault().alert(), fault::getMessage);
        assertFalse(dialogue.bothEstablished());
    }

    private static byte[] message(Opaque response) {
        return MessageCodecs.write(new CertificateStatus(response));
    }

    // What stands between the two

    private interface Change {
        /** What is heard instead; null for nothing. */
        byte[] of(byte[] raw);
    }

    private static Tamper replacing(HandshakeType type, Change change) {
        return (fromClient, index, raw) -> {
            if (fromClient || raw.length == 0 || raw[0] != type.value()) {
                return List.of(raw);
            }
            byte[] changed = change.of(raw);
            return changed == null ? List.of() : List.of(changed);
        };
    }

    private static Tamper behind(HandshakeType type, byte[] more) {
        return (fromClient, index, raw) -> !fromClient && raw.length > 0 && raw[0] == type.value() ? List.of(raw, more)
                : List.of(raw);
    }

    private static Tamper both(Tamper first, Tamper second) {
        return (fromClient, index, raw) -> second.pass(fromClient, index, first.pass(fromClient, index, raw).get(0));
    }

    /** Adds an extension to ServerHello. */
    private static Tamper helloWith(int type, byte[] body) {
        return replacing(HandshakeType.SERVER_HELLO, raw -> rewrite(raw, (in, out) -> {
            out.bytes(in.opaque(34)).opaque8(in.opaque8()).bytes(in.opaque(3));
            extend(in, out, type, body);
        }));
    }

    /** Adds an extension to the first entry of TLS 1.3's Certificate. */
    private static Tamper entryWith(int type, byte[] body) {
        return replacing(HandshakeType.CERTIFICATE, raw -> rewrite(raw, (in, out) -> {
            out.opaque8(in.opaque8());
            WireReader list = in.vec24("certificate_list");
            int mark = out.open24();
            out.opaque24(list.opaque24());
            extend(list, out, type, body);
            out.bytes(list.rest()).close(mark);
        }));
    }

    private interface Rewriting {
        void of(WireReader in, WireWriter out) throws Exception;
    }

    private static byte[] rewrite(byte[] raw, Rewriting rewriting) {
        try {
            WireReader in = new WireReader(raw, "message");
            WireWriter out = new WireWriter(raw.length + 50);
            out.u8(in.u8());
            int mark = out.open24();
            rewriting.of(in.vec24("body"), out);
            return out.close(mark).toBytes();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void extend(WireReader in, WireWriter out, int type, byte[] body) throws Exception {
        Opaque before = in.hasMore() ? in.opaque16() : Opaque.EMPTY;
        int mark = out.open16();
        out.bytes(before).u16(type).opaque16(Opaque.copyOf(body)).close(mark);
    }
}
