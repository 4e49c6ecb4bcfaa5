package dev.handfast.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.HandfastProvider;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.Identity;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.session.jcache.LogLines;
import dev.handfast.tls.Ends.Kind;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** What contexts can do beyond JSSE, and how they are built. */
@Tag("unit")
class TlsContextTest {

    private static final Identity SERVER = Credentials.shared().server(KeyKind.P256);

    @TempDir
    private Path directory;

    private static TlsContextBuilder builder() {
        return TlsContext.builder(JsseStack.HANDFAST.provider());
    }

    private static TlsContextBuilder server() throws Exception {
        return builder().keyStore(SERVER.keyStore(), Identity.PASSWORD.toCharArray());
    }

    private static TlsContextBuilder client() throws Exception {
        return builder().trustStore(Identity.trustStore(List.of(Credentials.shared().root())));
    }

    @Test
    void aContextIsFoundAgain() throws Exception {
        SSLContext context = client().build();
        assertSame(TlsContext.of(context), TlsContext.of(context));
    }

    @Test
    void onlyOursIsBuilt() {
        assertThrows(IllegalArgumentException.class, () -> TlsContext.builder(JsseStack.SUN.provider()));
        assertTrue(assertThrows(IllegalStateException.class, TlsContext::builder).getMessage()
                .contains(HandfastProvider.class.getName()));
    }

    /** What is left out is as in a context without code; what is named changes nothing besides. */
    @ParameterizedTest
    @ValueSource(strings = {"nothing", "protocols", "suites", "groups", "schemes", "parameters"})
    void whatIsNotNamedIsAsWithoutABuilder(String named) throws Exception {
        SSLContext plain = JsseStack.HANDFAST.context(SERVER);
        TlsContextBuilder builder = server();
        SSLParameters usual = plain.getDefaultSSLParameters();
        TlsContextBuilder ready = switch (named) {
            case "protocols" -> builder.protocols(usual.getProtocols());
            case "suites" -> builder.cipherSuites(usual.getCipherSuites());
            case "groups" -> builder.namedGroups("X25519MLKEM768", "x25519", "secp256r1");
            case "schemes" -> builder.signatureSchemes("ecdsa_secp256r1_sha256", "rsa_pss_rsae_sha256");
            case "parameters" -> builder.defaults(new TlsParameters());
            default -> builder;
        };
        SSLContext built = ready.build();
        for (boolean client : new boolean[] {true, false}) {
            SSLEngine expected = plain.createSSLEngine();
            SSLEngine actual = built.createSSLEngine();
            expected.setUseClientMode(client);
            actual.setUseClientMode(client);
            for (Method getter : SSLParameters.class.getMethods()) {
                boolean isNamed = named.equals("groups") && getter.getName().equals("getNamedGroups")
                        || named.equals("schemes") && getter.getName().equals("getSignatureSchemes");
                if (getter.getName().startsWith("get") && getter.getParameterCount() == 0 && !isNamed
                        && getter.getDeclaringClass() == SSLParameters.class) {
                    assertEquals(text(getter.invoke(expected.getSSLParameters())),
                            text(getter.invoke(actual.getSSLParameters())), getter.getName());
                }
            }
        }
        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
            assertEquals(agreed(plain, version), agreed(built, version));
        }
    }

    private static String text(Object value) {
        return value instanceof Object[] array ? List.of(array).toString() : String.valueOf(value)
                .replaceAll("@[0-9a-f]+", "");
    }

    /** The suite that a server takes if the client has the suites the other way round. */
    private static String agreed(SSLContext server, String version) throws Exception {
        EnginePair pair = EnginePair.of(client().build(), server).protocol(version);
        List<String> suites = new ArrayList<>(List.of(pair.client().engine().getEnabledCipherSuites()));
        Collections.reverse(suites);
        SSLParameters parameters = pair.client().engine().getSSLParameters();
        parameters.setCipherSuites(suites.toArray(new String[0]));
        pair.client().engine().setSSLParameters(parameters);
        pair.handshake();
        return pair.server().engine().getSession().getCipherSuite();
    }

    @ParameterizedTest
    @CsvSource({"ENGINES, TLSv1.3", "ENGINES, TLSv1.2", "SOCKETS, TLSv1.3", "SOCKETS, TLSv1.2"})
    void handshakesAreCounted(Kind kind, String version) throws Exception {
        SSLContext client = client().protocols(version).build();
        SSLContext server = server().build();
        assertEquals(new TlsCounters(0, 0, Map.of(), 0, 0, 0, 0), TlsContext.of(client).counters());
        for (int i = 0; i < 3; i++) {
            try (Ends ends = kind.of(client, server, new SSLParameters())) {
                ends.handshake();
                assertEquals(i, ends.send(false, i));
                assertEquals(version, ends.clientSession().getProtocol());
            }
        }
        for (SSLContext context : List.of(client, server)) {
            TlsCounters counters = TlsContext.of(context).counters();
            assertEquals(1, counters.fullHandshakes());
            assertEquals(2, counters.resumedHandshakes());
            assertEquals(Map.of(), counters.failedHandshakes());
            assertTrue(counters.clientSessions() + counters.serverSessions() > 0);
            assertTrue(counters.clientSessionBytes() + counters.serverSessionBytes() > 500);
            assertEquals(context == client, counters.clientSessions() > 0);
        }
    }

    @Test
    void failuresAreCountedOnceByFault() throws Exception {
        SSLContext stranger = builder().trustStore(
                Identity.trustStore(List.of(Credentials.shared().unknownCa().root()))).build();
        SSLContext server = server().build();
        EnginePair pair = EnginePair.of(stranger, server);
        assertThrows(SSLException.class, pair::handshake);
        pair.wrap(pair.client());
        assertThrows(SSLException.class, pair::settle);
        for (SSLContext context : List.of(stranger, server)) {
            TlsCounters counters = TlsContext.of(context).counters();
            assertEquals(1, counters.allFailedHandshakes(), () -> context.getProvider() + " " + counters);
            assertEquals(0, counters.fullHandshakes());
        }
        SSLEngine abandoned = server.createSSLEngine();
        abandoned.setUseClientMode(false);
        abandoned.beginHandshake();
        assertThrows(SSLException.class, abandoned::closeInbound);
        assertEquals(1, TlsContext.of(server).counters().failedHandshakes().get("PEER_CLOSED_EARLY"));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void defaultsCountForConnectionsThatSetNothing(Kind kind) throws Exception {
        TlsParameters parameters = new TlsParameters();
        parameters.setNamedGroups(new String[] {"secp256r1"});
        parameters.setApplicationProtocols(new String[] {"h2"});
        parameters.setProtocols(new String[] {"TLSv1.2"});
        SSLContext client = client().defaults(parameters).build();
        SSLContext server = server().defaults(parameters).build();
        assertArrayEquals(new String[] {"h2"}, client.getDefaultSSLParameters().getApplicationProtocols());
        try (Ends ends = kind.of(client, server, new SSLParameters()).handshake()) {
            assertEquals("secp256r1", ends.client().namedGroup());
            assertEquals(List.of("secp256r1"), ends.server().peerGroups());
            assertEquals("TLSv1.2", ends.clientSession().getProtocol());
        }
        TlsContext.of(client).setDefaults(Kind.protocol("TLSv1.3"));
        TlsContext.of(server).setDefaults(Kind.protocol("TLSv1.3"));
        assertArrayEquals(new String[] {"TLSv1.3"}, client.createSSLEngine().getEnabledProtocols());
        assertThrows(IllegalArgumentException.class,
                () -> TlsContext.of(client).setDefaults(Kind.protocol("TLSv9")));
    }

    @Test
    void everySettingOfTheBuilderReachesTheContext() throws Exception {
        byte[] secret = new byte[32];
        secret[0] = 1;
        Path log = directory.resolve("keys.log");
        MapStore store = new MapStore();
        System.setProperty("jdk.tls.server.enableSessionTicketExtension", "false");
        SSLContext one;
        SSLContext other;
        SSLContext labelled;
        try {
            one = server().ticketSecrets(() -> List.of(secret)).store(store, store).maxEarlyData(100).keyLog(log)
                    .build();
            other = server().ticketSecrets(() -> List.of(secret)).store(store, store).maxEarlyData(100).build();
            labelled = server().ticketSecrets(() -> List.of(secret)).store(store, store).label("other").build();
        } finally {
            System.clearProperty("jdk.tls.server.enableSessionTicketExtension");
        }
        SSLContext client = client().build();
        assertFalse(connect(client, one));
        assertTrue(Files.readString(log).contains("SERVER_TRAFFIC_SECRET_0"));
        assertFalse(store.entries.isEmpty());
        assertTrue(connect(client, other), "by the secret and the store of both");
        assertFalse(connect(client, labelled));
        connect(client, one);
        byte[] request = {1, 2, 3};
        EnginePair early = EnginePair.of(client, other);
        EarlyData offered = TlsConnection.of(early.client().engine()).earlyData();
        offered.offer();
        early.wrap(early.client());
        assertTrue(offered.mayWrite());
        for (ByteBuffer source = ByteBuffer.wrap(request); source.hasRemaining();) {
            assertTrue(early.wrap(early.client(), source).bytesProduced() > 0);
        }
        early.handshake();
        assertEquals(EarlyData.Status.ACCEPTED, offered.status());
        assertArrayEquals(request, early.server().received());
        assertEquals(1, store.uses.size());
    }

    private static boolean connect(SSLContext client, SSLContext server) throws Exception {
        EnginePair pair = EnginePair.of(client, server).handshake();
        pair.send(pair.server(), new byte[1]);
        return TlsSession.of(pair.client().engine().getSession()).isResumed();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aStoreThatFailsCostsAFullHandshake(boolean blocks) throws Exception {
        System.setProperty("handfast.session.storeMillis", "200");
        System.setProperty("jdk.tls.server.enableSessionTicketExtension", "false");
        String logger = blocks ? "dev.handfast.session.jcache.Outages" : "dev.handfast.session.jcache.SafeCalls";
        try (LogLines log = new LogLines(logger, "MapStore")) {
            MapStore store = new MapStore();
            store.blocks = blocks;
            byte[] secret = new byte[32];
            secret[0] = 1;
            SSLContext server = server().ticketSecrets(() -> List.of(secret)).store(store, store).build();
            SSLContext client = client().build();
            assertFalse(connect(client, server));
            assertTrue(connect(client, server));
            store.fails = true;
            assertFalse(connect(client, server));
            assertFalse(connect(client, server));
            assertEquals(1, log.all().size(), () -> log.all().toString());
        } finally {
            System.clearProperty("handfast.session.storeMillis");
            System.clearProperty("jdk.tls.server.enableSessionTicketExtension");
        }
    }

    @Test
    void aStoreThatHangsCostsItsPatienceOnce() throws Exception {
        System.setProperty("handfast.session.storeMillis", "200");
        System.setProperty("jdk.tls.server.enableSessionTicketExtension", "false");
        MapStore store = new MapStore();
        try {
            SSLContext server = server().store(store, store).build();
            SSLContext client = client().build();
            assertFalse(connect(client, server));
            store.hanging = new CountDownLatch(1);
            assertFalse(connect(client, server));
        } finally {
            store.hanging.countDown();
            System.clearProperty("handfast.session.storeMillis");
            System.clearProperty("jdk.tls.server.enableSessionTicketExtension");
        }
    }

    @Test
    void whatMeansNothingIsRefused() throws Exception {
        assertThrows(IllegalArgumentException.class, () -> client().maxEarlyData(-1).build());
        assertThrows(IllegalArgumentException.class, () -> client().protocols("TLSv9").build());
        assertThrows(NullPointerException.class, () -> client().label(null));
        assertThrows(NullPointerException.class, () -> client().store(null, ReplayGuard.NONE));
        assertNull(new TlsParameters().getMaxEarlyData());
    }

    /** A factory takes it, as SunJSSE's does; who builds a context would learn of it with the first connection. */
    @Test
    void aTrustStoreThatTrustsNobodyIsNamed() throws Exception {
        KeyStore empty = KeyStore.getInstance("PKCS12");
        empty.load(null, null);
        for (JsseStack stack : List.of(JsseStack.HANDFAST, JsseStack.SUN)) {
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX", stack.provider());
            factory.init(empty);
            X509TrustManager manager = (X509TrustManager) factory.getTrustManagers()[0];
            assertEquals(0, manager.getAcceptedIssuers().length);
            assertThrows(Exception.class, () -> manager.checkServerTrusted(
                    SERVER.chain().toArray(new X509Certificate[0]), "UNKNOWN"));
        }
        empty.setEntry("secret", new KeyStore.SecretKeyEntry(new SecretKeySpec(new byte[32], "AES")),
                new KeyStore.PasswordProtection(new char[] {'x'}));
        String text = assertThrows(KeyStoreException.class, () -> builder().trustStore(empty)).getMessage();
        assertEquals("the trust store, of type PKCS12, has 1 entries, none of them a trusted certificate: every peer"
                + " would be refused", text);
        assertThrows(NullPointerException.class, () -> builder().trustStore(null));
    }

    @Test
    void aKeyStoreThatCannotBeReadIsRefusedAtOnce() {
        assertThrows(UnrecoverableKeyException.class, () -> builder().keyStore(SERVER.keyStore(), "x".toCharArray()));
        assertThrows(NullPointerException.class, () -> builder().keyStore((KeyStore) null, new char[0]));
    }

    /** A store and a guard of an application's. */
    private static final class MapStore implements SessionStore, ReplayGuard {

        private final Map<ByteBuffer, byte[]> entries = new ConcurrentHashMap<>();
        private final Set<ByteBuffer> uses = ConcurrentHashMap.newKeySet();
        private volatile boolean blocks = true;
        private volatile boolean fails;
        private volatile CountDownLatch hanging = new CountDownLatch(0);

        private ByteBuffer key(byte[] id) {
            try {
                hanging.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            if (fails) {
                throw new IllegalStateException("out of order");
            }
            return ByteBuffer.wrap(id.clone());
        }

        @Override
        public boolean put(byte[] id, byte[] sealed, long expiresAt) {
            entries.put(key(id), sealed.clone());
            return true;
        }

        @Override
        public byte[] get(byte[] id) {
            return entries.get(key(id));
        }

        @Override
        public byte[] take(byte[] id) {
            return entries.remove(key(id));
        }

        @Override
        public void remove(byte[] id) {
            entries.remove(key(id));
        }

        @Override
        public boolean mayBlock() {
            return blocks;
        }

        @Override
        public byte[] scope() {
            return new byte[] {1};
        }

        @Override
        public boolean firstUse(byte[] scope, byte[] use, long expiresAt) {
            return scope.length == 1 && uses.add(key(use));
        }
    }
}
