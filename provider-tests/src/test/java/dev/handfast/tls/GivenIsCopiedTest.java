package dev.handfast.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.HandfastProvider;
import dev.handfast.jcache.JCacheStore;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.Identity;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/** What is given to the public face may be changed by the caller afterwards: nothing that was set changes with it. */
@Tag("unit")
class GivenIsCopiedTest {

    private static final Identity SERVER = Credentials.shared().server(KeyKind.P256);

    /** Gives something, changes it, and looks at what was set. */
    private interface Probe {
        void run() throws Exception;
    }

    /** All that takes something mutable and keeps it; for the others, why that need not be copied. */
    private static final Map<String, Object> TABLE = new TreeMap<>();

    static {
        TABLE.put("CertificatePeer(List)", (Probe) GivenIsCopiedTest::certificatesOfAPeer);
        TABLE.put("PeerIdentity.ofChain(List)", (Probe) GivenIsCopiedTest::certificatesOfAChain);
        TABLE.put("TlsCounters(long, long, Map, int, long, int, long)", (Probe) GivenIsCopiedTest::failuresCounted);
        TABLE.put("TlsParameters.copyOf(SSLParameters)", (Probe) GivenIsCopiedTest::parametersCopied);
        TABLE.put("TlsParameters.setNamedGroups(String[])", (Probe) GivenIsCopiedTest::namesOfParameters);
        TABLE.put("TlsParameters.setSignatureSchemes(String[])", (Probe) GivenIsCopiedTest::namesOfParameters);
        TABLE.put("TlsContext.trace(TraceKind[])", "used at once, not kept");
        TABLE.put("TlsContextBuilder.trace(TraceKind[])", (Probe) GivenIsCopiedTest::kindsOfABuilder);
        TABLE.put("TlsContext.setDefaults(SSLParameters)", (Probe) GivenIsCopiedTest::defaultsOfAContext);
        TABLE.put("TlsContextBuilder.defaults(SSLParameters)", (Probe) GivenIsCopiedTest::defaultsOfABuilder);
        TABLE.put("TlsContextBuilder.protocols(String[])", (Probe) GivenIsCopiedTest::protocolsOfABuilder);
        TABLE.put("TlsContextBuilder.cipherSuites(String[])", (Probe) GivenIsCopiedTest::namesOfABuilder);
        TABLE.put("TlsContextBuilder.namedGroups(String[])", (Probe) GivenIsCopiedTest::namesOfABuilder);
        TABLE.put("TlsContextBuilder.signatureSchemes(String[])", (Probe) GivenIsCopiedTest::namesOfABuilder);
        TABLE.put("TlsContextBuilder.signer(AsyncSigner, X509Certificate[])", (Probe) GivenIsCopiedTest::signers);
        TABLE.put("AsyncCredentials(List)", (Probe) GivenIsCopiedTest::signers);
        TABLE.put("AsyncCredentials.of(AsyncSigner, X509Certificate[])", (Probe) GivenIsCopiedTest::signers);
        TABLE.put("AsyncCredentials.and(AsyncSigner, X509Certificate[])", (Probe) GivenIsCopiedTest::signers);
        TABLE.put("AsyncCredentials$Credential(AsyncSigner, List)", (Probe) GivenIsCopiedTest::signers);
        TABLE.put("TlsContextBuilder.keyManagers(KeyManager[])", (Probe) GivenIsCopiedTest::managersOfABuilder);
        TABLE.put("TlsContextBuilder.trustManagers(TrustManager[])", (Probe) GivenIsCopiedTest::managersOfABuilder);
        TABLE.put("TlsContextBuilder.keyStore(KeyStore, char[])", (Probe) GivenIsCopiedTest::storesOfABuilder);
        TABLE.put("TlsContextBuilder.keyStore(Path, char[])", "a file's, otherwise as keyStore(KeyStore, char[])");
        TABLE.put("TlsContextBuilder.trustStore(Path, char[])", "read at once, the password is not kept");
        TABLE.put("TlsContextBuilder.trustStore(KeyStore)", (Probe) GivenIsCopiedTest::storesOfABuilder);
        TABLE.put("TicketSecretSource.keyStoreEntry(KeyStore, String, char[])", (Probe) GivenIsCopiedTest::secret);
        TABLE.put("EarlyData.offer(byte[])", (Probe) GivenIsCopiedTest::earlyData);
        TABLE.put("TlsConnection.exportKeyingMaterial(String, byte[], int)", "used at once, not kept");
        TABLE.put("AsyncTrustManager.judgeClient(List, String, SSLSession)", "called by the provider with its own");
        TABLE.put("AsyncTrustManager.judgeServer(List, String, SSLSession)", "called by the provider with its own");
        TABLE.put("AsyncReplayGuard.firstUse(byte[], byte[], long)", "called by the provider with arrays of its own");
        TABLE.put("AsyncSessionStore.get(byte[])", "called by the provider with arrays of its own");
        TABLE.put("AsyncSessionStore.put(byte[], byte[], long)", "called by the provider with arrays of its own");
        TABLE.put("AsyncSessionStore.remove(byte[])", "called by the provider with arrays of its own");
        TABLE.put("AsyncSessionStore.take(byte[])", "called by the provider with arrays of its own");
        TABLE.put("ReplayGuard.firstUse(byte[], byte[], long)", "called by the provider with arrays of its own");
        TABLE.put("SessionStore.get(byte[])", "called by the provider with arrays of its own");
        TABLE.put("SessionStore.put(byte[], byte[], long)", "called by the provider with arrays of its own");
        TABLE.put("SessionStore.remove(byte[])", "called by the provider with arrays of its own");
        TABLE.put("SessionStore.take(byte[])", "called by the provider with arrays of its own");
    }

    @Test
    void nothingThatWasGivenIsKept() throws Exception {
        for (Map.Entry<String, Object> row : TABLE.entrySet()) {
            if (row.getValue() instanceof Probe probe) {
                try {
                    probe.run();
                } catch (AssertionError | Exception e) {
                    throw new AssertionError(row.getKey(), e);
                }
            }
        }
    }

    /** A new method that takes an array, a collection, a store or parameters needs a row. */
    @Test
    void allThatTakesSomethingMutableIsInTheTable() {
        TreeSet<String> found = new TreeSet<>();
        for (Class<?> type : List.of(HandfastProvider.class, JCacheStore.class, AsyncCredentials.class,
                AsyncCredentials.Credential.class, AsyncPrivateKey.class, AsyncSigner.class, AsyncTrustManager.class,
                AsyncReplayGuard.class, AsyncSessionStore.class,
                SignatureRequest.class, CertificatePeer.class,
                ChannelBinding.class, EarlyData.class, NoPeer.class, PeerIdentity.class, PkiRules.class,
                ReplayGuard.class,
                SessionLimits.class, SessionStore.class, TicketSecretSource.class, TlsConnection.class,
                TlsContext.class,
                TraceKind.class, TlsContextBuilder.class, TlsCounters.class, TlsParameters.class, TlsSession.class)) {
            Stream.concat(Arrays.stream(type.getDeclaredMethods()), Arrays.stream(type.getDeclaredConstructors()))
                    .filter(member -> Modifier.isPublic(member.getModifiers()) && !member.isSynthetic())
                    .filter(member -> Arrays.stream(member.getParameterTypes())
                            .anyMatch(GivenIsCopiedTest::isMutable))
                    .forEach(member -> found.add(named(type, member)));
        }
        assertEquals(TABLE.keySet(), found);
    }

    private static boolean isMutable(Class<?> type) {
        return type.isArray() || Collection.class.isAssignableFrom(type) || type == Map.class
                || SSLParameters.class.isAssignableFrom(type)
                || KeyStore.class.isAssignableFrom(type);
    }

    private static String named(Class<?> type, Executable member) {
        String name = type.getName().substring(type.getPackageName().length() + 1);
        return name + (member instanceof Method ? "." + member.getName() : "") + "("
                + String.join(", ", Arrays.stream(member.getParameterTypes()).map(Class::getSimpleName).toList()) + ")";
    }

    private static void certificatesOfAPeer() {
        List<X509Certificate> given = new ArrayList<>(SERVER.chain());
        CertificatePeer peer = new CertificatePeer(given);
        given.clear();
        assertEquals(SERVER.chain(), peer.certificates());
    }

    private static void certificatesOfAChain() {
        List<X509Certificate> given = new ArrayList<>(SERVER.chain());
        PeerIdentity peer = PeerIdentity.ofChain(given);
        given.clear();
        assertEquals(SERVER.chain(), peer.certificates());
    }

    private static void failuresCounted() {
        Map<String, Long> given = new HashMap<>(Map.of("A", 1L));
        TlsCounters counters = new TlsCounters(0, 0, given, 0, 0, 0, 0);
        given.put("B", 1L);
        assertEquals(1, counters.allFailedHandshakes());
    }

    private static void namesOfParameters() {
        TlsParameters parameters = new TlsParameters();
        String[] given = {"one"};
        parameters.setNamedGroups(given);
        parameters.setSignatureSchemes(given);
        given[0] = "other";
        parameters.getNamedGroups()[0] = "other";
        parameters.getSignatureSchemes()[0] = "other";
        assertArrayEquals(new String[] {"one"}, parameters.getNamedGroups());
        assertArrayEquals(new String[] {"one"}, parameters.getSignatureSchemes());
    }

    /** Of every property that these classes have on this JDK, newer ones included. */
    private static void parametersCopied() throws Exception {
        TlsParameters given = new TlsParameters();
        Map<Method, Object> set = new HashMap<>();
        for (Method setter : TlsParameters.class.getMethods()) {
            if (setter.getName().startsWith("set") && !setter.getName().endsWith("ClientAuth")) {
                Class<?> type = setter.getParameterTypes()[0];
                setter.invoke(given, value(setter.getName(), type));
                Method getter = TlsParameters.class.getMethod(setter.getName().replaceFirst("set", "get"));
                set.put(getter, getter.invoke(given));
            }
        }
        assertTrue(set.size() >= 12, set::toString);
        TlsParameters copy = TlsParameters.copyOf(given);
        for (Map.Entry<Method, Object> property : set.entrySet()) {
            assertArrayEquals(new Object[] {comparable(property.getValue())},
                    new Object[] {comparable(property.getKey().invoke(copy))}, property.getKey().getName());
        }
        given.setNeedClientAuth(true);
        assertTrue(TlsParameters.copyOf(given).getNeedClientAuth());
        assertFalse(copy.getNeedClientAuth());
        given.setWantClientAuth(true);
        assertTrue(TlsParameters.copyOf(given).getWantClientAuth());
        assertFalse(copy.getWantClientAuth());
    }

    private static Object comparable(Object value) {
        return value instanceof Collection<?> all ? List.copyOf(all) : value;
    }

    private static Object value(String setter, Class<?> type) {
        if (type == String[].class) {
            return new String[] {setter};
        } else if (type == List.class) {
            return List.of(new SNIHostName("named.example"));
        } else if (type == Collection.class) {
            return List.of(SNIHostName.createSNIMatcher("x"));
        } else if (type == boolean.class || type == Boolean.class) {
            return setter.equals("setOffersEarlyData");
        } else if (type == int.class || type == Integer.class) {
            return 1234;
        } else if (type == String.class) {
            return setter;
        }
        return JsseStack.HANDFAST.context(null).getDefaultSSLParameters().getAlgorithmConstraints();
    }

    private static void defaultsOfAContext() throws Exception {
        SSLContext context = server().build();
        SSLParameters given = new SSLParameters();
        given.setNeedClientAuth(true);
        given.setProtocols(new String[] {"TLSv1.2"});
        TlsContext.of(context).setDefaults(given);
        given.setNeedClientAuth(false);
        given.setProtocols(new String[] {"TLSv1.3"});
        assertAsks(context);
    }

    /** One object for two contexts: clients must be asked where that was said. */
    private static void defaultsOfABuilder() throws Exception {
        SSLParameters given = new SSLParameters();
        given.setNeedClientAuth(true);
        given.setProtocols(new String[] {"TLSv1.2"});
        TlsContextBuilder asking = server().defaults(given);
        given.setNeedClientAuth(false);
        given.setProtocols(new String[] {"TLSv1.3"});
        TlsContextBuilder other = server().defaults(given);
        assertAsks(asking.build());
        assertFalse(other.build().getDefaultSSLParameters().getNeedClientAuth());
    }

    private static void assertAsks(SSLContext context) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        assertTrue(engine.getNeedClientAuth());
        assertArrayEquals(new String[] {"TLSv1.2"}, engine.getEnabledProtocols());
    }

    private static void protocolsOfABuilder() throws Exception {
        String[] given = {"TLSv1.2"};
        TlsContextBuilder builder = server().protocols(given);
        given[0] = "TLSv1.3";
        assertArrayEquals(new String[] {"TLSv1.2"}, builder.build().createSSLEngine().getEnabledProtocols());
    }

    private static void kindsOfABuilder() throws Exception {
        TraceKind[] kinds = {TraceKind.PATH};
        TlsContextBuilder server = server().trace(kinds);
        kinds[0] = TraceKind.HANDSHAKE;
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try {
            System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
            EnginePair.of(JsseStack.HANDFAST.context(null), server.build()).handshake();
        } finally {
            System.setErr(before);
        }
        assertFalse(printed.toString(StandardCharsets.UTF_8).contains("ClientHello"), printed::toString);
    }

    private static void namesOfABuilder() throws Exception {
        String[] suites = {"TLS_AES_256_GCM_SHA384"};
        String[] groups = {"secp256r1"};
        String[] schemes = {"ecdsa_secp256r1_sha256"};
        TlsContextBuilder builder = server().cipherSuites(suites).namedGroups(groups).signatureSchemes(schemes);
        suites[0] = "TLS_AES_128_GCM_SHA256";
        groups[0] = "x25519";
        schemes[0] = "ed25519";
        SSLContext context = builder.build();
        EnginePair pair = EnginePair.of(builder().trustManagers(JsseStack.HANDFAST.trustManagers(
                List.of(Credentials.shared().root()))).build(), context);
        pair.handshake();
        assertEquals("TLS_AES_256_GCM_SHA384", pair.server().engine().getSession().getCipherSuite());
        assertEquals("secp256r1", TlsConnection.of(pair.server().engine()).namedGroup());
    }

    private static void signers() throws Exception {
        AsyncSigner signer = request -> new CompletableFuture<>();
        X509Certificate[] chain = SERVER.chain().toArray(new X509Certificate[0]);
        List<X509Certificate> list = new ArrayList<>(SERVER.chain());
        AsyncCredentials.Credential credential = new AsyncCredentials.Credential(signer, list);
        List<AsyncCredentials.Credential> credentials = new ArrayList<>(List.of(credential));
        AsyncCredentials all = new AsyncCredentials(credentials);
        AsyncCredentials one = AsyncCredentials.of(signer, chain);
        AsyncCredentials two = one.and(signer, chain);
        server().signer(signer, chain);
        list.clear();
        credentials.clear();
        Arrays.fill(chain, null);
        for (AsyncCredentials each : List.of(all, one, two)) {
            for (AsyncCredentials.Credential inside : each.all()) {
                assertEquals(SERVER.chain(), inside.chain());
            }
        }
        assertEquals(1, all.all().size());
        assertEquals(1, one.all().size());
        assertEquals(2, two.all().size());
    }

    private static void managersOfABuilder() throws Exception {
        KeyManager[] keys = {JsseStack.HANDFAST.keyManagers(List.of(SERVER))[0]};
        TrustManager[] trust = {JsseStack.HANDFAST.trustManagers(List.of(Credentials.shared().root()))[0]};
        TlsContextBuilder server = builder().keyManagers(keys);
        TlsContextBuilder client = builder().trustManagers(trust);
        keys[0] = null;
        trust[0] = null;
        EnginePair.of(client.build(), server.build()).handshake();
    }

    private static void storesOfABuilder() throws Exception {
        KeyStore keys = SERVER.keyStore();
        KeyStore trust = Identity.trustStore(List.of(Credentials.shared().root()));
        char[] password = Identity.PASSWORD.toCharArray();
        TlsContextBuilder server = builder().keyStore(keys, password);
        TlsContextBuilder client = builder().trustStore(trust);
        Arrays.fill(password, 'x');
        // The key store is read for each handshake, as its documentation says.
        for (String alias : Collections.list(trust.aliases())) {
            trust.deleteEntry(alias);
        }
        EnginePair.of(client.build(), server.build()).handshake();
    }

    private static void secret() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        char[] password = "secret".toCharArray();
        byte[] secret = new byte[32];
        secret[0] = 1;
        store.setEntry("s", new KeyStore.SecretKeyEntry(new SecretKeySpec(secret, "AES")),
                new KeyStore.PasswordProtection(password));
        TicketSecretSource source = TicketSecretSource.keyStoreEntry(store, "s", password);
        store.deleteEntry("s");
        Arrays.fill(password, 'x');
        assertArrayEquals(secret, source.read().get(0));
        source.read().get(0)[0] = 2;
        assertArrayEquals(secret, source.read().get(0));
    }

    /** There is no session to resume: what was offered comes back. */
    private static void earlyData() throws Exception {
        byte[] given = {1, 2, 3};
        try (Ends ends = Ends.Kind.SOCKETS.of("TLSv1.3")) {
            ends.client().earlyData().offer(given);
            given[0] = 9;
            ends.handshake();
            assertArrayEquals(new byte[] {1, 2, 3}, ends.client().earlyData().takeRejected());
        }
    }

    private static TlsContextBuilder builder() {
        return TlsContext.builder(JsseStack.HANDFAST.provider());
    }

    private static TlsContextBuilder server() throws Exception {
        return builder().keyStore(SERVER.keyStore(), Identity.PASSWORD.toCharArray());
    }
}
