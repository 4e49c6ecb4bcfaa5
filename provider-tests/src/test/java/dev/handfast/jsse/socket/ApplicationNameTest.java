package dev.handfast.jsse.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.handfast.HandfastProvider;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.Lookups;
import dev.handfast.peers.TestJvm;
import dev.handfast.pki.TestPki;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sockets connect by name whatever properties say that SunJSSE does not understand. */
@Tag("contract")
@SuppressWarnings("AddressSelection") // which way an address was made is what is tried
class ApplicationNameTest {

    private static final String HOSTS = "127.0.0.1 ptr.example named.example localhost";

    /** SunJSSE of JDK 25 ends in a static initializer for it. */
    private static final String UNUSABLE = "-Djdk.tls.namedGroups=SecP256r1MLKEM768";

    @ParameterizedTest
    @CsvSource({"jdk.tls.namedGroups=X25519MLKEM768, connected", "jdk.tls.namedGroups=SecP256r1MLKEM768, connected",
        "jdk.tls.client.protocols=TLSv9, told", "jdk.tls.client.cipherSuites=none, told",
        "jdk.tls.client.SignatureSchemes=none, told"})
    void connectingDoesNotFail(String property, String outcome) throws IOException {
        String output = TestJvm.run(List.of("-D" + property), Connecting.class);
        assertTrue(output.lines().anyMatch(line -> line.startsWith(outcome)), output);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Djdk.tls.namedGroups=X25519MLKEM768", UNUSABLE})
    void anHttpsUrlIsOpenedByName(String option) throws IOException {
        String output = TestJvm.run(List.of(option), Https.class);
        assertTrue(output.lines().anyMatch("answered 204"::equals), output);
    }

    @Test
    void aNameThatWasJustLookedUpIsKnownWithoutSunJsse() throws IOException {
        String output = names(List.of("-Xlog:class+load=info"), "looked up");
        assertEquals(List.of("looked up: named.example"), said(output), output);
        assertTrue(output.contains("dev.handfast.jsse.socket.ApplicationName"), output);
        assertFalse(output.contains("sun.security.ssl.SSLSocketImpl"), output);
    }

    @ParameterizedTest
    @ValueSource(strings = {"looked up", "literal", "bytes", "loopback", "scoped", "bytes, reversed",
        "literal, reversed", "named bytes", "not remembered", "not remembered, reversed"})
    void theNameIsWhatTheApplicationGave(String way) throws IOException {
        assertEquals(List.of(way + ": " + given(way)), said(names(List.of(), way)));
    }

    /** All in one process: once SunJSSE has answered it is asked first. */
    @Test
    void oneAnswerDoesNotDependOnThoseBeforeIt() throws IOException {
        List<String> ways = List.of("bytes, reversed", "named bytes", "looked up", "literal, reversed", "loopback",
                "bytes, reversed", "not remembered", "looked up", "not remembered, reversed", "named bytes");
        assertEquals(ways.stream().map(way -> way + ": " + given(way)).toList(),
                said(names(List.of(), ways.toArray(String[]::new))));
    }

    @Test
    void withoutSunJsseNamesOfDoubtfulOriginDoNotCount() throws IOException {
        onlyProvenNamesCount("-Dnames.remove=true");
    }

    /** SunJSSE of JDK 17 reads the property later, and answers. */
    @Test
    @EnabledForJreRange(min = JRE.JAVA_25)
    void whereSunJsseFailsNamesOfDoubtfulOriginDoNotCount() throws IOException {
        onlyProvenNamesCount(UNUSABLE);
        onlyProvenNamesCount("-Djdk.tls.namedGroups=X25519MLKEM768");
    }

    /** A name counts if its look-up is remembered; what reverse DNS says never does. */
    private static void onlyProvenNamesCount(String option) throws IOException {
        String output = names(List.of(option), "looked up", "bytes, reversed", "loopback", "literal, reversed",
                "named bytes", "not remembered, reversed", "looked up", "not remembered");
        assertEquals(List.of("looked up: named.example", "bytes, reversed: 127.0.0.1", "loopback: localhost",
                "literal, reversed: 127.0.0.1", "named bytes: 127.0.0.1", "not remembered, reversed: 127.0.0.1",
                "looked up: named.example", "not remembered: 127.0.0.1"), said(output), output);
        assertTrue(output.contains("SunJSSE"), output);
    }

    /** What SunJSSE would say; the JDK's loopback address is called localhost from the beginning. */
    private static String given(String way) {
        return switch (way) {
            case "looked up", "named bytes", "not remembered" -> "named.example";
            case "loopback" -> "localhost";
            case "scoped" -> "fe80:0:0:0:0:0:0:1%7";
            default -> "127.0.0.1";
        };
    }

    private static String names(List<String> options, String... ways) throws IOException {
        List<String> all = new ArrayList<>(Lookups.options(HOSTS));
        all.addAll(options);
        return TestJvm.run(all, Names.class, ways);
    }

    private static List<String> said(String output) {
        return output.lines().filter(line -> line.startsWith("NAME ")).map(line -> line.substring(5)).toList();
    }

    /** A JVM of its own, which asks for the names of addresses that were made in one way or another. */
    static final class Names {

        private Names() {
        }

        public static void main(String[] ways) throws Exception {
            if (Boolean.getBoolean("names.remove")) {
                Security.removeProvider("SunJSSE");
            }
            for (String way : ways) {
                System.out.println("NAME " + way + ": " + ApplicationName.of(address(way)));
            }
        }

        private static InetAddress address(String way) throws Exception {
            byte[] bytes = {127, 0, 0, 1};
            return switch (way) {
                case "looked up" -> InetAddress.getByName("named.example");
                case "literal" -> InetAddress.getByName("127.0.0.1");
                case "bytes" -> InetAddress.getByAddress(bytes);
                case "loopback" -> InetAddress.getLoopbackAddress();
                case "scoped" -> InetAddress.getByName("fe80::1%7");
                case "bytes, reversed" -> reversed(InetAddress.getByAddress(bytes));
                case "not remembered, reversed" -> forgotten(reversed(InetAddress.getByAddress(bytes)));
                case "literal, reversed" -> reversed(InetAddress.getByName("127.0.0.1"));
                case "named bytes" -> InetAddress.getByAddress("named.example", bytes);
                case "not remembered" -> forgotten(InetAddress.getByName("named.example"));
                default -> throw new IllegalArgumentException(way);
            };
        }

        private static InetAddress reversed(InetAddress address) {
            assertEquals("ptr.example", address.getHostName());
            return address;
        }

        /** The JDK's memory is as if the time for which it remembers were over. */
        private static InetAddress forgotten(InetAddress address) throws ReflectiveOperationException {
            Lookups.forget();
            return address;
        }
    }

    /** A JVM of its own, which opens a URL at localhost with HttpsURLConnection. */
    static final class Https {

        private Https() {
        }

        public static void main(String[] arguments) throws Exception {
            TestPki root = TestPki.root("CN=r");
            TestPki identity = root.issue("CN=s", content -> content.names(
                    new GeneralName(GeneralName.dNSName, "localhost")));
            SSLContext context = SSLContext.getInstance("TLS", new HandfastProvider());
            context.init(TestPki.keyManagers(identity),
                    JsseStack.HANDFAST.trustManagers(List.of(root.certificate())), null);
            SSLContext.setDefault(context);
            HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(context));
            server.createContext("/", exchange -> {
                exchange.sendResponseHeaders(204, -1);
                exchange.close();
            });
            server.start();
            HttpsURLConnection connection = (HttpsURLConnection) URI.create("https://localhost:"
                    + server.getAddress().getPort() + "/").toURL().openConnection();
            System.out.println("answered " + connection.getResponseCode());
            server.stop(0);
        }
    }

    /** The JVM of its own. */
    static final class Connecting {

        private Connecting() {
        }

        public static void main(String[] arguments) throws Exception {
            SSLContext context = SSLContext.getInstance("TLS", new HandfastProvider());
            try {
                context.init(null, null, null);
            } catch (java.security.KeyManagementException said) {
                // What Handfast does not understand either, it says here.
                System.out.println("told: " + said.getMessage());
                return;
            }
            try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket()) {
                socket.connect(new InetSocketAddress("localhost", listener.getLocalPort()));
                assertTrue(socket.isConnected());
                System.out.println("connected");
            }
        }
    }
}
