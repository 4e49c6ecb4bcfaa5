package dev.handfast.handshake;

import static dev.handfast.handshake.Tampering12.clientHello;
import static dev.handfast.handshake.Tampering12.message;
import static dev.handfast.handshake.Tampering12.without;
import static dev.handfast.spec.ExtensionType.EC_POINT_FORMATS;
import static dev.handfast.spec.ExtensionType.ENCRYPT_THEN_MAC;
import static dev.handfast.spec.ExtensionType.EXTENDED_MASTER_SECRET;
import static dev.handfast.spec.ExtensionType.MAX_FRAGMENT_LENGTH;
import static dev.handfast.spec.ExtensionType.RECORD_SIZE_LIMIT;
import static dev.handfast.spec.ExtensionType.RENEGOTIATION_INFO;
import static dev.handfast.spec.ExtensionType.SUPPORTED_GROUPS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.handshake.Dialogue.Tamper;
import dev.handfast.message.CertificateRequest12;
import dev.handfast.message.ClientHello;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.KeyKind;
import dev.handfast.spec.Alert;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.Fault;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.Limits;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.SignatureScheme;
import dev.handfast.wire.Opaque;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.Cipher;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules of RFC 5246 and what extends it that no other test shows, each by its section. */
@Tag("unit")
class Tls12RulesTest extends Refusing12 {

    private static final CipherSuite CBC = CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256;

    // The client's extensions

    /** RFC 8422 section 4: curves and point formats stand only beside a suite that uses them. */
    @Test
    void curvesAreNamedBesideSuitesThatUseThem() {
        for (CipherSuite suite : List.of(DHE, RSA)) {
            client.suites = List.of(suite);
            byte[] hello = hello(true);
            assertNull(RawExtensions.bodyIn(hello, EC_POINT_FORMATS), suite + "");
            assertEquals(Set.of(0x100, 0x101, 0x102), groups(hello), suite + "");
        }
        client.groups = List.of(NamedGroup.X25519, NamedGroup.SECP256R1);
        assertNull(RawExtensions.bodyIn(hello(true), SUPPORTED_GROUPS));
        client.suites = List.of(RSA, ECDSA);
        assertEquals(Set.of(29, 23), groups(hello(true)));
        assertArrayEquals(new byte[] {1, 0}, RawExtensions.bodyIn(hello(true), EC_POINT_FORMATS));
        // TLS 1.3 needs groups, and no formats.
        client.versions = List.of(ProtocolVersion.TLS_1_3, ProtocolVersion.TLS_1_2);
        client.suites = List.of(CipherSuite.TLS_AES_128_GCM_SHA256, RSA);
        assertEquals(Set.of(29, 23), groups(hello(true)));
        assertNull(RawExtensions.bodyIn(hello(true), EC_POINT_FORMATS));
    }

    private static Set<Integer> groups(byte[] hello) {
        byte[] body = RawExtensions.bodyIn(hello, SUPPORTED_GROUPS);
        return Set
                .copyOf(IntStream.range(1, body.length / 2).map(i -> (body[2 * i] & 0xff) << 8 | body[2 * i + 1] & 0xff)
                        .boxed().toList());
    }

    // The server's extensions

    /** RFC 5246 section 7.4.1.2: a hello may end behind the compression methods, and so does the answer then. */
    @Test
    void aHelloWithoutExtensionsIsAnsweredByOneWithout() {
        use(RSA, KeyKind.RSA);
        client.secureRenegotiationRequired = false;
        server.secureRenegotiationRequired = false;
        Dialogue talked = refuse(Fault.FINISHED_WRONG, (fromClient, index, raw) -> {
            if (!fromClient || index > 0) {
                return List.of(raw);
            }
            byte[] bare = Arrays.copyOf(raw, RawExtensions.startIn(raw));
            bare[1] = 0;
            bare[2] = (byte) (bare.length - 4 >>> 8);
            bare[3] = (byte) (bare.length - 4);
            return List.of(bare);
        });
        assertEquals(Set.of(), RawExtensions.typesIn(said(talked, false)));
    }

    /** RFC 5246 section 7.4.1.4: what was not in the ClientHello is not in the ServerHello. */
    @Test
    void aServerAnswersWhatWasAskedAlone() {
        client.secureRenegotiationRequired = false;
        server.secureRenegotiationRequired = false;
        byte[] hello = hello(true);
        for (int type : RawExtensions.typesIn(said(talk(Tamper.NONE), false))) {
            Dialogue talked = talk(clientHello(without(ExtensionType.of(type))));
            byte[] answer = said(talked, false);
            assertNull(RawExtensions.bodyIn(answer, ExtensionType.of(type)), ExtensionType.of(type) + "");
            assertTrue(RawExtensions.typesIn(hello).containsAll(RawExtensions.typesIn(answer)));
        }
    }

    /** RFC 5746 section 3.6: to the extension or the suite an empty extension is the answer, and to neither none. */
    @ParameterizedTest
    @CsvSource({"true, false", "false, true", "true, true", "false, false"})
    void renegotiationInfoAnswersExtensionAndSuite(boolean extension, boolean suite) {
        server.secureRenegotiationRequired = false;
        client.secureRenegotiationRequired = false;
        Dialogue talked = talk(message(ClientHello.class, true, hello -> new ClientHello(hello.legacyVersion(),
                hello.random(), hello.sessionId(),
                suite ? List.of(ECDSA, CipherSuite.TLS_EMPTY_RENEGOTIATION_INFO_SCSV) : hello.suites(),
                hello.compressionMethods(), extension ? hello.extensions()
                        : hello.extensions().without(RENEGOTIATION_INFO))));
        assertArrayEquals(extension || suite ? new byte[] {0} : null,
                RawExtensions.bodyIn(said(talked, false), RENEGOTIATION_INFO));
    }

    /** RFC 7366 section 3: it is answered where the suite has a MAC, and not for AEADs. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void encryptThenMacIsAnsweredForCbcAlone(boolean cbc) {
        client.suites = List.of(CBC, ECDSA);
        server.suites = List.of(cbc ? CBC : ECDSA);
        Dialogue talked = talk(Tamper.NONE);
        assertTrue(talked.bothEstablished());
        assertArrayEquals(new byte[0], RawExtensions.bodyIn(said(talked, true), ENCRYPT_THEN_MAC));
        assertArrayEquals(cbc ? new byte[0] : null, RawExtensions.bodyIn(said(talked, false), ENCRYPT_THEN_MAC));
    }

    /** RFC 7627 section 5.2: a server answers it if and only if it was sent. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void extendedMasterSecretIsAnsweredIfItWasSent(boolean sent) {
        client.extendedMasterSecret = sent;
        Dialogue talked = talk(Tamper.NONE);
        assertTrue(talked.bothEstablished());
        assertArrayEquals(sent ? new byte[0] : null, RawExtensions.bodyIn(said(talked, true), EXTENDED_MASTER_SECRET));
        assertArrayEquals(sent ? new byte[0] : null, RawExtensions.bodyIn(said(talked, false), EXTENDED_MASTER_SECRET));
    }

    /** RFC 8422 section 5.2: a server that names point formats names the uncompressed one; for suites with a curve. */
    @Test
    void aServerNamesUncompressedPoints() {
        assertArrayEquals(new byte[] {1, 0}, RawExtensions.bodyIn(hello(false), EC_POINT_FORMATS));
        use(RSA, KeyKind.RSA);
        client.suites = List.of(ECDSA, RSA);
        assertNull(RawExtensions.bodyIn(hello(false), EC_POINT_FORMATS));
    }

    /** RFC 8449 sections 4 and 5: max_fragment_length is passed over beside it, and no number is too large. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void recordSizeLimitGoesBeforeMaxFragmentLength(boolean tls13) {
        List<ProtocolVersion> versions = List.of(tls13 ? ProtocolVersion.TLS_1_3 : ProtocolVersion.TLS_1_2);
        for (TestSettings side : List.of(client, server)) {
            side.versions = versions;
            side.suites = CipherSuite.usable();
        }
        client.maxFragmentLength = 512;
        client.recordSizeLimit = 1000;
        server.recordSizeLimit = 2000;
        HandshakeType answering = tls13 ? HandshakeType.ENCRYPTED_EXTENSIONS : HandshakeType.SERVER_HELLO;
        Dialogue talked = talk(Tamper.NONE);
        assertTrue(talked.bothEstablished());
        byte[] answer = said(talked, false, answering);
        assertArrayEquals(new byte[] {7, (byte) 0xd0}, RawExtensions.bodyIn(answer, RECORD_SIZE_LIMIT));
        assertNull(RawExtensions.bodyIn(answer, MAX_FRAGMENT_LENGTH));
        int inside = tls13 ? 1 : 0;
        assertEquals(1000 - inside, talked.serverSession().peerRecordLimit());
        assertEquals(2000 - inside, talked.clientSession().peerRecordLimit());
        // Finished shows that the hello was changed; until then nobody minds.
        for (int large : new int[] {Limits.PLAINTEXT + 2, 0xffff}) {
            Dialogue beyond = talk(RawExtensions.in(HandshakeType.CLIENT_HELLO, true, all -> all.set(
                    RECORD_SIZE_LIMIT, body -> new byte[] {(byte) (large >>> 8), (byte) large})));
            assertTrue(beyond.said().stream().anyMatch(said -> !said.fromClient()), "refused " + large);
            assertEquals(Alert.DECRYPT_ERROR, beyond.fault().alert(), () -> beyond.fault().toString());
        }
    }

    // Suites and alerts

    /** RFC 5246 appendix A.5: without a cipher, and without authentication. */
    @ParameterizedTest
    @ValueSource(ints = {0x0000, 0x0001, 0x0002, 0x003b, 0x0018, 0x001b, 0x0034, 0x003a, 0x006c, 0x00a6, 0xc006, 0xc010,
        0xc015, 0xc018})
    void noSuiteIsWithoutCipherOrAuthentication(int suite) {
        assertFalse(CipherSuite.usable().contains(CipherSuite.of(suite)));
        refuse(Fault.NO_COMMON_SUITE, message(ClientHello.class, true, hello -> new ClientHello(hello.legacyVersion(),
                hello.random(), hello.sessionId(), List.of(CipherSuite.of(suite)), hello.compressionMethods(),
                hello.extensions())));
    }

    /** RFC 5246 section 7.2.2: alerts that are reserved, of which no fault is the reason. */
    @Test
    void alertsOfThePastAreNotSent() {
        for (Fault fault : EnumSet.allOf(Fault.class)) {
            assertFalse(Stream.of(Alert.DECRYPTION_FAILED, Alert.NO_CERTIFICATE, Alert.EXPORT_RESTRICTION,
                    Alert.DECOMPRESSION_FAILURE).anyMatch(alert -> alert.equals(fault.alert())), fault::name);
        }
    }

    // Messages

    /** RFC 5246 section 7.4.7.1: the version that the client offered stands in its premaster secret. */
    @Test
    void thePremasterSecretSaysWhatTheClientOffered() throws GeneralSecurityException {
        use(RSA, KeyKind.RSA);
        client.versions = List.of(ProtocolVersion.TLS_1_3, ProtocolVersion.TLS_1_2);
        Dialogue talked = talk(Tamper.NONE);
        assertTrue(talked.bothEstablished());
        byte[] sent = said(talked, true, HandshakeType.CLIENT_KEY_EXCHANGE);
        Cipher decryption = Cipher.getInstance("RSA/ECB/PKCS1Padding");
        decryption.init(Cipher.DECRYPT_MODE, Credentials.shared().server(KeyKind.RSA).key());
        byte[] premaster = decryption.doFinal(sent, 6, sent.length - 6);
        assertEquals(48, premaster.length);
        assertArrayEquals(Arrays.copyOfRange(hello(true), 4, 6), Arrays.copyOf(premaster, 2));
    }

    /** RFC 5246 sections 7.4.4 and 7.4.6: of another type, or for other schemes, no certificate is shown. */
    @Test
    void theClientsKeyIsOfTheTypesAskedFor() {
        mutual();
        byte rsa = (byte) CertificateRequest12.RSA_SIGN;
        byte ecdsa = (byte) CertificateRequest12.ECDSA_SIGN;
        List<SignatureScheme> all = server.schemes;
        assertTrue(shows(all, rsa, ecdsa));
        assertTrue(shows(all, ecdsa));
        assertFalse(shows(all, rsa));
        assertFalse(shows(all, (byte) 2, (byte) 3));
        assertTrue(shows(List.of(SignatureScheme.ECDSA_SECP521R1_SHA512), ecdsa));
        assertFalse(shows(List.of(SignatureScheme.RSA_PKCS1_SHA256, SignatureScheme.ED25519), rsa, ecdsa));
    }

    private boolean shows(List<SignatureScheme> schemes, byte... types) {
        Dialogue talked = talk(message(CertificateRequest12.class, false,
                request -> new CertificateRequest12(Opaque.copyOf(types), schemes, request.authorities())));
        byte[] certificate = said(talked, true, HandshakeType.CERTIFICATE);
        return certificate.length > 4 + 3;
    }

    /** RFC 8449 section 4: no smaller limit may be sent, and none above the protocol's. */
    @ParameterizedTest
    @ValueSource(ints = {-1, 1, 63, Limits.PLAINTEXT + 1, 0xffff})
    void noLimitIsSentThatMayNotBe(int limit) {
        client.recordSizeLimit = limit;
        assertThrows(IllegalArgumentException.class, client::build);
    }

    private byte[] hello(boolean ofClient) {
        return said(talk(Tamper.NONE), ofClient);
    }

    private static byte[] said(Dialogue talked, boolean byClient) {
        return said(talked, byClient, byClient ? HandshakeType.CLIENT_HELLO : HandshakeType.SERVER_HELLO);
    }

    private static byte[] said(Dialogue talked, boolean byClient, HandshakeType type) {
        return talked.said().stream().filter(said -> said.fromClient() == byClient
                && RawExtensions.isOf(type, said.raw())).findFirst().orElseThrow().raw();
    }
}
