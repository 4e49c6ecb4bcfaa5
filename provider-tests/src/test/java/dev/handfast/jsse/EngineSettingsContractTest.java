package dev.handfast.jsse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Credentials;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.JsseRow;
import dev.handfast.peers.KeyKind;
import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.security.cert.CertificateException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link SSLEngine} and {@link SSLParameters} promise about settings; SunJSSE is the oracle. */
@ParameterizedClass
@MethodSource("dev.handfast.peers.JsseRow#all")
@Tag("contract")
class EngineSettingsContractTest {

    @Parameter
    JsseRow row;

    @Test
    void wantAndNeedExcludeEachOther() {
        SSLEngine engine = row.pair().server().engine();
        assertFalse(engine.getNeedClientAuth() || engine.getWantClientAuth());
        engine.setNeedClientAuth(true);
        assertTrue(engine.getNeedClientAuth() && !engine.getWantClientAuth());
        engine.setWantClientAuth(true);
        assertTrue(engine.getWantClientAuth() && !engine.getNeedClientAuth());
        assertTrue(engine.getSSLParameters().getWantClientAuth());
        engine.setWantClientAuth(false);
        assertFalse(engine.getNeedClientAuth() || engine.getWantClientAuth());
        SSLParameters parameters = new SSLParameters();
        parameters.setNeedClientAuth(true);
        engine.setSSLParameters(parameters);
        assertTrue(engine.getNeedClientAuth());
    }

    @Test
    void neededClientCertificateArrives() throws Exception {
        EnginePair pair = row.pairWithClientIdentity();
        pair.server().engine().setNeedClientAuth(true);
        pair.handshake();
        assertEquals(Credentials.shared().client(KeyKind.P256).certificate(),
                pair.server().engine().getSession().getPeerCertificates()[0]);
        assertEquals("CN=client-P256", pair.server().engine().getSession().getPeerPrincipal().getName());
        assertEquals("CN=client-P256", pair.client().engine().getSession().getLocalPrincipal().getName());
    }

    @Test
    void neededClientCertificateMissingFails() {
        EnginePair pair = row.pair();
        pair.server().engine().setNeedClientAuth(true);
        assertThrows(SSLHandshakeException.class, pair::handshake);
        assertTrue(pair.server().finished() == 0);
    }

    @Test
    void wantedClientCertificateMayBeMissing() throws Exception {
        EnginePair pair = row.pair();
        pair.server().engine().setWantClientAuth(true);
        pair.handshake();
        assertThrows(SSLPeerUnverifiedException.class,
                () -> pair.server().engine().getSession().getPeerCertificates());
    }

    @Test
    void anUntrustedClientCertificateFails() {
        EnginePair pair = EnginePair.of(row.stack().context(List.of(Credentials.shared().unknownCa()),
                List.of(Credentials.shared().root())), row.server()).protocol(row.version());
        pair.server().engine().setNeedClientAuth(true);
        assertThrows(SSLHandshakeException.class, pair::handshake);
        assertEquals(0, pair.server().finished());
    }

    @Test
    void serverNameReachesTheServer() throws Exception {
        EnginePair pair = row.pair();
        SSLParameters parameters = pair.client().engine().getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName("www.handfast.test")));
        pair.client().engine().setSSLParameters(parameters);
        pair.handshake();
        List<SNIServerName> expected = List.of(new SNIHostName("www.handfast.test"));
        assertEquals(expected, requestedNames(pair.server().engine()));
        assertEquals(expected, requestedNames(pair.client().engine()));
    }

    @Test
    void peerHostBecomesTheServerNameAndAddressesDoNot() throws Exception {
        SSLContext client = row.client();
        for (String host : List.of("www.handfast.test", "127.0.0.1")) {
            SSLEngine engine = client.createSSLEngine(host, 443);
            engine.setUseClientMode(true);
            SSLEngine server = row.server().createSSLEngine();
            server.setUseClientMode(false);
            new EnginePair(engine, server).protocol(row.version()).handshake();
            assertEquals(host.startsWith("www") ? List.of(new SNIHostName(host)) : List.of(), requestedNames(server));
            assertEquals(host, engine.getPeerHost());
            assertEquals(443, engine.getPeerPort());
        }
    }

    private static List<SNIServerName> requestedNames(SSLEngine engine) {
        return ((ExtendedSSLSession) engine.getSession()).getRequestedServerNames();
    }

    @Test
    void matchersDecideOnTheServerName() throws Exception {
        for (boolean match : new boolean[] {true, false}) {
            EnginePair pair = row.pair();
            SSLParameters client = pair.client().engine().getSSLParameters();
            client.setServerNames(List.of(new SNIHostName(match ? "www.handfast.test" : "www.example.test")));
            pair.client().engine().setSSLParameters(client);
            SSLParameters server = pair.server().engine().getSSLParameters();
            SNIMatcher matcher = SNIHostName.createSNIMatcher("(.*\\.)?handfast\\.test");
            server.setSNIMatchers(List.of(matcher));
            pair.server().engine().setSSLParameters(server);
            if (match) {
                pair.handshake();
            } else {
                SSLException fault = assertThrows(SSLException.class, pair::handshake);
                assertTrue(fault.getMessage().toLowerCase().contains("server name")
                        || fault.getMessage().toLowerCase().contains("unrecognized"), fault.getMessage());
            }
        }
    }

    @Test
    void applicationProtocolIsTheServersFirstChoice() throws Exception {
        EnginePair pair = row.pair();
        assertNull(pair.client().engine().getApplicationProtocol());
        setProtocols(pair.client().engine(), "http/1.1", "h2");
        setProtocols(pair.server().engine(), "h2", "http/1.1");
        pair.handshake();
        assertEquals("h2", pair.client().engine().getApplicationProtocol());
        assertEquals("h2", pair.server().engine().getApplicationProtocol());
    }

    @Test
    void applicationProtocolIsEmptyWhenOnlyOneSideHasAList() throws Exception {
        for (boolean onClient : new boolean[] {true, false}) {
            EnginePair pair = row.pair();
            setProtocols((onClient ? pair.client() : pair.server()).engine(), "h2");
            pair.handshake();
            assertEquals("", pair.client().engine().getApplicationProtocol());
            assertEquals("", pair.server().engine().getApplicationProtocol());
        }
    }

    @Test
    void noCommonApplicationProtocolFails() {
        EnginePair pair = row.pair();
        setProtocols(pair.client().engine(), "spdy/3");
        setProtocols(pair.server().engine(), "h2");
        assertThrows(SSLHandshakeException.class, pair::handshake);
    }

    @Test
    void theSelectorChoosesTheApplicationProtocol() throws Exception {
        AtomicReference<String> during = new AtomicReference<>();
        EnginePair pair = row.pair();
        setProtocols(pair.client().engine(), "h2", "http/1.1");
        setProtocols(pair.server().engine(), "h2");
        pair.server().engine().setHandshakeApplicationProtocolSelector((engine, offered) -> {
            assertEquals(List.of("h2", "http/1.1"), offered);
            during.set(engine.getHandshakeSession().getProtocol());
            return "http/1.1";
        });
        pair.handshake();
        assertEquals(row.version(), during.get());
        assertEquals("http/1.1", pair.client().engine().getApplicationProtocol());
        assertEquals("http/1.1", pair.server().engine().getApplicationProtocol());
    }

    @Test
    void theSelectorMayChooseNoneOrRefuse() throws Exception {
        EnginePair none = row.pair();
        setProtocols(none.client().engine(), "h2");
        none.server().engine().setHandshakeApplicationProtocolSelector((engine, offered) -> "");
        none.handshake();
        assertEquals("", none.client().engine().getApplicationProtocol());
        assertEquals("", none.server().engine().getApplicationProtocol());

        EnginePair refused = row.pair();
        setProtocols(refused.client().engine(), "h2");
        refused.server().engine().setHandshakeApplicationProtocolSelector((engine, offered) -> null);
        assertThrows(SSLHandshakeException.class, refused::handshake);
    }

    private static void setProtocols(SSLEngine engine, String... protocols) {
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setApplicationProtocols(protocols);
        engine.setSSLParameters(parameters);
    }

    @Test
    void parametersComeBackAsTheyWereSet() {
        SSLEngine engine = row.pair().server().engine();
        AlgorithmConstraints constraints = new NoMd5();
        SSLParameters set = engine.getSSLParameters();
        String[] suites = Arrays.copyOf(set.getCipherSuites(), 2);
        set.setCipherSuites(suites);
        set.setProtocols(new String[] {row.version()});
        set.setEndpointIdentificationAlgorithm("HTTPS");
        set.setAlgorithmConstraints(constraints);
        set.setUseCipherSuitesOrder(false);
        set.setEnableRetransmissions(false);
        set.setMaximumPacketSize(12_345);
        set.setApplicationProtocols(new String[] {"a", "b"});
        set.setServerNames(List.of(new SNIHostName("www.handfast.test")));
        set.setSNIMatchers(List.of(SNIHostName.createSNIMatcher(".*")));
        set.setWantClientAuth(true);
        engine.setSSLParameters(set);
        set.setApplicationProtocols(new String[] {"changed"});

        SSLParameters got = engine.getSSLParameters();
        assertNotSame(got, engine.getSSLParameters());
        assertArrayEquals(suites, got.getCipherSuites());
        assertArrayEquals(new String[] {row.version()}, got.getProtocols());
        assertEquals("HTTPS", got.getEndpointIdentificationAlgorithm());
        assertEquals(constraints, got.getAlgorithmConstraints());
        assertFalse(got.getUseCipherSuitesOrder());
        assertFalse(got.getEnableRetransmissions());
        assertEquals(12_345, got.getMaximumPacketSize());
        assertArrayEquals(new String[] {"a", "b"}, got.getApplicationProtocols());
        assertEquals(List.of(new SNIHostName("www.handfast.test")), got.getServerNames());
        assertEquals(1, got.getSNIMatchers().size());
        assertTrue(got.getWantClientAuth());
    }

    @Test
    void enabledSuitesAndProtocolsAreCheckedAndCopied() {
        SSLEngine engine = row.pair().client().engine();
        assertThrows(IllegalArgumentException.class, () -> engine.setEnabledCipherSuites(null));
        assertThrows(IllegalArgumentException.class, () -> engine.setEnabledCipherSuites(new String[] {"TLS_NO_SUCH"}));
        assertThrows(IllegalArgumentException.class, () -> engine.setEnabledCipherSuites(new String[] {null}));
        assertThrows(IllegalArgumentException.class, () -> engine.setEnabledProtocols(null));
        assertThrows(IllegalArgumentException.class, () -> engine.setEnabledProtocols(new String[] {"TLSv9"}));
        assertThrows(IllegalArgumentException.class, () -> engine.setEnabledProtocols(new String[] {null}));
        assertArrayEquals(new String[] {row.version()}, engine.getEnabledProtocols());

        String[] suites = engine.getEnabledCipherSuites();
        String first = suites[0];
        suites[0] = "changed";
        assertEquals(first, engine.getEnabledCipherSuites()[0]);
        assertTrue(List.of(engine.getSupportedCipherSuites()).containsAll(List.of(engine.getEnabledCipherSuites())));
        assertTrue(List.of(engine.getSupportedProtocols()).containsAll(List.of("TLSv1.3", "TLSv1.2")));
    }

    @Test
    void enabledSuitesDecideTheSuite() throws Exception {
        List<String> suites = row.is13() ? List.of("TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256")
                : List.of("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256");
        for (String suite : suites) {
            EnginePair pair = row.pair();
            pair.client().engine().setEnabledCipherSuites(new String[] {suite});
            pair.handshake();
            assertEquals(suite, pair.client().engine().getSession().getCipherSuite());
            assertEquals(suite, pair.server().engine().getSession().getCipherSuite());
        }
    }

    @Test
    void noCommonSuiteFails() {
        EnginePair pair = row.pair();
        pair.client().engine().setEnabledCipherSuites(new String[] {
            row.is13() ? "TLS_AES_256_GCM_SHA384" : "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"});
        pair.server().engine().setEnabledCipherSuites(new String[] {
            row.is13() ? "TLS_AES_128_GCM_SHA256" : "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"});
        assertThrows(SSLHandshakeException.class, pair::handshake);
    }

    @Test
    void theServersSuiteOrderCountsUnlessTurnedOff() throws Exception {
        String first = row.is13() ? "TLS_AES_128_GCM_SHA256" : "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";
        String second = row.is13() ? "TLS_AES_256_GCM_SHA384" : "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384";
        for (boolean serverOrder : new boolean[] {true, false}) {
            EnginePair pair = row.pair();
            pair.client().engine().setEnabledCipherSuites(new String[] {first, second});
            pair.server().engine().setEnabledCipherSuites(new String[] {second, first});
            SSLParameters parameters = pair.server().engine().getSSLParameters();
            parameters.setUseCipherSuitesOrder(serverOrder);
            pair.server().engine().setSSLParameters(parameters);
            pair.handshake();
            assertEquals(serverOrder ? second : first, pair.server().engine().getSession().getCipherSuite());
        }
    }

    @Test
    void withoutSessionCreationNothingNewIsMade() {
        for (boolean onClient : new boolean[] {true, false}) {
            EnginePair pair = row.pair();
            SSLEngine engine = (onClient ? pair.client() : pair.server()).engine();
            assertTrue(engine.getEnableSessionCreation());
            engine.setEnableSessionCreation(false);
            assertFalse(engine.getEnableSessionCreation());
            Exception fault = assertThrows(Exception.class, pair::handshake);
            // SunJSSE of JDK 17, as server, loses the exception and stops
            assertTrue(fault instanceof SSLException || !row.isHandfast() && !onClient, fault.toString());
            assertEquals(0, pair.client().finished());
        }
    }

    @Test
    void endpointIdentificationComparesTheHost() throws Exception {
        for (String host : List.of("localhost", "127.0.0.1", "elsewhere.example")) {
            SSLEngine client = row.client().createSSLEngine(host, 443);
            client.setUseClientMode(true);
            SSLEngine server = row.server().createSSLEngine();
            server.setUseClientMode(false);
            SSLParameters parameters = client.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            client.setSSLParameters(parameters);
            EnginePair pair = new EnginePair(client, server).protocol(row.version());
            if (host.equals("elsewhere.example")) {
                SSLHandshakeException fault = assertThrows(SSLHandshakeException.class, pair::handshake);
                assertInstanceOf(CertificateException.class, fault.getCause());
                assertTrue(fault.getMessage().contains("elsewhere.example"), fault.getMessage());
            } else {
                pair.handshake();
            }
        }
    }

    @Test
    void expiredCertificatesAreNamedAsSuch() {
        EnginePair pair = EnginePair.of(row.client(), row.stack().context(Credentials.shared().expired()))
                .protocol(row.version());
        SSLHandshakeException fault = assertThrows(SSLHandshakeException.class, pair::handshake);
        assertInstanceOf(CertificateException.class, fault.getCause());
    }

    @Test
    void contextsAnswerWithTheirParameters() {
        SSLContext context = row.client();
        assertTrue(List.of(context.getDefaultSSLParameters().getProtocols()).contains(row.version()));
        assertTrue(List.of(context.getSupportedSSLParameters().getCipherSuites())
                .containsAll(List.of(context.getDefaultSSLParameters().getCipherSuites())));
        assertEquals(row.stack().provider(), context.getProvider());
    }

    /** Constraints that refuse MD5. */
    private static final class NoMd5 implements AlgorithmConstraints {
        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, String algorithm, AlgorithmParameters parameters) {
            return !algorithm.contains("MD5");
        }

        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, Key key) {
            return true;
        }

        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, String algorithm, Key key,
                AlgorithmParameters parameters) {
            return !algorithm.contains("MD5");
        }
    }
}
