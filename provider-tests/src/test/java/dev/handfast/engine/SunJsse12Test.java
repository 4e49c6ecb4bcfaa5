package dev.handfast.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.handshake.HandshakeConfig.ClientAuthentication;
import dev.handfast.handshake.TestSettings;
import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.Identity;
import dev.handfast.peers.KeyKind;
import dev.handfast.spec.Alert;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.CipherSuite.Authentication;
import dev.handfast.spec.CipherSuite.KeyAgreement;
import dev.handfast.spec.Fault;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

/** TLS 1.2 with SunJSSE on the other side, for all that its security properties leave enabled. */
@Tag("unit")
class SunJsse12Test {

    private static final int MAX_STEPS = 1000;
    private static final Map<Identity, SSLContext> CONTEXTS = new HashMap<>();

    private final ByteBuffer toEngine = ByteBuffer.allocate(1 << 17);
    private final ByteBuffer fromEngine = ByteBuffer.allocate(1 << 17);
    private final ByteBuffer received = ByteBuffer.allocate(1 << 17);

    /** Suite, the server's key, the client's key or null, whether SunJSSE is the client. */
    static Stream<Arguments> common() throws Exception {
        Set<String> theirs = Set.of(supported());
        List<Arguments> all = new ArrayList<>();
        for (CipherSuite suite : CipherSuite.usable()) {
            for (KeyKind key : KeyKind.values()) {
                if (suite.isFor(ProtocolVersion.TLS_1_2) && theirs.contains(suite.toString()) && fits(suite, key)) {
                    boolean odd = all.size() / 2 % 2 == 1;
                    all.add(Arguments.of(suite, key, null, odd));
                    all.add(Arguments.of(suite, key, key, !odd));
                }
            }
        }
        return all.stream();
    }

    private static String[] supported() throws Exception {
        SSLContext context = SSLContext.getInstance("TLSv1.2", "SunJSSE");
        context.init(null, null, null);
        return context.getSupportedSSLParameters().getCipherSuites();
    }

    private static boolean fits(CipherSuite suite, KeyKind key) {
        if (suite.agreement() == KeyAgreement.RSA) {
            return key == KeyKind.RSA;
        }
        return key.isRsa() == (suite.authentication() == Authentication.BY_RSA);
    }

    @ParameterizedTest
    @MethodSource("common")
    void bothUnderstandEachOther(CipherSuite suite, KeyKind key, KeyKind clientKey, boolean sunIsClient)
            throws Exception {
        ProtocolConnection ours = new ProtocolConnection(ours(suite, key, clientKey, !sunIsClient).build());
        SSLEngine engine = theirs(suite, key, clientKey, sunIsClient);
        handshake(ours, engine);
        assertNotNull(ours.session(), "established");
        assertEquals(suite.toString(), engine.getSession().getCipherSuite());
        assertEquals(suite, ours.session().suite());
        byte[] data = new byte[30_000];
        Arrays.fill(data, (byte) 7);
        ByteBuffer src = ByteBuffer.wrap(data);
        while (src.hasRemaining()) {
            ours.write(new ByteBuffer[] {src}, 0, 1, toEngine);
        }
        pump(ours, engine);
        assertArrayEquals(data, Arrays.copyOf(received.array(), received.position()));
        ByteBuffer back = ByteBuffer.wrap(data);
        while (back.hasRemaining()) {
            engine.wrap(back, fromEngine);
        }
        ByteBuffer all = ByteBuffer.allocate(data.length);
        while (fromEngine.position() > 0) {
            all.put(Pair.read(ours, fromEngine));
        }
        assertArrayEquals(data, all.array());
    }

    private static TestSettings ours(CipherSuite suite, KeyKind key, KeyKind clientKey, boolean client) {
        TestSettings ours = client ? TestSettings.client() : TestSettings.server(key);
        ours.versions = List.of(ProtocolVersion.TLS_1_2);
        ours.suites = List.of(suite);
        if (clientKey != null && client) {
            ours.credentials = TestSettings.chooser(Credentials.shared().client(clientKey));
        } else if (clientKey != null) {
            ours.clientAuthentication = ClientAuthentication.NEEDED;
        }
        return ours;
    }

    private static SSLEngine theirs(CipherSuite suite, KeyKind key, KeyKind clientKey, boolean client)
            throws Exception {
        Identity identity = !client ? Credentials.shared().server(key)
                : clientKey == null ? null : Credentials.shared().client(clientKey);
        SSLContext context = CONTEXTS.get(identity);
        if (context == null) {
            context = context(identity);
            CONTEXTS.put(identity, context);
        }
        SSLEngine engine = context.createSSLEngine("localhost", 443);
        engine.setUseClientMode(client);
        SSLParameters parameters = new SSLParameters(new String[] {suite.toString()}, new String[] {"TLSv1.2"});
        parameters.setNeedClientAuth(!client && clientKey != null);
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** With a key, or without one if {@code identity} is null. Key stores take long to make. */
    private static SSLContext context(Identity identity) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX", "SunJSSE");
        keys.init(identity == null ? null : identity.keyStore(),
                identity == null ? null : Identity.PASSWORD.toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX", "SunJSSE");
        trust.init(Identity.trustStore(List.of(Credentials.shared().root())));
        SSLContext context = SSLContext.getInstance("TLSv1.2", "SunJSSE");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    @Test
    @PublishedAttack(id = "CVE-2009-3555", victim = "TLS", kind = AttackKind.STATES,
            what = "renegotiation: a prefix of the attacker's is taken for the client's")
    void aRenegotiationOfTheClientsIsRefused() throws Exception {
        CipherSuite suite = CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256;
        ProtocolConnection ours = new ProtocolConnection(ours(suite, KeyKind.RSA, null, false).build());
        SSLEngine engine = theirs(suite, KeyKind.RSA, null, true);
        handshake(ours, engine);
        engine.beginHandshake();
        refuse(ours, engine);
    }

    @Test
    @PublishedAttack(id = "CVE-2009-3555", victim = "TLS", kind = AttackKind.STATES,
            what = "renegotiation: a prefix of the attacker's is taken for the client's")
    void aRenegotiationOfTheServersIsRefused() throws Exception {
        CipherSuite suite = CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256;
        ProtocolConnection ours = new ProtocolConnection(ours(suite, KeyKind.RSA, null, true).build());
        SSLEngine engine = theirs(suite, KeyKind.RSA, null, false);
        handshake(ours, engine);
        engine.beginHandshake();
        refuse(ours, engine);
    }

    /** SunJSSE takes the warning for the end of the connection; this side has nothing against going on. */
    private void refuse(ProtocolConnection ours, SSLEngine engine) throws TlsFault, SSLException {
        try {
            pump(ours, engine);
        } catch (SSLException refused) {
            assertTrue(refused.getMessage().contains(Alert.NO_RENEGOTIATION.toString()), refused.toString());
        }
        assertTrue(ours.failure() == null || ours.failure().fault() == Fault.PEER_ALERT, () -> "" + ours.failure());
        assertFalse(ours.isHandshaking());
    }

    private void handshake(ProtocolConnection ours, SSLEngine engine) throws Exception {
        ours.begin();
        engine.beginHandshake();
        pump(ours, engine);
    }

    /** Moves bytes until neither side has anything left to do. */
    private void pump(ProtocolConnection ours, SSLEngine engine) throws TlsFault, SSLException {
        for (int i = 0; i < MAX_STEPS; i++) {
            boolean moved = Pair.step(ours, toEngine, fromEngine);
            if (!moved && !step(engine)) {
                return;
            }
        }
        throw new AssertionError("no end after " + MAX_STEPS + " steps");
    }

    private boolean step(SSLEngine engine) throws SSLException {
        HandshakeStatus status = engine.getHandshakeStatus();
        if (status == HandshakeStatus.NEED_TASK) {
            engine.getDelegatedTask().run();
            return true;
        }
        if (status == HandshakeStatus.NEED_WRAP) {
            engine.wrap(ByteBuffer.allocate(0), fromEngine);
            return true;
        }
        if (toEngine.position() == 0 || engine.isInboundDone()) {
            return false;
        }
        toEngine.flip();
        try {
            int before = toEngine.position();
            engine.unwrap(toEngine, received);
            return toEngine.position() > before || engine.getHandshakeStatus() != status;
        } finally {
            toEngine.compact();
        }
    }
}
