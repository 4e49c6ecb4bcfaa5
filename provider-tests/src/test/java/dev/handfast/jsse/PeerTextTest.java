package dev.handfast.jsse;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.HarmlessText;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.pki.TestPki;
import dev.handfast.wire.WireWriter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What peers write never steers a terminal, forges a line of a log or fills one: exceptions with all of their causes,
 * traces and logs, of both roles and both versions, hold visible ASCII only, at most 2 kB a message and 16 items a
 * list.
 */
@Tag("contract")
class PeerTextTest {

    /** Each item of every list holds this; its letters are counted where text comes out. */
    private static final String EVIL = "e~\r\n\u001b]0;x\u0007\u202e\u2028\u0085";
    private static final int WIDE = 3000;

    /** What a handshake of strangers left behind. */
    private record Heard(List<Throwable> thrown, String trace, List<LogRecord> logged) {
    }

    // Certificates

    private static X500NameBuilder wide(int count) {
        X500NameBuilder name = new X500NameBuilder();
        for (int i = 0; i < count; i++) {
            name.addRDN(BCStyle.OU, EVIL + i);
        }
        return name;
    }

    private static GeneralName[] names(int count, int type) {
        return IntStream.range(0, count).mapToObj(i -> new GeneralName(type, new DERIA5String(
                (type == GeneralName.uniformResourceIdentifier ? "http://h/" : "") + "e~\r\n\u001b" + i)))
                .toArray(GeneralName[]::new);
    }

    private static ASN1ObjectIdentifier longOid(int i) {
        return new ASN1ObjectIdentifier("1.3.6.1.4.1" + ".4294967295".repeat(20) + "." + i);
    }

    private static DERSequence access(ASN1ObjectIdentifier method) {
        ASN1EncodableVector all = new ASN1EncodableVector();
        for (GeneralName name : names(200, GeneralName.uniformResourceIdentifier)) {
            all.add(new AccessDescription(method, name));
        }
        return new DERSequence(all);
    }

    private static Map<String, Consumer<TestPki.Content>> certificates() {
        Map<String, Consumer<TestPki.Content>> all = new TreeMap<>();
        all.put("names", content -> content.names(names(WIDE, GeneralName.dNSName)));
        all.put("mailboxes", content -> content.names(names(WIDE, GeneralName.rfc822Name)));
        all.put("uris", content -> content.names(names(WIDE, GeneralName.uniformResourceIdentifier)));
        all.put("one long name", content -> content.names(new GeneralName(GeneralName.dNSName,
                new DERIA5String(EVIL.substring(0, 5).repeat(10_000)))));
        all.put("critical extensions", content -> {
            for (int i = 0; i < 20; i++) {
                content.extension(longOid(i), true, new DEROctetString(new byte[10]));
            }
        });
        all.put("purposes", content -> content.extension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(
                IntStream.range(0, 500).mapToObj(i -> KeyPurposeId.getInstance(longOid(i)))
                        .toArray(KeyPurposeId[]::new))));
        all.put("policies", content -> content.extension(Extension.certificatePolicies, true, new CertificatePolicies(
                IntStream.range(0, 300).mapToObj(i -> new PolicyInformation(longOid(i), new DERSequence(
                        new DERSequence(longOid(i))))).toArray(PolicyInformation[]::new))));
        all.put("addresses of issuers", content -> content.extension(Extension.authorityInfoAccess, false,
                access(AccessDescription.id_ad_caIssuers)));
        all.put("constraints", content -> content.extension(Extension.nameConstraints, true, new NameConstraints(
                Stream.of(names(500, GeneralName.dNSName)).map(GeneralSubtree::new).toArray(GeneralSubtree[]::new),
                null)));
        all.put("nothing but its names", content -> {});
        all.put("expired", content -> content.valid(-9, -8));
        return all;
    }

    static Stream<String> certificateKinds() {
        return certificates().keySet().stream();
    }

    private static TestPki[] chain(String kind, int width) {
        TestPki root = TestPki.root("CN=r", content -> {});
        TestPki middle = root.issue("CN=middle", content -> content.authority(-1));
        TestPki leaf = middle.issue("CN=leaf", content -> certificates().get(kind).accept(
                content.subject(wide(width).build())));
        return new TestPki[] {leaf, middle, root};
    }

    // Connections

    private static SSLContext context(TestPki[] own, TrustManager[] trust) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS", JsseStack.HANDFAST.provider());
        context.init(own == null ? null : TestPki.keyManagers(own), trust, null);
        return context;
    }

    private static TrustManager[] trusting(X509Certificate root) {
        return JsseStack.HANDFAST.trustManagers(List.of(root));
    }

    /** A trust manager that believes all and leaves the rest to us. */
    private static final class Plain implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private static Heard hear(EnginePair pair) throws Exception {
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        List<LogRecord> logged = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                logged.add(record);
            }

            @Override
            public void flush() {
            }

            @Override
            public void close() {
            }
        };
        Logger logger = Logger.getLogger("dev.handfast");
        Level level = logger.getLevel();
        List<Throwable> thrown = new ArrayList<>();
        try {
            System.setProperty("handfast.debug.trace", "handshake,path");
            System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
            logger.setLevel(Level.ALL);
            logger.addHandler(handler);
            thrown.add(assertThrows(SSLException.class, pair::handshake));
            for (EnginePair.Side side : List.of(pair.client(), pair.server())) {
                try {
                    pair.unwrap(side);
                } catch (SSLException e) {
                    thrown.add(e);
                }
            }
        } finally {
            logger.removeHandler(handler);
            logger.setLevel(level);
            System.setErr(before);
            System.clearProperty("handfast.debug.trace");
        }
        return new Heard(thrown, printed.toString(StandardCharsets.UTF_8), logged);
    }

    private static void assertHarmless(Heard heard) {
        for (Throwable thrown : heard.thrown) {
            assertHarmless(thrown, 0);
        }
        assertTrue(heard.trace.contains("FAILED"), heard.trace);
        assertTrue(heard.trace.length() < 100_000, heard.trace.length() + " characters of trace");
        heard.trace.lines().forEach(PeerTextTest::assertHarmless);
        for (LogRecord record : heard.logged) {
            assertHarmless(new SimpleFormatter().formatMessage(record));
            assertHarmless(record.getThrown(), 0);
        }
    }

    private static void assertHarmless(Throwable thrown, int depth) {
        if (thrown == null) {
            return;
        }
        assertHarmless(String.valueOf(thrown.getMessage()));
        assertHarmless(thrown.toString());
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace, true));
        for (String line : trace.toString().split("\r?\n\t?")) {
            assertHarmless(line);
        }
        assertHarmless(thrown.getCause(), depth + 1);
        for (Throwable suppressed : thrown.getSuppressed()) {
            assertHarmless(suppressed, depth + 1);
        }
    }

    private static void assertHarmless(String text) {
        HarmlessText.check(text);
        for (String list : text.split("[\\[\\]]")) {
            assertTrue(list.split("e~", -1).length <= 2 * 16 + 4, text);
        }
    }

    // A client hears a server

    @ParameterizedTest
    @MethodSource("certificateKinds")
    @PublishedAttack(id = "CVE-2025-61729", victim = "Go", kind = AttackKind.TIME,
            what = "the text of a host that does not match costs the square of a certificate's names")
    void clientsAreSafeFromCertificates(String kind) throws Exception {
        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
            TestPki[] chain = chain(kind, 40);
            for (TrustManager[] trust : List.of(trusting(Credentials.shared().root()), trusting(chain[2].certificate()),
                    new TrustManager[] {new Plain()})) {
                EnginePair pair = EnginePair.of(context(null, trust), context(chain, null)).protocol(version);
                SSLParameters parameters = pair.client().engine().getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                pair.client().engine().setSSLParameters(parameters);
                assertHarmless(hear(pair));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("certificateKinds")
    void serversAreSafeFromCertificates(String kind) throws Exception {
        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
            TestPki[] chain = chain(kind, 40);
            EnginePair pair = EnginePair.of(context(chain, new TrustManager[] {new Plain()}),
                    JsseStack.HANDFAST.context(Credentials.shared().server(KeyKind.P256))).protocol(version);
            pair.server().engine().setNeedClientAuth(true);
            assertHarmless(hear(pair));
        }
    }

    @Test
    void servedSuitesGroupsAndSchemesOfOursAreCutToo() throws Exception {
        EnginePair pair = EnginePair.of(JsseStack.HANDFAST.context(null),
                JsseStack.HANDFAST.context(Credentials.shared().server(KeyKind.P256)));
        pair.client().engine().setEnabledCipherSuites(new String[] {"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"});
        pair.client().engine().setEnabledProtocols(new String[] {"TLSv1.2"});
        assertHarmless(hear(pair));
    }

    // A server hears a client

    private static byte[] record(WireWriter body) {
        byte[] message = body.toBytes();
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        WireWriter whole = new WireWriter().u8(1).u24(message.length).bytes(message);
        byte[] bytes = whole.toBytes();
        for (int at = 0; at < bytes.length; at += 16_384) {
            int length = Math.min(16_384, bytes.length - at);
            records.writeBytes(new WireWriter().u8(22).u16(0x0301).u16(length).toBytes());
            records.write(bytes, at, length);
        }
        return records.toByteArray();
    }

    private static void vector(WireWriter out, int type, Consumer<WireWriter> content) {
        out.u16(type);
        int body = out.open16();
        int list = out.open16();
        content.accept(out);
        out.close(list);
        out.close(body);
    }

    private static void numbers(WireWriter out, int count) {
        for (int i = 0; i < count; i++) {
            out.u16(0xe000 + i % 4096);
        }
    }

    private static byte[] hello(int suites, boolean oldOnly, Consumer<WireWriter> extensions) {
        WireWriter out = new WireWriter().u16(0x0303).bytes(new byte[32]).u8(0);
        int list = out.open16();
        out.u16(0x1301).u16(0xc02b);
        numbers(out, suites);
        out.close(list);
        out.u8(1).u8(0);
        int all = out.open16();
        if (!oldOnly) {
            out.u16(43).u16(3).u8(2).u16(0x0304);
        }
        extensions.accept(out);
        out.close(all);
        return record(out);
    }

    private static void protocols(WireWriter out) {
        vector(out, 16, list -> {
            for (int i = 0; i < 1500; i++) {
                byte[] name = (EVIL + i).getBytes(StandardCharsets.UTF_8);
                list.u8(name.length).bytes(name);
            }
        });
    }

    private static void common(WireWriter out, int groups, int schemes) {
        vector(out, 10, list -> numbers(list, groups));
        vector(out, 13, list -> numbers(list, schemes));
    }

    private static void name(WireWriter out, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        vector(out, 0, list -> list.u8(0).u16(bytes.length).bytes(bytes));
    }

    private static Map<String, byte[]> hellos() {
        Map<String, byte[]> all = new TreeMap<>();
        for (boolean old : List.of(true, false)) {
            String version = old ? "1.2 " : "1.3 ";
            Consumer<WireWriter> shares = out -> out.u16(51).u16(38).u16(36).u16(29).u16(32).bytes(new byte[32]);
            all.put(version + "protocols", hello(0, old, out -> {
                vector(out, 10, list -> list.u16(23).u16(29));
                vector(out, 13, list -> list.u16(0x0403).u16(0x0804));
                protocols(out);
                out.u16(51).u16(2 + 4 + 65).u16(4 + 65).u16(23).u16(65).bytes(new byte[65]);
            }));
            all.put(version + "groups", hello(0, old, out -> {
                common(out, 15_000, 5);
                out.u16(51).u16(2).u16(0);
            }));
            all.put(version + "schemes", hello(0, old, out -> {
                vector(out, 10, list -> list.u16(29).u16(23));
                vector(out, 13, list -> numbers(list, 15_000));
                shares.accept(out);
            }));
            all.put(version + "suites", record(suites(old)));
            all.put(version + "name", hello(0, old, out -> {
                vector(out, 10, list -> list.u16(29).u16(23));
                vector(out, 13, list -> list.u16(0x0403));
                name(out, "~<script>'\"`$(x)%n{0}e~".repeat(10));
                shares.accept(out);
            }));
            all.put(version + "controls in a name", hello(0, old, out -> name(out, EVIL.repeat(9))));
            all.put(version + "a long name", hello(0, old, out -> name(out, EVIL.repeat(3000))));
            all.put(version + "a share for no group", hello(0, old, out -> {
                common(out, 15_000, 9);
                shares.accept(out);
            }));
        }
        all.put("versions", hello(5000, true, out -> {
            out.u16(43).u16(255).u8(254);
            numbers(out, 127);
        }));
        all.put("text", ("GET /" + EVIL + " HTTP/1.1\r\n\u001b[2J\r\n").getBytes(StandardCharsets.UTF_8));
        return all;
    }

    private static WireWriter suites(boolean old) {
        WireWriter out = new WireWriter().u16(0x0303).bytes(new byte[32]).u8(0);
        int list = out.open16();
        numbers(out, 16_000);
        out.close(list);
        out.u8(1).u8(0);
        int all = out.open16();
        if (!old) {
            out.u16(43).u16(3).u8(2).u16(0x0304);
        }
        out.close(all);
        return out;
    }

    static Stream<String> helloKinds() {
        return hellos().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("helloKinds")
    @PublishedAttack(id = "CVE-2025-58189", victim = "Go", kind = AttackKind.SECRETS,
            what = "an error about ALPN prints what a stranger wrote")
    void serversAreSafeFromHellos(String kind) throws Exception {
        SSLContext context = JsseStack.HANDFAST.context(Credentials.shared().server(KeyKind.P256));
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        parameters.setSNIMatchers(List.of(new SNIMatcher(0) {
            @Override
            public boolean matches(SNIServerName name) {
                return false;
            }
        }));
        engine.setSSLParameters(parameters);
        SSLEngine unused = context.createSSLEngine("localhost", 1);
        unused.setUseClientMode(true);
        unused.closeOutbound();
        EnginePair pair = new EnginePair(unused, engine);
        pair.server().offer(hellos().get(kind));
        assertHarmless(hear(pair));
    }

    // What it costs

    @Test
    void whatNobodyReadsIsNotMade() throws Exception {
        String name = IntStream.range(0, 400).mapToObj(i -> "OU=" + "x".repeat(20)).collect(Collectors.joining(","));
        TestPki one = TestPki.root("CN=1," + name, content -> {});
        TestPki two = TestPki.root("CN=2," + name, content -> {});
        // Two authorities certified by each other again and again: the search goes through many orders of them.
        List<TestPki> sent = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String other = "a" + i;
            sent.add(one.issue(two.name(), content -> content.authority(-1).keys(two.keys()).dns(other)));
            sent.add(two.issue(one.name(), content -> content.authority(-1).keys(one.keys()).dns(other)));
        }
        sent.add(0, one.issue("CN=leaf", content -> content.subject(wide(600).build())));
        X509Certificate[] chain = sent.stream().map(TestPki::certificate).toArray(X509Certificate[]::new);
        X509TrustManager judge = (X509TrustManager) trusting(Credentials.shared().root())[0];
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = 0;
        for (int i = 0; i < 3; i++) {
            long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            CertificateException refused = assertThrows(CertificateException.class,
                    () -> judge.checkServerTrusted(chain, "ECDHE_ECDSA"));
            allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
            assertHarmless(refused, 0);
        }
        assertTrue(allocated < 8L << 20, allocated + " bytes for a chain of a stranger");
    }
}
