package dev.handfast.jsse.pkix;

import static dev.handfast.peers.SystemProperties.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.handfast.HandfastProvider;
import dev.handfast.jsse.pkix.TestRevocation.Status;
import dev.handfast.pki.TestPki;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertPathValidatorException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * {@code HttpsURLConnection} to servers with bad certificates: the exception's first line names cause and cure, as the
 * table in {@code PATHS.md} says; each of its rows is provoked here.
 */
@Tag("contract")
class HttpsRefusalTest {

    private static final Path PATHS = Path.of("../provider/docs/PATHS.md");
    private static final Pattern RULE = Pattern.compile(" \\((RFC \\d+ section [\\d.]+( \\([a-z]\\)(\\(\\d\\))?)?"
            + "|a cap of [\\w.]+)\\)");
    private static final int WAIT_MILLIS = 20_000;

    private static final TestPki ROOT = TestPki.root("CN=root");
    private static final TestPki AUTHORITY = ROOT.authority("CN=authority");
    private static Responder responder;

    private final Map<String, Refusal> situations = new LinkedHashMap<>();

    private interface Refusal {
        void run() throws Exception;
    }

    HttpsRefusalTest() {
        situations.put("missing intermediate", () -> get(ROOT, leaf(responder.issuers("/authority"))));
        situations.put("missing intermediate, fetching allowed", this::halfAnIssuer);
        situations.put("expired", () -> get(ROOT, leaf(c -> c.valid(-9, -1)), AUTHORITY));
        situations.put("not yet valid", () -> get(ROOT, leaf(c -> c.valid(1, 9)), AUTHORITY));
        situations.put("wrong host", () -> get(ROOT, leaf(c -> c.dns("www.example.com")), AUTHORITY));
        situations.put("revoked, says a list", this::revokedByList);
        situations.put("revoked, says a responder", this::revokedByResponder);
        // Our server tells what the responder says of it, and our client heeds that although it checks no revocation.
        situations.put("revoked, says a staple", () -> getStapled("Handfast",
                leaf -> TestRevocation.response(AUTHORITY, leaf.certificate(), Status.REVOKED, AUTHORITY, -1, 1)));
        situations.put("revocation not known", () -> with(Map.of("com.sun.net.ssl.checkRevocation", "true",
                "com.sun.security.enableCRLDP", "true"), () -> get(ROOT, leaf(c -> {}), AUTHORITY)));
        situations.put("revocation not known, for want of something in this process", () -> {
            try (ShortageTest.Lack proxies = ShortageTest.proxies(new IllegalStateException("no proxies yet"))) {
                revokedByResponder();
            }
        });
        // SunJSSE staples what its responder says without verifying it.
        situations.put("staple not acceptable", () -> getStapled("SunJSSE",
                leaf -> TestRevocation.response(AUTHORITY, leaf.certificate(), Status.GOOD, leaf, -1, 1)));
        situations.put("must-staple without staple", () -> get(ROOT, leaf(c -> c.mustStaple()), AUTHORITY));
        situations.put("SHA-1", () -> get(ROOT, leaf(c -> c.signature("SHA1withECDSA")), AUTHORITY));
        situations.put("RSA-1024", () -> get(ROOT, leaf(c -> c.keys(TestPki.keys("RSA", 1024))), AUTHORITY));
        situations.put("self-signed", () -> get(ROOT, TestPki.root("CN=leaf", c -> c.names(localhost()))));
        situations.put("name constraint violated", this::nameConstraint);
        situations.put("wrong purpose", () -> get(ROOT, leaf(c -> c.extension(Extension.extendedKeyUsage, false,
                new ExtendedKeyUsage(KeyPurposeId.id_kp_codeSigning))), AUTHORITY));
        situations.put("wrong signature", () -> get(ROOT, TestPki.root("CN=authority").issue("CN=leaf",
                c -> c.names(localhost())), AUTHORITY));
        situations.put("signature not verifiable", () -> get(ROOT, leaf(c -> {}).withMalformedSignature(), AUTHORITY));
        situations.put("encoded against the rules", () -> {
            TestPki odd = ROOT.issue("CN=authority", c -> c.authority(-1).serial(BigInteger.ONE.shiftLeft(719)));
            get(ROOT, odd.issue("CN=leaf", c -> c.names(localhost())), odd, ROOT);
        });
        situations.put("limits that cannot be read", () -> getBelow(TestPki.root("CN=root",
                c -> c.extension(Extension.nameConstraints, false, DERNull.INSTANCE))));
        situations.put("issuer that cannot be read",
                () -> getBelow(TestPki.root("CN=root", c -> c.keys(evenExponent()))));
        situations.put("expired anchor", () -> getBelow(TestPki.root("CN=root", c -> c.valid(-9, -1))));
        situations.put("anchor that is no authority", () -> getBelow(TestPki.root("CN=root",
                c -> c.extension(Extension.basicConstraints, true, new BasicConstraints(false)))));
        situations.put("search too dear", this::tooDear);
    }

    @BeforeAll
    static void start() throws IOException {
        responder = new Responder();
    }

    @AfterAll
    static void stop() {
        responder.close();
    }

    @TestFactory
    Stream<DynamicTest> eachRowOfTheTableIsWhatIsSaid() throws IOException {
        Map<String, String[]> rows = rows();
        assertEquals(situations.keySet(), rows.keySet());
        return rows.entrySet().stream().map(row -> DynamicTest.dynamicTest(row.getKey(), () -> {
            SSLHandshakeException refused = assertThrows(SSLHandshakeException.class,
                    () -> situations.get(row.getKey()).run());
            assertLine(row.getValue()[1], refused.getMessage());
            assertEquals(row.getValue()[0], reason(refused));
        }));
    }

    @Test
    void aGoodServerIsReached() throws Exception {
        assertEquals(200, get(ROOT, leaf(c -> {}), AUTHORITY));
    }

    @Test
    void expiredIntermediateWithValidAlternate() throws Exception {
        assertEquals(200, get(ROOT, leaf(c -> {}), AUTHORITY.crossSignedBy(ROOT, c -> c.valid(-9, -1)), AUTHORITY));
    }

    @Test
    void aGoodServerIsReachedThroughListsRespondersAndStaples() throws Exception {
        TestPki authority = checkedAuthority();
        TestPki leaf = authority.issue("CN=leaf", c -> {
            c.names(localhost()).mustStaple();
            responder.lists("/lists").accept(c);
            responder.ocsp("/good").accept(c);
        });
        responder.says("/lists", TestRevocation.list(authority, authority, 1, 9, null).getEncoded());
        responder.says("/good", TestRevocation.response(authority, leaf.certificate(), Status.GOOD, authority, -1, 1));
        SSLContext serving = with(Map.of("jdk.tls.server.enableStatusRequestExtension", "true"),
                () -> serving("Handfast", leaf, authority));
        assertEquals(200, (int) with(Map.of("com.sun.net.ssl.checkRevocation", "true", "com.sun.security.enableCRLDP",
                "true"), () -> get(List.of(ROOT), serving)));
        assertEquals(200, (int) with(Map.of("com.sun.net.ssl.checkRevocation", "true", "ocsp.enable", "true",
                "com.sun.security.onlyCheckRevocationOfEECert", "true"), () -> get(List.of(ROOT), serving)));
    }

    private void halfAnIssuer() throws Exception {
        byte[] whole = AUTHORITY.certificate().getEncoded();
        responder.says("/half", Arrays.copyOf(whole, whole.length / 2));
        with(Map.of("com.sun.security.enableAIAcaIssuers", "true", "com.sun.security.allowedAIALocations", "any"),
                () -> get(ROOT, leaf(responder.issuers("/half"))));
    }

    private void revokedByList() throws Exception {
        TestPki authority = checkedAuthority();
        TestPki leaf = authority.issue("CN=leaf", c -> responder.lists("/revoked").accept(c.names(localhost())));
        responder.says("/revoked", TestRevocation.list(authority, authority, 7, 9, null, leaf.certificate())
                .getEncoded());
        with(Map.of("com.sun.net.ssl.checkRevocation", "true", "com.sun.security.enableCRLDP", "true"),
                () -> get(ROOT, leaf, authority));
    }

    private void revokedByResponder() throws Exception {
        TestPki authority = checkedAuthority();
        TestPki leaf = authority.issue("CN=leaf", c -> responder.ocsp("/status").accept(c.names(localhost())));
        responder.says("/status", TestRevocation.response(authority, leaf.certificate(), Status.REVOKED, authority, -1,
                1));
        with(Map.of("com.sun.net.ssl.checkRevocation", "true", "ocsp.enable", "true"),
                () -> get(ROOT, leaf, authority));
    }

    private interface Response {
        byte[] about(TestPki leaf) throws Exception;
    }

    private static int getStapled(String server, Response response) throws Exception {
        TestPki leaf = leaf(responder.ocsp("/staple"));
        responder.says("/staple", response.about(leaf));
        return get(List.of(ROOT), with(Map.of("jdk.tls.server.enableStatusRequestExtension", "true"),
                () -> serving(server, leaf, AUTHORITY)));
    }

    private void nameConstraint() throws Exception {
        TestPki constrained = ROOT.issue("CN=constrained", c -> c.authority(-1).extension(Extension.nameConstraints,
                true, new NameConstraints(new GeneralSubtree[] {
                    new GeneralSubtree(new GeneralName(GeneralName.dNSName, "example.org"))}, null)));
        get(ROOT, constrained.issue("CN=leaf", c -> c.names(localhost())), constrained);
    }

    private static KeyPair evenExponent() {
        KeyPair real = TestPki.keys("RSA", 2048);
        BigInteger modulus = ((RSAPublicKey) real.getPublic()).getModulus();
        try {
            return new KeyPair(KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus,
                    BigInteger.valueOf(65_536))), real.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A server whose chain is all right but for the root. */
    private static int getBelow(TestPki root) throws Exception {
        TestPki authority = root.authority("CN=authority");
        return get(root, authority.issue("CN=leaf", c -> c.names(localhost())), authority);
    }

    private void tooDear() throws Exception {
        List<TestPki> namesakes = IntStream.range(0, 120).mapToObj(i -> TestPki.root("CN=authority")).toList();
        get(namesakes, serving("SunJSSE", leaf(c -> {})));
    }

    /** An authority that is not revoked, say a list and a responder. */
    private static TestPki checkedAuthority() throws Exception {
        TestPki authority = ROOT.issue("CN=authority", c -> {
            responder.lists("/root").accept(c.authority(-1));
            responder.ocsp("/authority").accept(c);
        });
        responder.says("/root", TestRevocation.list(ROOT, ROOT, 1, 9, null).getEncoded());
        responder.says("/authority", TestRevocation.response(ROOT, authority.certificate(), Status.GOOD, ROOT, -1, 1));
        return authority;
    }

    private static TestPki leaf(Consumer<TestPki.Content> more) {
        return AUTHORITY.issue("CN=leaf", c -> more.accept(c.names(localhost())));
    }

    private static GeneralName[] localhost() {
        return new GeneralName[] {new GeneralName(GeneralName.dNSName, "localhost"),
            new GeneralName(GeneralName.iPAddress, "127.0.0.1")};
    }

    // The table

    /** Situation to reason and text, of the only table in PATHS.md with three columns of these names. */
    private static Map<String, String[]> rows() throws IOException {
        List<String> lines = Files.readAllLines(PATHS);
        int head = lines.indexOf("| situation | reason | first line, shortened |");
        assertTrue(head >= 0, "the table of refusals in " + PATHS);
        Map<String, String[]> rows = new LinkedHashMap<>();
        for (String line : lines.subList(head + 2, lines.size())) {
            if (!line.startsWith("|")) {
                break;
            }
            String[] cells = line.split(" *\\| *");
            rows.put(cells[1], new String[] {cells[2].replace("`", ""), cells[3]});
        }
        return rows;
    }

    /** The first line, without its alert and the rules it cites, is the text with something for each ellipsis. */
    private static void assertLine(String text, String message) {
        String line = message.lines().findFirst().orElse("");
        System.out.println(line);
        String plain = RULE.matcher(line).replaceAll("");
        String expected = Arrays.stream(text.split("…", -1)).map(Pattern::quote).collect(Collectors.joining(".+"));
        assertTrue(Pattern.compile("^\\(\\w+\\) [^:]+: " + expected + "; the certificate is of CN=leaf").matcher(plain)
                .find(), () -> plain + "\nis not: " + text);
    }

    private static String reason(Throwable refused) {
        for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertPathValidatorException path) {
                return path.getReason() == CertPathValidatorException.BasicReason.UNSPECIFIED ? ""
                        : path.getReason().toString();
            }
        }
        return "none";
    }

    // Connections

    /** The status of a request to a server with this chain, whose stack is SunJSSE. */
    private static int get(TestPki trusted, TestPki... chain) throws Exception {
        return get(List.of(trusted), serving("SunJSSE", chain));
    }

    private static SSLContext serving(String provider, TestPki... chain) throws Exception {
        SSLContext serving = provider.equals("Handfast") ? SSLContext.getInstance("TLS", new HandfastProvider())
                : SSLContext.getInstance("TLS", provider);
        serving.init(new KeyManager[] {new OneKey(chain)}, null, null);
        return serving;
    }

    private static int get(List<TestPki> trusted, SSLContext serving) throws Exception {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(serving));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (TestPki each : trusted) {
                store.setCertificateEntry(each.certificate().getSerialNumber().toString(), each.certificate());
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX", new HandfastProvider());
            trust.init(store);
            SSLContext asking = SSLContext.getInstance("TLS", new HandfastProvider());
            asking.init(null, trust.getTrustManagers(), null);
            HttpsURLConnection connection = (HttpsURLConnection) new URL("https://localhost:"
                    + server.getAddress().getPort() + "/").openConnection();
            connection.setSSLSocketFactory(asking.getSocketFactory());
            connection.setConnectTimeout(WAIT_MILLIS);
            connection.setReadTimeout(WAIT_MILLIS);
            return connection.getResponseCode();
        } finally {
            server.stop(0);
        }
    }

    /** Sends one chain to everybody, however bad it is. */
    private static final class OneKey extends X509ExtendedKeyManager {

        private final TestPki[] chain;

        OneKey(TestPki[] chain) {
            this.chain = chain;
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return null;
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return null;
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return new String[] {"one"};
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return alias(type);
        }

        @Override
        public String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
            return alias(type);
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return Arrays.stream(chain).map(TestPki::certificate).toArray(X509Certificate[]::new);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return chain[0].keys().getPrivate();
        }

        private String alias(String type) {
            String algorithm = chain[0].keys().getPublic().getAlgorithm();
            return type.startsWith(algorithm) ? "one" : null;
        }
    }
}
