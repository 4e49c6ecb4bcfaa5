package dev.handfast.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Credentials;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.Identity;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.peers.SystemProperties;
import dev.handfast.tls.Ends.Kind;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLKeyException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** What engines and sockets can do beyond JSSE, on both sides and in both versions. */
@Tag("unit")
class TlsConnectionTest {

    private static final List<String> SCHEMES = List.of("ecdsa_secp256r1_sha256", "ecdsa_secp384r1_sha384",
            "rsa_pkcs1_sha256");
    private static final String LABEL = "EXPERIMENTAL-handfast-test";

    @ParameterizedTest
    @CsvSource({"ENGINES, TLSv1.3", "ENGINES, TLSv1.2", "SOCKETS, TLSv1.3", "SOCKETS, TLSv1.2"})
    void bothSidesExportTheSame(Kind kind, String version) throws Exception {
        byte[] context = "about this".getBytes(StandardCharsets.US_ASCII);
        try (Ends ends = kind.of(version)) {
            assertThrows(IllegalStateException.class, () -> ends.client().exportKeyingMaterial(LABEL, null, 32));
            ends.handshake();
            byte[] exported = ends.client().exportKeyingMaterial(LABEL, context, 48);
            assertEquals(48, exported.length);
            assertArrayEquals(exported, ends.server().exportKeyingMaterial(LABEL, context, 48));
            assertFalse(Arrays.equals(exported, ends.client().exportKeyingMaterial(LABEL + "2", context, 48)));
            byte[] none = ends.client().exportKeyingMaterial(LABEL, null, 48);
            byte[] empty = ends.client().exportKeyingMaterial(LABEL, new byte[0], 48);
            assertEquals(version.equals("TLSv1.3"), Arrays.equals(none, empty), "RFC 9846 section 7.5");
            assertThrows(IllegalArgumentException.class, () -> ends.client().exportKeyingMaterial("", null, 1));
            assertThrows(IllegalArgumentException.class, () -> ends.client().exportKeyingMaterial(null, null, 1));
            assertThrows(IllegalArgumentException.class, () -> ends.client().exportKeyingMaterial(LABEL, null, 0));
        }
    }

    @ParameterizedTest
    @CsvSource({"ENGINES, TLSv1.3", "ENGINES, TLSv1.2", "SOCKETS, TLSv1.3", "SOCKETS, TLSv1.2"})
    void bothSidesAreBoundToTheSame(Kind kind, String version) throws Exception {
        SSLContext client = JsseStack.HANDFAST.context(null);
        SSLContext server = JsseStack.HANDFAST.context(Credentials.shared().server(KeyKind.P256));
        byte[] before = null;
        for (boolean resumed : new boolean[] {false, true}) {
            try (Ends ends = kind.of(client, server, Kind.protocol(version))) {
                ends.handshake();
                // The tickets of TLS 1.3 come behind the handshake.
                assertEquals(7, ends.send(false, 7));
                if (kind == Kind.ENGINES) {
                    assertEquals(resumed, ends.client().session().isResumed());
                }
                for (ChannelBinding binding : ChannelBinding.values()) {
                    if (binding == ChannelBinding.TLS_UNIQUE && version.equals("TLSv1.3")) {
                        String refused = assertThrows(IllegalStateException.class,
                                () -> ends.client().channelBinding(binding)).getMessage();
                        assertTrue(refused.contains("tls-exporter"), refused);
                    } else {
                        byte[] bound = ends.client().channelBinding(binding);
                        assertArrayEquals(bound, ends.server().channelBinding(binding), binding.registeredName());
                        assertEquals(binding == ChannelBinding.TLS_UNIQUE ? 12 : 32, bound.length);
                    }
                }
                byte[] unique = ends.client().channelBinding(ChannelBinding.TLS_EXPORTER);
                assertFalse(Arrays.equals(before, unique));
                before = unique;
                assertArrayEquals(unique,
                        ends.client().exportKeyingMaterial("EXPORTER-Channel-Binding", new byte[0], 32));
            }
        }
    }

    /** RFC 7627 section 5.4; SunJSSE refuses since Java 25, where it exports. */
    @ParameterizedTest
    @CsvSource({"ENGINES, true", "ENGINES, false", "SOCKETS, true", "SOCKETS, false"})
    void withoutExtendedMasterSecretNothingIsExported(Kind kind, boolean ofClient) throws Exception {
        Identity own = Credentials.shared().server(KeyKind.P256);
        SSLContext client = without(ofClient, () -> JsseStack.HANDFAST.context(null));
        SSLContext server = without(!ofClient, () -> JsseStack.HANDFAST.context(own));
        for (int connections = 0; connections < 2; connections++) {
            try (Ends ends = kind.of(client, server, Kind.protocol("TLSv1.2"))) {
                ends.handshake();
                assertNothingIsExported(ends.client(), ends.clientSession());
                assertNothingIsExported(ends.server(), ends.serverSession());
            }
        }
    }

    private static SSLContext without(boolean extension, Callable<SSLContext> made) throws Exception {
        return SystemProperties.with(extension ? Map.of("jdk.tls.useExtendedMasterSecret", "false") : Map.of(), made);
    }

    private static void assertNothingIsExported(TlsConnection connection, SSLSession session) throws Exception {
        assertThrows(IllegalStateException.class, () -> connection.exportKeyingMaterial(LABEL, null, 32));
        for (ChannelBinding binding : List.of(ChannelBinding.TLS_EXPORTER, ChannelBinding.TLS_UNIQUE)) {
            String refused = assertThrows(IllegalStateException.class, () -> connection.channelBinding(binding))
                    .getMessage();
            assertTrue(refused.contains("RFC 7627"), refused);
        }
        Method data = session.getClass().getMethod("exportKeyingMaterialData", String.class, byte[].class, int.class);
        Method key = session.getClass().getMethod("exportKeyingMaterialKey", String.class, String.class, byte[].class,
                int.class);
        assertInstanceOf(SSLKeyException.class, assertThrows(InvocationTargetException.class,
                () -> data.invoke(session, LABEL, null, 32)).getCause());
        assertInstanceOf(SSLKeyException.class, assertThrows(InvocationTargetException.class,
                () -> key.invoke(session, "AES", LABEL, null, 32)).getCause());
    }

    @ParameterizedTest
    @CsvSource({"RSA, SHA256withRSA, SHA-256", "RSA, SHA384withRSA, SHA-384", "EC, SHA384withECDSA, SHA-384",
        "EC, SHA512withECDSA, SHA-512", "RSA, SHA512withRSAandMGF1, SHA-512"})
    void theEndPointIsTheCertificatesHash(String key, String signature, String hash) throws Exception {
        EnginePair pair = selfSigned(key, signature);
        byte[] certificate = pair.client().engine().getSession().getPeerCertificates()[0].getEncoded();
        for (EnginePair.Side side : List.of(pair.client(), pair.server())) {
            assertArrayEquals(MessageDigest.getInstance(hash).digest(certificate),
                    TlsConnection.of(side.engine()).channelBinding(ChannelBinding.TLS_SERVER_END_POINT));
        }
    }

    @Test
    void aSignatureWithoutHashHasNoEndPoint() throws Exception {
        EnginePair pair = selfSigned("Ed25519", "Ed25519");
        String refused = assertThrows(IllegalStateException.class, () -> TlsConnection.of(pair.client().engine())
                .channelBinding(ChannelBinding.TLS_SERVER_END_POINT)).getMessage();
        assertTrue(refused.contains("Ed25519") && refused.contains("RFC 5929"), refused);
    }

    private static JcaContentSignerBuilder signer(String signature) {
        JcaContentSignerBuilder builder = new JcaContentSignerBuilder(signature);
        // The JDK has another name for RSASSA-PSS.
        return signature.contains("MGF1") ? builder.setProvider(new BouncyCastleProvider()) : builder;
    }

    private static EnginePair selfSigned(String key, String signature) throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance(key).generateKeyPair();
        X500Name name = new X500Name("CN=localhost");
        long now = System.currentTimeMillis();
        X509Certificate certificate = new JcaX509CertificateConverter().getCertificate(
                new JcaX509v3CertificateBuilder(name, BigInteger.ONE, new Date(now - 60_000),
                        new Date(now + 3_600_000), name, keys.getPublic())
                        .build(signer(signature).build(keys.getPrivate())));
        return EnginePair.of(JsseStack.HANDFAST.context(List.of(), List.of(certificate)), JsseStack.HANDFAST.context(
                new Identity("self", keys.getPrivate(), List.of(certificate)))).handshake();
    }

    @Test
    void withoutExtendedMasterSecretThereIsNoBindingToTheConnection() throws Exception {
        System.setProperty("jdk.tls.useExtendedMasterSecret", "false");
        SSLContext old;
        try {
            old = JsseStack.HANDFAST.context(null);
        } finally {
            System.clearProperty("jdk.tls.useExtendedMasterSecret");
        }
        EnginePair pair = EnginePair.of(old, JsseStack.HANDFAST.context(Credentials.shared().server(KeyKind.P256)))
                .protocol("TLSv1.2").handshake();
        for (EnginePair.Side side : List.of(pair.client(), pair.server())) {
            TlsConnection connection = TlsConnection.of(side.engine());
            assertFalse(connection.session().hasExtendedMasterSecret());
            for (ChannelBinding binding : List.of(ChannelBinding.TLS_UNIQUE, ChannelBinding.TLS_EXPORTER)) {
                assertTrue(assertThrows(IllegalStateException.class, () -> connection.channelBinding(binding))
                        .getMessage().contains("RFC 7627"));
            }
            assertEquals(32, connection.channelBinding(ChannelBinding.TLS_SERVER_END_POINT).length);
        }
    }

    @ParameterizedTest
    @CsvSource({"ENGINES, true", "ENGINES, false", "SOCKETS, true", "SOCKETS, false"})
    void keysChangeOnDemand(Kind kind, boolean byClient) throws Exception {
        try (Ends ends = kind.of("TLSv1.3")) {
            TlsConnection changing = byClient ? ends.client() : ends.server();
            assertThrows(IllegalStateException.class, () -> changing.updateKeys(true));
            ends.handshake();
            for (boolean peerToo : new boolean[] {false, true}) {
                for (int i = 0; i < 3; i++) {
                    changing.updateKeys(peerToo);
                    assertEquals(i, ends.send(byClient, i));
                    assertEquals(i + 10, ends.send(!byClient, i + 10));
                }
            }
        }
    }

    @Test
    void anEngineAsksToWrapAKeyUpdate() throws Exception {
        try (Ends ends = Kind.ENGINES.of("TLSv1.3").handshake()) {
            EnginePair pair = ((Ends.Engines) ends).pair();
            ends.client().updateKeys(false);
            assertEquals(HandshakeStatus.NEED_WRAP, pair.client().engine().getHandshakeStatus());
            pair.settle();
            assertEquals(HandshakeStatus.NOT_HANDSHAKING, pair.client().engine().getHandshakeStatus());
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void keysOfTls12DoNotChange(Kind kind) throws Exception {
        try (Ends ends = kind.of("TLSv1.2").handshake()) {
            assertThrows(IllegalStateException.class, () -> ends.client().updateKeys(true));
            assertEquals(1, ends.send(true, 1));
        }
    }

    @ParameterizedTest
    @CsvSource({"ENGINES, TLSv1.3", "ENGINES, TLSv1.2", "SOCKETS, TLSv1.3", "SOCKETS, TLSv1.2"})
    void groupsAndSchemesAreTold(Kind kind, String version) throws Exception {
        TlsParameters parameters = new TlsParameters();
        parameters.setProtocols(new String[] {version});
        parameters.setNamedGroups(new String[] {"secp384r1", "secp256r1"});
        parameters.setSignatureSchemes(SCHEMES.toArray(new String[0]));
        try (Ends ends = kind.of(JsseStack.HANDFAST.context(null),
                JsseStack.HANDFAST.context(Credentials.shared().server(KeyKind.P256)), parameters)) {
            assertNull(ends.client().namedGroup());
            assertEquals(List.of(), ends.server().peerGroups());
            ends.handshake();
            for (TlsConnection end : List.of(ends.client(), ends.server())) {
                assertEquals("secp384r1", end.namedGroup());
                assertEquals("secp384r1", end.session().namedGroup());
                assertFalse(end.session().isResumed());
                assertTrue(end.session().hasExtendedMasterSecret());
            }
            assertEquals(List.of("secp384r1", "secp256r1"), ends.server().peerGroups());
            assertEquals(List.of("secp384r1", "secp256r1"), ends.server().session().peerGroups());
            assertEquals(SCHEMES, ends.server().peerSignatureSchemes());
            assertEquals("ecdsa_secp256r1_sha256", ends.client().session().peerSignatureScheme());
            assertEquals("ecdsa_secp256r1_sha256", ends.server().session().localSignatureScheme());
            assertEquals(ends.clientSession().getCreationTime(),
                    ends.client().session().authenticatedAt().toEpochMilli());
            assertEquals(ends.client().session(), TlsSession.of(ends.clientSession()));
        }
    }

    @Test
    void othersAreRefusedByName() throws Exception {
        SSLContext foreign = JsseStack.SUN.context(null);
        assertRefuses("SSLEngineImpl", () -> TlsConnection.of(foreign.createSSLEngine()));
        assertRefuses("SSLSessionImpl", () -> TlsSession.of(foreign.createSSLEngine().getSession()));
        assertRefuses("SunJSSE", () -> TlsContext.of(foreign));
        try (SSLSocket socket = (SSLSocket) foreign.getSocketFactory().createSocket();
                SSLServerSocket ignored = (SSLServerSocket) foreign.getServerSocketFactory().createServerSocket()) {
            assertRefuses("SSLSocketImpl", () -> TlsConnection.of(socket));
        }
        TlsConnection ours = TlsConnection.of(JsseStack.HANDFAST.context(null).createSSLEngine("localhost", 1));
        assertRefuses("SSLSessionImpl", () -> ours.resume(foreign.createSSLEngine().getSession()));
    }

    private static void assertRefuses(String named, org.junit.jupiter.api.function.Executable call) {
        String said = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(said.contains("Handfast") && said.contains(named), said);
    }
}
