package dev.handfast.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.handfast.HandfastProvider;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.Identity;
import dev.handfast.peers.KeyKind;
import dev.handfast.peers.TestJvm;

import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the first HTTPS request of a JVM has it load, counted: classes of ours, lambdas of ours that are linked, and
 * what linking makes. Times differ from machine to machine, counts do not; each bound is what was measured, with a
 * tenth more.
 */
@Tag("contract")
class FirstRequestTest {

    private static final Path BY_NAME = Path.of("../provider/docs/handfast-by-name.security");
    private static final Path BY_CLASS = Path.of("../provider/docs/handfast.security");
    private static final String BCPROV = "target/bouncycastle/bcprov-jdk18on-1.86.jar";
    private static final Pattern LOADED = Pattern.compile("\\[class,load\\] (\\S+) source: ");

    /** What a client that speaks TLS 1.3 with X25519MLKEM768 and has no keys can do without. */
    private static final List<String> NOT_NEEDED = List.of("dev.handfast.handshake.server",
            "dev.handfast.jsse.staple.Stapler", "dev.handfast.jsse.staple.StapleThreads",
            "dev.handfast.session.ServerSessions",
            "dev.handfast.session.TicketSealer", "dev.handfast.spec.FiniteFields", "dev.handfast.jsse.engine.",
            "dev.handfast.record.ReadCbc12", "dev.handfast.record.WriteCbc12", "dev.handfast.jsse.revocation.Ocsp",
            "dev.handfast.jsse.fetch.Fetcher", "dev.handfast.pem.", "org.bouncycastle.",
            // Where nothing is said, nothing that can say it
            "java.util.logging.LogManager");

    @TempDir
    private static Path directory;
    private static Path roots;
    private static HttpsServer server;

    /**
     * What a JVM has loaded.
     *
     * @param ours classes of ours
     * @param lambdas hidden classes of our lambdas
     * @param forms the JDK's classes for the method handles behind lambdas and records, ours and others'
     */
    private record Counts(List<String> all, int ours, int lambdas, int forms) {

        static Counts of(String output) {
            List<String> all = new ArrayList<>();
            int ours = 0;
            int lambdas = 0;
            int forms = 0;
            Matcher found = LOADED.matcher(output);
            while (found.find()) {
                String name = found.group(1);
                boolean own = name.startsWith("dev.handfast.") && !name.startsWith("dev.handfast.packaging.");
                all.add(name);
                ours += own && !name.contains("$$Lambda") ? 1 : 0;
                lambdas += own && name.contains("$$Lambda") ? 1 : 0;
                forms += name.startsWith("java.lang.invoke.LambdaForm$") ? 1 : 0;
            }
            return new Counts(all, ours, lambdas, forms);
        }

        @Override
        public String toString() {
            return all.size() + " classes: " + ours + " of ours, " + lambdas + " lambdas of ours, " + forms
                    + " forms of method handles";
        }
    }

    @BeforeAll
    static void serve() throws Exception {
        roots = directory.resolve("roots.p12");
        Identity identity = Credentials.shared().server(KeyKind.P256);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(identity.keyStore(), Identity.PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS", new HandfastProvider());
        context.init(keys.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            byte[] body = "page".getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    @Test
    void withOneRoot() throws Exception {
        check(request(BY_NAME, Identity.trustStore(List.of(Credentials.shared().root()))));
    }

    /** With all roots that the platform has. */
    @Test
    void withTheRootsOfThePlatform() throws Exception {
        KeyStore store = KeyStore.getInstance(Path.of(System.getProperty("java.home"), "lib", "security", "cacerts")
                .toFile(), (char[]) null);
        KeyStore all = Identity.trustStore(List.of(Credentials.shared().root()));
        for (String alias : Collections.list(store.aliases())) {
            all.setCertificateEntry(alias, store.getCertificate(alias));
        }
        check(request(BY_NAME, all));
    }

    /** Java makes all providers of the class path before it tries a class, and BouncyCastle's takes 700 more. */
    @Test
    void aProviderThatIsNamedByItsClassHasJavaMakeTheOthers() throws Exception {
        Counts counts = request(BY_CLASS, Identity.trustStore(List.of(Credentials.shared().root())));
        assertTrue(counts.all.contains("org.bouncycastle.jce.provider.BouncyCastleProvider"), counts.toString());
    }

    private static void check(Counts counts) {
        boolean newer = Runtime.version().feature() >= 25;
        System.out.println("the first request: " + counts);
        assertTrue(counts.ours > 400, counts.toString());
        assertTrue(counts.ours <= 616, counts.toString());
        assertTrue(counts.lambdas <= 47, counts.toString());
        assertTrue(counts.forms <= (newer ? 44 : 36), counts.toString());
        for (String unwanted : NOT_NEEDED) {
            assertEquals(List.of(), counts.all.stream().filter(name -> name.startsWith(unwanted)).toList());
        }
    }

    private static Counts request(Path properties, KeyStore trusted) throws Exception {
        Path written = Identity.write(trusted, roots);
        String output = TestJvm.run(List.of("-Xlog:class+load", "-Djava.security.properties=" + properties,
                "-Djavax.net.ssl.trustStore=" + written, "-Djavax.net.ssl.trustStorePassword=" + Identity.PASSWORD),
                String.join(File.pathSeparator, "../provider/target/classes", "target/test-classes", BCPROV),
                FirstRequestMain.class, Integer.toString(server.getAddress().getPort()));
        assertTrue(output.contains("PAGE page"), output);
        assertFalse(output.contains("sun.security.ssl.SSLContextImpl$DefaultSSLContext"), "by SunJSSE");
        return Counts.of(output);
    }
}
