package dev.handfast.handshake;

import static dev.handfast.spec.ExtensionType.COOKIE;
import static dev.handfast.spec.ExtensionType.OID_FILTERS;
import static dev.handfast.spec.ExtensionType.STATUS_REQUEST_V2;
import static dev.handfast.spec.ExtensionType.SUPPORTED_GROUPS;
import static dev.handfast.spec.HandshakeType.CERTIFICATE;
import static dev.handfast.spec.HandshakeType.CERTIFICATE_REQUEST;
import static dev.handfast.spec.HandshakeType.CERTIFICATE_VERIFY;
import static dev.handfast.spec.HandshakeType.CLIENT_HELLO;
import static dev.handfast.spec.HandshakeType.ENCRYPTED_EXTENSIONS;
import static dev.handfast.spec.HandshakeType.FINISHED;
import static dev.handfast.spec.HandshakeType.NEW_SESSION_TICKET;
import static dev.handfast.spec.HandshakeType.SERVER_HELLO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.auth.SchemeRules;
import dev.handfast.handshake.Dialogue.Said;
import dev.handfast.handshake.Dialogue.Tamper;
import dev.handfast.handshake.HandshakeConfig.ClientAuthentication;
import dev.handfast.message.Certificate13;
import dev.handfast.message.CertificateEntry;
import dev.handfast.message.HandshakeMessage;
import dev.handfast.message.MessageCodecs;
import dev.handfast.message.MessageVersion;
import dev.handfast.message.ServerHello;
import dev.handfast.message.ext.CertificateStatusEntry;
import dev.handfast.message.ext.Extensions;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.KeyKind;
import dev.handfast.session.ServerSessions.Rules;
import dev.handfast.spec.Alert;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.Fault;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.SignatureScheme;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Bytes;
import dev.handfast.wire.Opaque;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules of RFC 9846 for single messages that no other test shows, each by its section. */
@Tag("unit")
class HandshakeRulesTest {

    /** Where a random stands in a hello: behind header and version. */
    private static final int RANDOM_AT = 4 + 2;
    private static final ExtensionType NOBODYS = ExtensionType.of(0x4000);

    private final TestSettings client = TestSettings.client();
    private final TestSettings server = TestSettings.server();

    /** RFC 9846 section 4.2.3: a server's random is its own, in TLS 1.2 too but for the mark at its end. */
    @Test
    void randomsAreFreshAndIndependent() {
        Set<Opaque> randoms = new HashSet<>();
        for (int i = 0; i < 4; i++) {
            client.versions = List.of(i < 2 ? ProtocolVersion.TLS_1_3 : ProtocolVersion.TLS_1_2);
            for (byte[] hello : List.of(said(talk(Tamper.NONE), true, CLIENT_HELLO).get(0),
                    said(talk(Tamper.NONE), false, SERVER_HELLO).get(0))) {
                randoms.add(Opaque.copyOf(Arrays.copyOfRange(hello, RANDOM_AT, RANDOM_AT + 24)));
            }
        }
        assertEquals(8, randoms.size());
    }

    /** RFC 9846 section 4.2.4: the suite of a retry was offered, and its version is that of ServerHello. */
    @Test
    void aRetryKeepsToOfferedSuitesAndToItsVersion() {
        server.groups = List.of(NamedGroup.SECP256R1);
        refused(Fault.SUITE_NOT_OFFERED, Alert.ILLEGAL_PARAMETER, changing(false, SERVER_HELLO, 0, raw -> {
            int sessionId = RANDOM_AT + 32;
            return ByteBuffer.wrap(raw.clone()).putShort(sessionId + 1 + raw[sessionId], (short) 0x1399).array();
        }));
        refused(Fault.VERSION_NOT_OFFERED, Alert.ILLEGAL_PARAMETER, changing(false, SERVER_HELLO, 1,
                raw -> MessageCodecs.write(new ServerHello(ProtocolVersion.TLS_1_2,
                        Opaque.copyOf(Arrays.copyOfRange(raw, RANDOM_AT, RANDOM_AT + 32)), Opaque.EMPTY,
                        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, 0, Extensions.NONE))));
    }

    /** RFC 9846 section 4.3.2. */
    @Test
    void cookiesAreOfOneConnection() {
        server.groups = List.of(NamedGroup.SECP256R1);
        for (int i = 0; i < 2; i++) {
            List<byte[]> hellos = said(talk(Tamper.NONE), true, CLIENT_HELLO);
            assertEquals(2, hellos.size());
            assertNull(RawExtensions.bodyIn(hellos.get(0), COOKIE));
            assertNotNull(RawExtensions.bodyIn(hellos.get(1), COOKIE));
        }
    }

    /** RFC 9846 sections 4.3.5 and 4.4.2: the request is taken, and only the signature shows that it was changed. */
    @Test
    void extensionsOfARequestThatAreNotUnderstoodArePassedOver() {
        mutual();
        refused(Fault.SIGNATURE_INVALID, Alert.DECRYPT_ERROR, RawExtensions.in(CERTIFICATE_REQUEST, false,
                all -> all.add(NOBODYS, (byte) 1)));
        refused(Fault.SIGNATURE_INVALID, Alert.DECRYPT_ERROR, RawExtensions.in(CERTIFICATE_REQUEST, false,
                all -> all.add(OID_FILTERS, filters((byte) 6, (byte) 3, (byte) 0x55, (byte) 0x1d, (byte) 15))));
    }

    /** One filter for a certificate extension of any value. */
    private static byte[] filters(byte... oid) {
        return ByteBuffer.allocate(2 + 1 + oid.length + 2).putShort((short) (1 + oid.length + 2))
                .put((byte) oid.length).put(oid).putShort((short) 0).array();
    }

    /** RFC 9846 section 4.7.1: the ticket is kept all the same. */
    @Test
    void extensionsOfATicketThatAreNotKnownArePassedOver() {
        Resuming resuming = new Resuming(Resuming.Kind.PSK);
        resuming.sessions.clients.of("other").discard();
        Dialogue talked = resuming.talk(RawExtensions.in(NEW_SESSION_TICKET, false, all -> all.add(NOBODYS, (byte) 1)));
        assertNull(talked.fault());
        assertTrue(talked.bothEstablished());
        assertEquals(1, resuming.sessions.clients.size());
    }

    /** RFC 9846 section 4.7.1: ticket_age_add, behind the lifetime. */
    @Test
    void agesOfTicketsAreHiddenByNewNumbers() {
        Resuming resuming = new Resuming(Resuming.Kind.PSK);
        Set<Integer> added = new HashSet<>();
        for (int i = 0; i < 4; i++) {
            added.add(ByteBuffer.wrap(said(resuming.talk(Tamper.NONE), false, NEW_SESSION_TICKET).get(0)).getInt(8));
        }
        assertEquals(4, added.size());
    }

    /** RFC 9846 section 4.7.1: 604800 seconds. */
    @Test
    void ticketsLastSevenDaysAtMost() {
        Resuming resuming = new Resuming(Resuming.Kind.PSK);
        resuming.sessions.rules = new Rules(true, 1000, 1, 604_800);
        byte[] ticket = said(resuming.talk(Tamper.NONE), false, NEW_SESSION_TICKET).get(0);
        assertEquals(604_800, ByteBuffer.wrap(ticket).getInt(4));
        assertThrows(IllegalArgumentException.class, () -> new Rules(true, 1000, 1, 604_801));
    }

    /** RFC 9846 section 4.3.7: groups that a server tells are taken, and change nothing in this handshake. */
    @Test
    void groupsOfTheServerChangeNothing() {
        refused(Fault.SIGNATURE_INVALID, Alert.DECRYPT_ERROR, RawExtensions.in(ENCRYPTED_EXTENSIONS, false,
                all -> all.add(SUPPORTED_GROUPS, (byte) 0, (byte) 2, (byte) 0, (byte) 30)));
    }

    /** RFC 9846 sections 4.4.2 and 4.5.1: certificate_request_context is empty in a handshake. */
    @Test
    void contextsAreEmpty() {
        mutual();
        refused(Fault.CONTEXT_WRONG, Alert.ILLEGAL_PARAMETER, changing(false, CERTIFICATE_REQUEST, 0,
                HandshakeRulesTest::withContext));
        refused(Fault.CONTEXT_WRONG, Alert.ILLEGAL_PARAMETER, changing(false, CERTIFICATE, 0,
                HandshakeRulesTest::withContext));
        refused(Fault.CONTEXT_WRONG, Alert.ILLEGAL_PARAMETER, changing(true, CERTIFICATE, 0,
                HandshakeRulesTest::withContext));
    }

    private static byte[] withContext(byte[] raw) {
        return StrangeBodies.message(raw[0], Bytes.concat(new byte[] {1, 7}, Arrays.copyOfRange(raw, 5, raw.length)));
    }

    /** RFC 9846 section 4.5.1: a client staples only for a server that asks for it. */
    @Test
    void aClientsCertificateAnswersOnlyTheRequest() {
        mutual();
        refused(Fault.EXTENSION_UNSOLICITED, Alert.UNSUPPORTED_EXTENSION, changing(true, CERTIFICATE, 0, raw -> {
            Certificate13 shown = (Certificate13) read(raw);
            return MessageCodecs.write(new Certificate13(shown.context(), List.of(new CertificateEntry(
                    shown.entries().get(0).certificate(),
                    Extensions.of(new CertificateStatusEntry(Opaque.copyOf(new byte[] {1})))))));
        }));
    }

    /** RFC 9846 section 4.5.1.1: it is read, and nothing is stapled for it. */
    @Test
    void theSecondVersionOfTheStatusRequestHasNoEffect() {
        server.credentials = TestSettings.stapling(server.credentials, Opaque.copyOf(new byte[] {1, 2, 3}));
        Dialogue talked = refused(Fault.SIGNATURE_INVALID, Alert.DECRYPT_ERROR, RawExtensions.in(CLIENT_HELLO, true,
                all -> all.addFirst(STATUS_REQUEST_V2, (byte) 0, (byte) 7, (byte) 1, (byte) 0, (byte) 4, (byte) 0,
                        (byte) 0, (byte) 0, (byte) 0)));
        Certificate13 shown = (Certificate13) read(said(talked, false, CERTIFICATE).get(0));
        assertTrue(shown.entries().stream().allMatch(entry -> entry.extensions().isEmpty()));
        assertFalse(RawExtensions.typesIn(said(talked, false, ENCRYPTED_EXTENSIONS).get(0))
                .contains(STATUS_REQUEST_V2.value()));
    }

    /** RFC 9846 sections 4.3.3 and 4.5.2: SHA-1 and PKCS#1 are for certificates, even where they are enabled. */
    @ParameterizedTest
    @ValueSource(ints = {0x0201, 0x0203, 0x0401, 0x0501, 0x0601})
    void oldSchemesDoNotSignHandshakesOfTls13(int scheme) {
        client.schemes = SignatureScheme.usable();
        refused(Fault.SCHEME_NOT_OFFERED, Alert.ILLEGAL_PARAMETER, changing(false, CERTIFICATE_VERIFY, 0,
                raw -> ByteBuffer.wrap(raw.clone()).putShort(4, (short) scheme).array()));
    }

    /** RFC 9846 section 4.3.3: rsa_pss_rsae is for rsaEncryption, rsa_pss_pss for RSASSA-PSS. */
    @Test
    void eachKindOfPssHasItsKeys() {
        PublicKey rsa = Credentials.shared().server(KeyKind.RSA).certificate().getPublicKey();
        PublicKey pss = Credentials.shared().server(KeyKind.RSA_PSS).certificate().getPublicKey();
        for (SignatureScheme scheme : SignatureScheme.usable()) {
            boolean isRsae = scheme.toString().startsWith("rsa_pss_rsae");
            boolean isPss = scheme.toString().startsWith("rsa_pss_pss");
            assertEquals(isRsae, SchemeRules.fits(scheme, rsa, ProtocolVersion.TLS_1_3), scheme::toString);
            assertEquals(isPss, SchemeRules.fits(scheme, pss, ProtocolVersion.TLS_1_3), scheme::toString);
        }
    }

    /** RFC 9846 section 4.3.3: a key that says how it signs signs in no other way; its salt is the shortest. */
    @Test
    void theParametersOfAPssKeyBindItsSignatures() throws GeneralSecurityException {
        RSAPublicKey plain = (RSAPublicKey) Credentials.shared().server(KeyKind.RSA_PSS).certificate().getPublicKey();
        record Row(String hash, String mask, int salt, SignatureScheme only) {
        }
        for (Row row : List.of(new Row("SHA-256", "SHA-256", 32, SignatureScheme.RSA_PSS_PSS_SHA256),
                new Row("SHA-384", "SHA-384", 48, SignatureScheme.RSA_PSS_PSS_SHA384),
                new Row("SHA-512", "SHA-512", 64, SignatureScheme.RSA_PSS_PSS_SHA512),
                new Row("SHA-384", "SHA-384", 0, SignatureScheme.RSA_PSS_PSS_SHA384),
                new Row("SHA-384", "SHA-384", 49, null), new Row("SHA-384", "SHA-256", 48, null))) {
            PublicKey bound = KeyFactory.getInstance("RSASSA-PSS").generatePublic(new RSAPublicKeySpec(
                    plain.getModulus(), plain.getPublicExponent(), new PSSParameterSpec(row.hash, "MGF1",
                            new MGF1ParameterSpec(row.mask), row.salt, 1)));
            for (ProtocolVersion version : List.of(ProtocolVersion.TLS_1_3, ProtocolVersion.TLS_1_2)) {
                assertEquals(row.only == null ? List.of() : List.of(row.only),
                        SchemeRules.fitting(SignatureScheme.usable(), bound, version), row + " " + version);
            }
        }
    }

    /** RFC 9846 section 4.3: the table has it for RFC 9261; in a handshake it says nothing, but has to be one. */
    @Test
    void aNameMayStandInACertificateRequest() {
        mutual();
        byte[] name = {0, 4, 0, 0, 1, 'x'};
        refused(Fault.SIGNATURE_INVALID, Alert.DECRYPT_ERROR, RawExtensions.in(CERTIFICATE_REQUEST, false,
                all -> all.addFirst(ExtensionType.SERVER_NAME, name)));
        refused(Fault.EXTENSION_MALFORMED, Alert.DECODE_ERROR, RawExtensions.in(CERTIFICATE_REQUEST, false,
                all -> all.addFirst(ExtensionType.SERVER_NAME)));
    }

    /** RFC 9846 section 4.5.3: of either side. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aWrongFinishedIsADecryptError(boolean ofClient) {
        refused(Fault.FINISHED_WRONG, Alert.DECRYPT_ERROR, changing(ofClient, FINISHED, 0, raw -> {
            byte[] changed = raw.clone();
            changed[changed.length - 1] ^= 1;
            return changed;
        }));
    }

    private void mutual() {
        server.clientAuthentication = ClientAuthentication.NEEDED;
        client.credentials = TestSettings.chooser(Credentials.shared().client(KeyKind.P256));
    }

    private Dialogue talk(Tamper tamper) {
        return new Dialogue(client, server, tamper).run();
    }

    private Dialogue refused(Fault expected, Alert alert, Tamper tamper) {
        assertNull(talk(Tamper.NONE).fault(), "undisturbed");
        Dialogue talked = talk(tamper);
        assertNotNull(talked.fault(), "no fault, expected " + expected);
        assertEquals(expected, talked.fault().fault(), () -> talked.fault().toString());
        assertEquals(alert, talked.fault().alert());
        return talked;
    }

    /** Changes one of the messages of a type that a side sends, counted from 0. */
    private static Tamper changing(boolean ofClient, HandshakeType type, int which, UnaryOperator<byte[]> change) {
        int[] seen = new int[1];
        return (fromClient, index, raw) -> List.of(fromClient == ofClient && RawExtensions.isOf(type, raw)
                && seen[0]++ == which ? change.apply(raw) : raw);
    }

    private static List<byte[]> said(Dialogue talked, boolean byClient, HandshakeType type) {
        return talked.said().stream().filter(said -> said.fromClient() == byClient
                && RawExtensions.isOf(type, said.raw())).map(Said::raw).toList();
    }

    private static HandshakeMessage read(byte[] raw) {
        try {
            return MessageCodecs.read(raw, MessageVersion.TLS13);
        } catch (TlsFault e) {
            throw new AssertionError(e);
        }
    }
}
