package dev.handfast.tls;

import static dev.handfast.peers.SystemProperties.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.EnginePair;
import dev.handfast.peers.JsseStack;
import dev.handfast.pki.TestLog;
import dev.handfast.pki.TestPki;
import dev.handfast.tls.PkiRules.Transparency;

import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Rules about certificates count for their context alone: two in one process differ, with one trust manager. */
@Tag("contract")
class PkiRulesTest {

    private static final TestPki ROOT = TestPki.root("CN=root");

    /** One for all contexts of this class, so that what it remembers is in common. */
    private static final TrustManager[] TRUST = JsseStack.HANDFAST.trustManagers(List.of(ROOT.certificate()));

    @TempDir
    private Path directory;

    private static SSLContext server(TestPki... chain) throws Exception {
        return builder().keyManagers(TestPki.keyManagers(chain)).build();
    }

    private static SSLContext server(Consumer<TestPki.Content> more) throws Exception {
        return server(ROOT.issue("CN=localhost", more));
    }

    private static TlsContextBuilder builder() {
        return TlsContext.builder(JsseStack.HANDFAST.provider());
    }

    private static TlsContextBuilder client() {
        return builder().trustManagers(TRUST).defaults(TlsParameters.forHttps());
    }

    private static SSLContext client(PkiRules rules) throws Exception {
        return client().pki(rules).build();
    }

    private static EnginePair accepted(SSLContext client, SSLContext server) throws SSLException {
        return EnginePair.of(client, server).handshake();
    }

    private static boolean resumes(SSLContext client, SSLContext server) throws SSLException {
        EnginePair pair = accepted(client, server);
        pair.send(pair.server(), new byte[1]);
        return TlsSession.of(pair.client().engine().getSession()).isResumed();
    }

    private static void refused(String why, SSLContext client, SSLContext server) {
        String text = assertThrows(SSLException.class, () -> accepted(client, server)).getMessage();
        assertTrue(text.contains(why), text);
    }

    private static PkiRules none() {
        return PkiRules.none();
    }

    @Test
    void commonNames() throws Exception {
        SSLContext server = server(content -> {});
        accepted(client(none().withCommonName(true)), server);
        refused("is not for the host", client(none().withCommonName(false)), server);
        refused("is not for the host", client(none()), server);
        with(Map.of("handfast.pki.commonName", "true"), () -> {
            accepted(client(none()), server);
            refused("is not for the host", client(none().withCommonName(false)), server);
            return null;
        });
    }

    /** Of an application's own manager, whose names are checked behind it; also when a session is to be resumed. */
    @Test
    void commonNamesBehindAnotherManager() throws Exception {
        SSLContext server = server(content -> {});
        X509TrustManager any = new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
                throw new CertificateException("no client is trusted");
            }

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String authType) {
                // Whoever has any certificate.
            }

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        };
        SSLContext lenient = client().trustManagers(any).pki(none().withCommonName(true)).build();
        EnginePair first = accepted(lenient, server);
        first.send(first.server(), new byte[1]);
        EnginePair second = EnginePair.of(lenient, server);
        TlsConnection.of(second.client().engine()).resume(first.client().engine().getSession());
        assertTrue(TlsSession.of(second.handshake().client().engine().getSession()).isResumed());
        refused("No name matching localhost", client().trustManagers(any).build(), server);
    }

    @Test
    void staplesThatCertificatesDemand() throws Exception {
        SSLContext server = server(content -> content.dns("localhost").mustStaple());
        accepted(client(none().withMustStaple(false)), server);
        refused("demands a stapled OCSP response", client(none().withMustStaple(true)), server);
        refused("demands a stapled OCSP response", client(none()), server);
    }

    @Test
    void limitsOfAnchors() throws Exception {
        TestPki expired = TestPki.root("CN=expired", content -> content.valid(-20, -1));
        TrustManager[] trust = JsseStack.HANDFAST.trustManagers(List.of(expired.certificate()));
        SSLContext server = server(expired.issue("CN=leaf", content -> content.dns("localhost")));
        accepted(client().trustManagers(trust).pki(none().withAnchorConstraints(false)).build(), server);
        refused("expired at", client().trustManagers(trust).pki(none().withAnchorConstraints(true)).build(), server);
        refused("expired at", client().trustManagers(trust).build(), server);
    }

    @Test
    void transparency() throws Exception {
        Path logs = Files.writeString(directory.resolve("logs.pem"), new TestLog("EC").pem());
        SSLContext server = server(content -> content.dns("localhost"));
        PkiRules require = none().withTransparency(Transparency.REQUIRE).withTransparencyLogs(logs);
        refused("known certificate transparency logs", client(require), server);
        refused("known certificate transparency logs", client(require.withTransparencyLeast(1)), server);
        accepted(client(require.withTransparency(Transparency.REPORT)), server);
        accepted(client(none()), server);
        with(Map.of("handfast.pki.transparency", "require", "handfast.pki.transparency.logs", logs.toString()), () -> {
            TrustManager[] strict = JsseStack.HANDFAST.trustManagers(List.of(ROOT.certificate()));
            refused("known certificate transparency logs", client().trustManagers(strict).build(), server);
            accepted(client().trustManagers(strict).pki(none().withTransparency(Transparency.OFF)).build(), server);
            return null;
        });
    }

    /** RFC 6962 section 3.3.1: who wants timestamps asks for them. */
    @Test
    void timestampsAreAskedForByTheContextThatWantsThem() throws Exception {
        Path logs = Files.writeString(directory.resolve("logs.pem"), new TestLog("EC").pem());
        SSLContext server = server(content -> content.dns("localhost"));
        PkiRules report = none().withTransparency(Transparency.REPORT).withTransparencyLogs(logs);
        String asked = "signed_certificate_timestamp";
        assertTrue(printed(() -> accepted(client().trace(TraceKind.HANDSHAKE).pki(report).build(), server))
                .contains(asked));
        assertFalse(printed(() -> accepted(client().trace(TraceKind.HANDSHAKE).build(), server)).contains(asked));
    }

    @Test
    void placesOfRevocationLists() throws Exception {
        String address = "http://127.0.0.1:9/list.crl";
        SSLContext server = server(content -> content.dns("localhost").extension(Extension.cRLDistributionPoints, false,
                new CRLDistPoint(new DistributionPoint[] {new DistributionPoint(new DistributionPointName(
                        new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, address))), null,
                        null)})));
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(
                Set.of(new TrustAnchor(ROOT.certificate(), null)), new X509CertSelector());
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX", JsseStack.HANDFAST.provider());
        factory.init(new CertPathTrustManagerParameters(parameters));
        String notAllowed = "allowedRevocationLocations does not allow it";
        with(Map.of("com.sun.security.enableCRLDP", "true"), () -> {
            for (String allowed : List.of("", "http://127.0.0.1:9/lists/", "http://127.0.0.1:9")) {
                SSLContext client = client().trustManagers(factory.getTrustManagers())
                        .pki(none().withAllowedRevocationLocations(allowed)).build();
                String text = assertThrows(SSLException.class, () -> accepted(client, server)).getMessage();
                assertEquals(!allowed.endsWith(":9"), text.contains(notAllowed), text);
                assertTrue(text.contains(address), text);
            }
            return null;
        });
    }

    /** A path that is remembered is not searched for again. */
    @Test
    void memoryOfPaths() throws Exception {
        SSLContext server = server(content -> content.dns("localhost"));
        SSLContext forgetful = client().trace(TraceKind.PATH).pki(none().withRemember(false)).verdictSeconds(0).build();
        SSLContext mindful = client().trace(TraceKind.PATH).verdictSeconds(0).build();
        String search = "handfast path: accepted";
        for (int i = 0; i < 2; i++) {
            assertTrue(printed(() -> accepted(forgetful, server)).contains(search));
        }
        assertTrue(printed(() -> accepted(mindful, server)).contains(search));
        assertFalse(printed(() -> accepted(mindful, server)).contains(search));
        assertTrue(printed(() -> accepted(forgetful, server)).contains(search));
        with(Map.of("handfast.pki.remember", "false"), () -> {
            SSLContext told = client().trace(TraceKind.PATH).pki(none().withRemember(true)).verdictSeconds(0).build();
            assertFalse(printed(() -> accepted(told, server)).contains(search));
            assertTrue(printed(() -> accepted(mindful, server)).contains(search));
            return null;
        });
    }

    @Test
    void whatIsPrinted() throws Exception {
        SSLContext server = server(content -> content.dns("localhost"));
        SSLContext traced = client().trace(TraceKind.HANDSHAKE).build();
        assertTrue(printed(() -> accepted(traced, server)).contains("client to localhost"));
        assertEquals("", printed(() -> accepted(client().build(), server)));
        with(Map.of("handfast.debug.trace", "handshake"), () -> {
            assertEquals("", printed(() -> accepted(client().trace().build(), builder()
                    .keyManagers(TestPki.keyManagers(ROOT.issue("CN=x", c -> c.dns("localhost")))).trace().build())));
            return null;
        });
        TlsContext.of(traced).judgeBy(none());
        assertTrue(printed(() -> accepted(traced, server)).contains("client to localhost"), "rules are something else");
    }

    /** What was judged by other rules is not resumed. */
    @Test
    void otherRulesForgetTheSessionsOfClients() throws Exception {
        SSLContext server = server(content -> {});
        SSLContext client = client(none().withCommonName(true));
        assertFalse(resumes(client, server));
        assertTrue(resumes(client, server));
        TlsContext.of(client).judgeBy(none());
        refused("is not for the host", client, server);
        TlsContext.of(client).judgeBy(none().withCommonName(true));
        assertFalse(resumes(client, server));
        TlsContext.of(client).trace();
        assertTrue(resumes(client, server));
    }

    @Test
    void serversJudgeTheirClientsByTheRulesToo() throws Exception {
        TestPki expired = TestPki.root("CN=expired", content -> content.valid(-20, -1));
        TrustManager[] trust = JsseStack.HANDFAST.trustManagers(List.of(expired.certificate()));
        TlsParameters asking = new TlsParameters();
        asking.setNeedClientAuth(true);
        SSLContext client = client().keyManagers(TestPki.keyManagers(expired.issue("CN=c", content -> {}))).build();
        TlsContextBuilder server = builder().keyManagers(TestPki.keyManagers(
                ROOT.issue("CN=s", content -> content.dns("localhost")))).trustManagers(trust).defaults(asking);
        refused("expired at", client, server.build());
        SSLContext lenient = server.pki(none().withAnchorConstraints(false)).build();
        assertFalse(resumes(client, lenient));
        assertTrue(resumes(client, lenient));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void whatIsOutOfRangeIsRefused(int logs) {
        assertEquals("transparencyLeast is " + logs + ", must be from 1 to 2147483647",
                assertThrows(IllegalArgumentException.class, () -> none().withTransparencyLeast(logs)).getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"anywhere", "http://", "any http://a/", "gopher://a/", "http:a"})
    void placesThatAreNoneAreRefused(String locations) {
        TlsContextBuilder builder = client().pki(none().withAllowedRevocationLocations(locations));
        String text = assertThrows(IllegalArgumentException.class, builder::build).getMessage();
        assertTrue(text.startsWith("allowedRevocationLocations has rules that allow nothing: [")
                && text.endsWith("; must be \"any\" alone, or URIs with scheme http, https, ldap or ftp, and a host"),
                text);
    }

    /** Nothing is changed by rules that cannot be used. */
    @Test
    void logsThatCannotBeReadAreRefused() throws Exception {
        SSLContext client = client(none().withCommonName(true));
        for (PkiRules wrong : List.of(none().withTransparency(Transparency.REQUIRE),
                none().withTransparency(Transparency.REPORT).withTransparencyLogs(directory.resolve("missing")))) {
            String text = assertThrows(IllegalArgumentException.class,
                    () -> TlsContext.of(client).judgeBy(wrong)).getMessage();
            assertTrue(text.contains("cannot be read") && text.contains("transparency"), text);
        }
        accepted(client, server(content -> {}));
        assertThrows(NullPointerException.class, () -> TlsContext.of(client).judgeBy(null));
        assertThrows(NullPointerException.class, () -> client().pki(null));
        assertThrows(NullPointerException.class, () -> none().withTransparency(null));
        assertThrows(NullPointerException.class, () -> none().withTransparencyLogs(null));
        assertThrows(NullPointerException.class, () -> none().withAllowedRevocationLocations(null));
    }

    @Test
    void rulesSayWhatTheyAre() {
        PkiRules rules = none().withCommonName(true).withTransparencyLeast(3);
        assertEquals("PkiRules[commonName=true, transparencyLeast=3]", rules.toString());
        assertEquals("PkiRules[]", none().toString());
        assertNull(none().withRemember(false).commonName());
        assertEquals(3, rules.withMustStaple(false).transparencyLeast());
    }

    private interface Shaking {
        void run() throws Exception;
    }

    private static String printed(Shaking shaking) throws Exception {
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try {
            System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
            shaking.run();
        } finally {
            System.setErr(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }
}
