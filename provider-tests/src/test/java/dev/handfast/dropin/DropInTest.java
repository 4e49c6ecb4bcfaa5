package dev.handfast.dropin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handfast.peers.Background;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.ExternalProcess;
import dev.handfast.peers.Identity;
import dev.handfast.peers.KeyKind;
import dev.handfast.peers.OpenSsl;
import dev.handfast.peers.Peer.PeerServer;
import dev.handfast.peers.Pin;
import dev.handfast.peers.ScriptPeer;
import dev.handfast.peers.Tools;
import dev.handfast.peers.Workspace;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * JVMs that run unchanged programs with the packaged jar and an override file; {@link Installed#NOT} is the control
 * that shows that the programs and peers are right.
 */
@Tag("contract")
class DropInTest {

    private static final Pattern PORT = Pattern.compile("PORT (\\d+)");
    private static final Pin TLS_13 = new Pin("TLSv1.3", null, null, KeyKind.P256, null);
    private static final Pin TLS_12 = new Pin("TLSv1.2", null, null, KeyKind.P256, null);
    private static final List<String> NO_OPTIONS = List.of();

    @BeforeEach
    void peers() {
        if (!Tools.isMandatory()) {
            assumeTrue(Tools.find("openssl").isPresent(), Tools.missing("openssl"));
        }
    }

    private static String url(int port) {
        return "https://localhost:" + port + "/";
    }

    private static void assertAnswer(String output, String... parts) {
        for (String part : parts) {
            assertTrue(output.contains(part), part + " is missing in " + output);
        }
        assertFalse(output.lines().anyMatch(line -> line.startsWith("FAULT")), output);
    }

    @Test
    void aModuleThatRequiresItCompiles() throws Exception {
        Installed.MODULE_PATH.assumePackaged();
        assertEquals("", Installed.compileModule(Files.createTempDirectory(Workspace.shared().directory(), "module")));
    }

    /** What was said of one kind of client. */
    private static String of(String kind, String output) {
        return List.of(output.split("(?m)^(?=GET )")).stream().filter(each -> each.startsWith("GET " + kind + "\n"))
                .findFirst().orElseThrow(() -> new AssertionError(kind + " is missing in " + output));
    }

    private static String provider(Installed installed) {
        return installed == Installed.NOT ? "SunJSSE" : "Handfast";
    }

    @ParameterizedTest
    @EnumSource(Installed.class)
    void clientsReachOpenSsl(Installed installed) throws Exception {
        installed.assumePackaged();
        OpenSsl openssl = new OpenSsl();
        for (Pin pin : List.of(TLS_13, TLS_12)) {
            try (PeerServer server = openssl.serve(pin)) {
                // Each in a JVM of its own, as s_server serves one connection after another
                for (String kind : List.of("url", "client1", "client")) {
                    // without it SunJSSE of JDK 17 leaves s_server waiting for a close_notify, and HttpClient hangs
                    List<String> options = installed == Installed.NOT
                            ? List.of("-Djdk.tls.acknowledgeCloseNotify=true") : NO_OPTIONS;
                    assertAnswer(installed.run(options, "Get", kind, url(server.port())), "BODY 200 HTTP_1_1",
                            "s_server", "CONTEXT " + provider(installed));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Installed.class)
    void httpClientAgreesOnHttp2(Installed installed) throws Exception {
        installed.assumePackaged();
        if (!Tools.isMandatory()) {
            assumeTrue(Tools.findNpm("node").isPresent(), Tools.missing("node"));
        }
        try (ScriptPeer node = new ScriptPeer(ScriptPeer.Kind.NODE)) {
            for (Pin pin : List.of(TLS_13, TLS_12)) {
                try (PeerServer server = node.serveHttp2(pin)) {
                    String output = installed.run(NO_OPTIONS, "Get", "client,client1", url(server.port()));
                    assertAnswer(of("client", output), "BODY 200 HTTP_2", "interop answer 2.0");
                    assertAnswer(of("client1", output), "BODY 200 HTTP_1_1", "interop answer 1.1");
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Installed.class)
    void clientsReachTheJdksServer(Installed installed) throws Exception {
        installed.assumePackaged();
        Path store = Credentials.shared().server(KeyKind.P256).writePkcs12(Workspace.shared().directory());
        for (Installed onServer : List.of(installed, Installed.NOT)) {
            try (ExternalProcess server = onServer.start(NO_OPTIONS, "Serve", store.toString(), Identity.PASSWORD)) {
                int port = Integer.parseInt(server.await(PORT).group(1));
                for (String version : List.of("TLSv1.3", "TLSv1.2")) {
                    List<String> only = List.of("-Djdk.tls.client.protocols=" + version);
                    String output = installed.run(only, "Get", "url,client", url(port));
                    for (String kind : List.of("url", "client")) {
                        assertAnswer(of(kind, output), "served by " + provider(onServer) + " " + version);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Installed.class)
    void wrongServersAreNamed(Installed installed) throws Exception {
        installed.assumePackaged();
        OpenSsl openssl = new OpenSsl();
        Credentials credentials = Credentials.shared();
        Map<Identity, Pattern> causes = Map.of(
                credentials.wrongHost(),
                Pattern.compile("(?i)(No (subject alternative|name)|is not for the host).*localhost"),
                credentials.unknownCa(), Pattern.compile("(?i)unable to find valid certification path|trust anchor|"
                        + "no trusted"),
                credentials.expired(), Pattern.compile("(?i)expired|NotAfter"));
        for (Identity identity : causes.keySet()) {
            try (PeerServer server = openssl.serve(TLS_13, identity)) {
                String all = installed.run(NO_OPTIONS, "Get", "url,client", url(server.port()));
                for (String kind : List.of("url", "client")) {
                    String output = of(kind, all);
                    assertTrue(output.contains("FAULT javax.net.ssl.SSLHandshakeException"), output);
                    assertTrue(output.contains("java.security.cert.Cert")
                            || output.contains("sun.security.validator.ValidatorException"), output);
                    assertTrue(causes.get(identity).matcher(output).find(), identity + ": " + output);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Installed.class)
    void aPlainHttpServerIsNamed(Installed installed) throws Exception {
        installed.assumePackaged();
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            // HttpClient may connect once more: where its writer sends the alert before its reader has told the
            // failure, it takes the handshake for complete and the closed connection for one that is worth another try.
            Future<Void> http = Background.run(() -> {
                while (!listener.isClosed()) {
                    answerInPlaintext(listener);
                }
            });
            String all = installed.run(NO_OPTIONS, "Get", "url,client", url(listener.getLocalPort()));
            for (String kind : List.of("url", "client")) {
                String output = of(kind, all);
                assertTrue(output.contains("FAULT javax.net.ssl.SSLException"), output);
                assertTrue(Pattern.compile("(?i)plain|HTTP|unsupported or unrecognized").matcher(output).find(),
                        output);
            }
            listener.close();
            Background.get(http);
        }
    }

    /** As a server of plain HTTP: it reads what it takes for a request before it complains. */
    private static void answerInPlaintext(ServerSocket listener) throws IOException {
        try (Socket accepted = listener.accept()) {
            accepted.getInputStream().readNBytes(5);
            accepted.getOutputStream().write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            accepted.shutdownOutput();
            accepted.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (SocketException e) {
            // The test is over, or the client has reset its connection: the next one is served all the same.
            assertTrue(listener.isClosed() || e.getMessage().contains("reset") || e.getMessage().contains("pipe"),
                    e.toString());
        }
    }

    @ParameterizedTest
    @EnumSource(Installed.class)
    void theOtherProvidersStayAsTheyWere(Installed installed) throws Exception {
        installed.assumePackaged();
        String output = installed.run(NO_OPTIONS, "Others");
        List<String> providers = output.lines().filter(line -> line.startsWith("PROVIDER ")).toList();
        assertTrue(providers.containsAll(List.of("PROVIDER SUN", "PROVIDER SunJSSE", "PROVIDER SunJCE")), output);
        assertEquals(installed == Installed.NOT, !providers.get(0).equals("PROVIDER Handfast"), output);
        assertAnswer(output, "DEFAULT " + provider(installed), "TLS " + provider(installed), "SUN SunJSSE",
                "DIGEST SUN", "CIPHER SunJCE", "KEY EC", "X509 SUN", "KMF ", "TMF ");
        assertTrue(output.contains(installed == Installed.MODULE_PATH ? "MODULE dev.handfast.provider"
                : installed == Installed.CLASS_PATH ? "MODULE null" : "MODULE java.base"), output);
    }

    @ParameterizedTest
    @EnumSource(Installed.class)
    void keytoolAndJarsignerWork(Installed installed) throws Exception {
        installed.assumePackaged();
        Path directory = Files.createTempDirectory(Workspace.shared().directory(), "tools");
        String store = directory.resolve("store.p12").toString();
        installed.runTool("keytool", "-genkeypair", "-keyalg", "EC", "-alias", "a", "-dname", "CN=tool", "-keystore",
                store, "-storetype", "PKCS12", "-storepass", Identity.PASSWORD);
        assertTrue(installed.runTool("keytool", "-list", "-keystore", store, "-storepass", Identity.PASSWORD)
                .contains("PrivateKeyEntry"));
        Path jar = directory.resolve("some.jar");
        Files.writeString(directory.resolve("entry.txt"), "entry");
        Tools.output(List.of(Path.of(System.getProperty("java.home"), "bin", "jar").toString(), "cf", jar.toString(),
                "-C", directory.toString(), "entry.txt"));
        installed.runTool("jarsigner", "-keystore", store, "-storepass", Identity.PASSWORD, jar.toString(), "a");
        assertTrue(installed.runTool("jarsigner", "-verify", jar.toString()).contains("jar verified"));
    }

    @ParameterizedTest
    @EnumSource(names = {"CLASS_PATH", "MODULE_PATH"})
    void keytoolReadsPem(Installed installed) throws Exception {
        installed.assumePackaged();
        String listed = installed.runTool("keytool", "-list", "-storetype", "PEM", "-keystore",
                Installed.keyStore("PEM").toString(), "-storepass", Identity.PASSWORD);
        assertTrue(listed.contains("Keystore type: PEM") && listed.contains("PrivateKeyEntry"), listed);
    }
}
