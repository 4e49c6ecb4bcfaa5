package dev.handfast.jsse.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.HandfastProvider;
import dev.handfast.jsse.GarbageProbe;
import dev.handfast.peers.Identity;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.TestJvm;
import dev.handfast.peers.Workspace;
import dev.handfast.pki.TestPki;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URL;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Security;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nothing that a property, a file or a missing library says makes a service of ours disappear, so that another provider
 * takes its place without a word: in JVMs with Handfast first.
 */
@Tag("contract")
class GarbageTest {

    /**
     * Any value of these is a value: names of stores and rules about algorithms; or others read them, or only later.
     */
    private static final List<String> SILENT = List.of("https.protocols", "https.cipherSuites",
            "ssl.SocketFactory.provider", "ssl.ServerSocketFactory.provider",
            "jdk.tls.disabledAlgorithms", "jdk.certpath.disabledAlgorithms", "jdk.disabled.namedCurves",
            "javax.net.ssl.keyStorePassword", "javax.net.ssl.keyStoreProvider", "com.sun.security.enableCRLDP",
            "com.sun.security.enableAIAcaIssuers", "com.sun.security.onlyCheckRevocationOfEECert",
            "com.sun.security.ocsp.timeout", "com.sun.security.crl.timeout", "com.sun.security.cert.timeout",
            "com.sun.security.allowedAIALocations", "ocsp.enable", "ocsp.responderURL",
            "handfast.pki.mustStaple", "handfast.pki.transparency.logs", "handfast.pki.transparency.least",
            "handfast.pki.anchorConstraints", "handfast.pki.allowedRevocationLocations",
            "handfast.session.label");

    @Test
    void garbageIsToldOrRefusedAndNeverHandedOn() throws Exception {
        List<String> arguments = new ArrayList<>(List.of("../provider/docs/PROPERTIES.md", "../provider/docs/PATHS.md",
                "silent"));
        arguments.addAll(SILENT);
        // A small store: the JDK's takes long to read.
        Path trust = Identity.write(Identity.trustStore(List.of(TestPki.root("CN=t").certificate())),
                Files.createTempDirectory(Workspace.shared().directory(), "garbage").resolve("trust.p12"));
        String output = TestJvm.run(List.of("-Djavax.net.ssl.trustStore=" + trust,
                "-Djavax.net.ssl.trustStorePassword=" + Identity.PASSWORD), GarbageProbe.class,
                arguments.toArray(new String[0]));
        assertTrue(output.contains("TRIED "), output);
        assertFalse(output.lines().anyMatch(line -> line.startsWith("BAD")), output);
    }

    @Test
    void slipsOfThePenAreToldWithTheRightName() throws Exception {
        String output = TestJvm.run(List.of("-Dhandfast.sesion.ticketbytes=1", "-Dhandfast.tracing=handshake",
                "-Dhandfast.pki.mustStapel=true"), Default.class);
        assertTrue(output.contains("did you mean handfast.session.ticketBytes?"), output);
        assertTrue(output.contains("did you mean handfast.debug.trace?"), output);
        assertEquals(2, output.split("did you mean handfast.pki.mustStaple\\?").length, output);
    }

    @ParameterizedTest
    @ValueSource(strings = {"javax.net.ssl.trustStorePassword=wrong", "javax.net.ssl.keyStore=/nonexistent/k.p12",
        "jdk.tls.namedGroups=ffdhe8192", "jdk.tls.client.protocols=TLSv9", "javax.net.ssl.trustStoreType=none such",
        "handfast.pki.transparency=perhaps"})
    void defaultContextsFailInTheOpen(String property) throws Exception {
        String output = TestJvm.run(List.of("-D" + property), Default.class);
        String name = property.substring(0, property.indexOf('='));
        for (String use : List.of("factory", "server", "url", "engine", "client")) {
            String line = output.lines().filter(l -> l.startsWith(use + " ")).findFirst().orElseThrow();
            assertTrue(line.contains(" failed ") && line.contains(name) && line.contains("Handfast"), output);
        }
        assertTrue(output.contains("provider Handfast"), output);
        assertFalse(output.contains("SunJSSE"), output);
    }

    @ParameterizedTest
    @ValueSource(strings = {"empty", "half", "text", "pem", "directory", "wrong password", "missing"})
    void filesOfStoresAreNamedWithWhatIsWrong(String wrong) throws Exception {
        Path folder = Files.createTempDirectory(Workspace.shared().directory(), "stores");
        Path file = folder.resolve("store.p12");
        TestPki root = TestPki.root("CN=r");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("r", root.certificate());
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        store.store(whole, "right".toCharArray());
        String said = switch (wrong) {
            case "empty" -> write(file, new byte[0], "is empty");
            case "half" -> write(file, Arrays.copyOf(whole.toByteArray(), whole.size() / 2), "is cut off");
            case "text" -> write(file, "certificates\n".getBytes(StandardCharsets.US_ASCII),
                    "is no key store");
            case "pem" -> write(file, "-----BEGIN CERTIFICATE-----\n".getBytes(
                    StandardCharsets.US_ASCII), "is a PEM file");
            case "wrong password" -> write(file, whole.toByteArray(), "password is wrong");
            case "directory" -> {
                Files.createDirectory(file);
                yield "is a directory";
            }
            default -> "no such file";
        };
        for (String property : List.of("javax.net.ssl.keyStore", "javax.net.ssl.trustStore")) {
            System.setProperty(property, file.toString());
            System.setProperty(property + "Password", wrong.equals("wrong password") ? "wrong" : "right");
            try {
                SSLContext context = SSLContext.getInstance("Default", JsseStack.HANDFAST.provider());
                String text;
                try {
                    context.getSocketFactory().createSocket().close();
                    text = "works";
                } catch (SSLException e) {
                    text = e.getMessage();
                }
                // As in SunJSSE a trust store that is not there trusts nobody; the log says so.
                boolean trustsNobody = property.endsWith("trustStore") && wrong.equals("missing");
                assertEquals(trustsNobody, text.equals("works"), text);
                assertTrue(trustsNobody || text.contains(property + " " + file) && text.contains(said), text);
            } finally {
                System.clearProperty(property);
                System.clearProperty(property + "Password");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"empty", "directory", "missing", "binary", "comment"})
    void aFileOfTicketSecretsIsNamedWithWhatIsWrong(String wrong) throws Exception {
        Path file = Files.createTempDirectory(Workspace.shared().directory(), "secrets").resolve("secrets");
        String said = switch (wrong) {
            case "empty" -> write(file, new byte[0], "is empty");
            case "binary" -> write(file, new byte[] {-1, 0, -128, 77}, "not base64");
            case "comment" -> write(file, "# none yet\n".getBytes(StandardCharsets.US_ASCII), "holds no secret");
            case "directory" -> {
                Files.createDirectory(file);
                yield "is a directory";
            }
            default -> "no such file";
        };
        IOException thrown = assertThrows(IOException.class, () -> SecretFile.read(file));
        assertTrue(thrown.getMessage().startsWith("handfast.session.ticketSecretFile " + file)
                && thrown.getMessage().contains(said), thrown.getMessage());
    }

    private static String write(Path file, byte[] content, String said) throws IOException {
        Files.write(file, content);
        return said;
    }

    /** Uses all that the JDK makes of the default context. */
    static final class Default {

        private Default() {
        }

        private interface Use {
            Object run() throws Exception;
        }

        public static void main(String[] arguments) throws Exception {
            Security.insertProviderAt(new HandfastProvider(), 1);
            System.out.println("provider " + SSLContext.getDefault().getProvider().getName());
            use("factory", () -> SSLSocketFactory.getDefault().createSocket());
            use("server", () -> SSLServerSocketFactory.getDefault().createServerSocket());
            use("url", () -> ((HttpsURLConnection) new URL("https://localhost:1/").openConnection()).getInputStream());
            use("engine", () -> SSLContext.getDefault().createSSLEngine());
            use("client", HttpClient::newHttpClient);
            System.exit(0);
        }

        private static void use(String what, Use use) {
            try {
                System.out.println(what + " works: " + use.run());
            } catch (Exception | Error e) {
                StringBuilder text = new StringBuilder();
                for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                    text.append(cause).append(" / ");
                }
                System.out.println(what + " failed " + text);
            }
        }
    }
}
