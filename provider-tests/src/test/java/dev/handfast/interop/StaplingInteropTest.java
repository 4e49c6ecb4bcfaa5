package dev.handfast.interop;

import static dev.handfast.peers.SystemProperties.with;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handfast.jsse.pkix.Responder;
import dev.handfast.jsse.pkix.TestRevocation;
import dev.handfast.jsse.pkix.TestRevocation.Status;
import dev.handfast.peers.Background;
import dev.handfast.peers.ExternalProcess;
import dev.handfast.peers.Identity;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.Peer;
import dev.handfast.peers.SocketPair;
import dev.handfast.peers.Tools;
import dev.handfast.peers.Workspace;
import dev.handfast.pki.TestLog;
import dev.handfast.pki.TestPki;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireWriter;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.regex.Pattern;

import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** Staples and timestamps to and from OpenSSL and GnuTLS, in both versions; SunJSSE is in {@code StaplingTest}. */
@Tag("interop")
class StaplingInteropTest {

    private static final Pattern ACCEPTING = Pattern.compile("ACCEPT \\S*:(\\d+)");
    private static final int PATIENCE_MILLIS = 20_000;
    /** OpenSSL's SSL_EXT_CLIENT_HELLO, SSL_EXT_TLS1_2_SERVER_HELLO and SSL_EXT_TLS1_3_CERTIFICATE. */
    private static final int OPENSSL_CONTEXT = 0x80 | 0x100 | 0x1000;

    private final TestPki root = TestPki.root("CN=root");
    private final TestPki authority = root.authority("CN=authority");
    private Responder responder;
    private TestPki leaf;
    private Identity identity;

    @TempDir
    private Path directory;

    @BeforeEach
    void start() throws Exception {
        responder = new Responder();
        leaf = authority.issue("CN=localhost", c -> responder.ocsp("/ocsp").accept(c.dns("localhost")));
        identity = new Identity("staple", leaf.keys().getPrivate(),
                List.of(leaf.certificate(), authority.certificate(), root.certificate()));
        identity.writeChain(directory);
        identity.writeKey(directory);
        identity.writeRoot(directory);
    }

    @AfterEach
    void stop() {
        responder.close();
    }

    // Our server

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void toOpenSsl(String version) throws Exception {
        require("openssl");
        responder.says("/ocsp", response(Status.GOOD));
        String said = serve(version, port -> run(List.of(Tools.require("openssl"), "s_client", "-status", "-connect",
                "127.0.0.1:" + port, "-servername", "localhost", "-CAfile", file("root.pem"), "-verify_return_error",
                flag(version))));
        assertTrue(said.contains("OCSP Response Status: successful") && said.contains("Cert Status: good"), said);
        assertTrue(said.contains("Verify return code: 0 (ok)"), said);
        responder.says("/ocsp", null);
        said = serve(version, port -> run(List.of(Tools.require("openssl"), "s_client", "-status", "-connect",
                "127.0.0.1:" + port, "-servername", "localhost", "-CAfile", file("root.pem"), flag(version))));
        assertTrue(said.contains("OCSP response: no response sent"), said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void toGnuTls(String version) throws Exception {
        require("gnutls-cli");
        byte[] good = response(Status.GOOD);
        responder.says("/ocsp", good);
        String said = serve(version, port -> run(List.of(Tools.require("gnutls-cli"), "--port", Integer.toString(port),
                "--x509cafile", file("root.pem"), "--sni-hostname", "localhost", "--verify-hostname", "localhost",
                "--save-ocsp", file("saved.der"), "--priority", priority(version), "127.0.0.1")));
        assertTrue(said.contains("Status: The certificate is trusted"), said);
        assertArrayEquals(good, Files.readAllBytes(directory.resolve("staple-saved.der")), said);
    }

    private interface Talk {
        String with(int port) throws Exception;
    }

    /** What a client says that is answered once by our server. */
    private String serve(String version, Talk talk) throws Exception {
        SSLContext context = with(Map.of("jdk.tls.server.enableStatusRequestExtension", "true"),
                () -> JsseStack.HANDFAST.context(List.of(identity), List.of(root.certificate())));
        try (SSLServerSocket listener = SocketPair.listener(context)) {
            listener.setEnabledProtocols(new String[] {version});
            Future<Void> serving = Background.run(() -> {
                try (SSLSocket socket = (SSLSocket) listener.accept()) {
                    socket.setSoTimeout(PATIENCE_MILLIS);
                    if (socket.getInputStream().read(new byte[1000]) > 0) {
                        socket.getOutputStream().write("HTTP/1.0 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    }
                }
            });
            String said = talk.with(listener.getLocalPort());
            Background.get(serving);
            return said;
        }
    }

    private static String run(List<String> command) throws IOException {
        try (ExternalProcess process = ExternalProcess.start(command)) {
            process.send(Peer.REQUEST);
            process.exitCode();
            return process.toString();
        }
    }

    // Our client

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void fromOpenSsl(String version) throws Exception {
        require("openssl");
        assertEquals(200, getFromOpenSsl(version, response(Status.GOOD)));
        assertRefused("(certificate_revoked) ", "was revoked at",
                () -> getFromOpenSsl(version, response(Status.REVOKED)));
        TestPki other = authority.issue("CN=other", c -> {});
        assertRefused("(bad_certificate_status_response) ", "the response is about other certificates",
                () -> getFromOpenSsl(version, TestRevocation.response(authority, other.certificate(), Status.GOOD,
                        authority, -1, 1)));
        assertRefused("(bad_certificate_status_response) ", "is not acceptable: the response is right from",
                () -> getFromOpenSsl(version, TestRevocation.response(authority, leaf.certificate(), Status.GOOD,
                        authority, -9, -8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void fromGnuTls(String version) throws Exception {
        require("gnutls-serv");
        assertEquals(200, getFromGnuTls(version, response(Status.GOOD)));
        assertRefused("(certificate_revoked) ", "was revoked at",
                () -> getFromGnuTls(version, response(Status.REVOKED)));
    }

    /** RFC 6962 section 3.3: by the TLS extension, and by OCSP. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void timestampsFromOpenSsl(String version) throws Exception {
        require("openssl");
        TestLog one = new TestLog("EC");
        TestLog two = new TestLog("EC");
        Files.writeString(directory.resolve("logs.pem"), one.pem() + two.pem());
        Map<String, String> policy = Map.of("handfast.pki.transparency", "require",
                "handfast.pki.transparency.logs", directory.resolve("logs.pem").toString());
        long now = System.currentTimeMillis();
        byte[] byOne = one.timestamp(now - 1000, leaf.certificate());
        byte[] byTwo = two.timestamp(now - 1000, leaf.certificate());
        assertEquals(200, (int) with(policy, () -> getFromOpenSsl(version, response(Status.GOOD), "-serverinfo",
                serverInfo(TestLog.list(byOne, byTwo)))));
        byte[] stapled = TestRevocation.response(authority, leaf.certificate(), Status.GOOD, authority,
                new java.util.Date(now - 10_000), new java.util.Date(now + 10_000_000), TestLog.list(byTwo));
        assertEquals(200, (int) with(policy, () -> getFromOpenSsl(version, stapled, "-serverinfo",
                serverInfo(TestLog.list(byOne)))));
        assertRefused("(certificate_unknown) ", "has valid timestamps of 1 known certificate transparency logs",
                () -> with(policy, () -> getFromOpenSsl(version, response(Status.GOOD), "-serverinfo",
                        serverInfo(TestLog.list(byOne)))));
    }

    /** OpenSSL's file of extensions to send: context, type and value. */
    private String serverInfo(byte[] timestamps) throws IOException {
        byte[] info = new WireWriter().u16(0).u16(OPENSSL_CONTEXT).u16(18).opaque16(Opaque.copyOf(timestamps))
                .toBytes();
        return Files.writeString(directory.resolve("info.pem"), "-----BEGIN SERVERINFOV2 FOR CT-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(info)
                + "\n-----END SERVERINFOV2 FOR CT-----\n").toString();
    }

    private int getFromOpenSsl(String version, byte[] staple, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of(Tools.require("openssl"), "s_server", "-accept", "127.0.0.1:0",
                "-www", "-cert", file("chain.pem"), "-cert_chain", file("chain.pem"), "-key", file("key.pem"),
                "-status_file", Files.write(directory.resolve("staple.der"), staple).toString(), flag(version)));
        command.addAll(List.of(more));
        try (ExternalProcess process = ExternalProcess.start(command)) {
            return get(Integer.parseInt(process.await(ACCEPTING).group(1)));
        }
    }

    private int getFromGnuTls(String version, byte[] staple) throws Exception {
        int port = Workspace.freePort();
        List<String> command = List.of(Tools.require("gnutls-serv"), "--http", "--port", Integer.toString(port),
                "--x509certfile", file("chain.pem"), "--x509keyfile", file("key.pem"), "--disable-client-cert",
                "--ocsp-response", Files.write(directory.resolve("staple.der"), staple).toString(),
                "--ignore-ocsp-response-errors", "--priority", priority(version));
        try (ExternalProcess process = ExternalProcess.start(command)) {
            Workspace.awaitListening(port, process);
            return get(port);
        }
    }

    private int get(int port) throws Exception {
        HttpsURLConnection connection = (HttpsURLConnection) new URL("https", "localhost", port, "/").openConnection();
        connection.setSSLSocketFactory(JsseStack.HANDFAST.context(List.of(), List.of(root.certificate()))
                .getSocketFactory());
        connection.setConnectTimeout(PATIENCE_MILLIS);
        connection.setReadTimeout(PATIENCE_MILLIS);
        return connection.getResponseCode();
    }

    private interface Getting {
        int get() throws Exception;
    }

    private static void assertRefused(String alert, String why, Getting getting) {
        SSLHandshakeException refused = assertThrows(SSLHandshakeException.class, getting::get);
        assertTrue(refused.getMessage().startsWith(alert) && refused.getMessage().contains(why), refused.getMessage());
    }

    private byte[] response(Status status) throws Exception {
        return TestRevocation.response(authority, leaf.certificate(), status, authority, -1, 1);
    }

    private String file(String name) {
        return directory.resolve("staple-" + name).toString();
    }

    private static String flag(String version) {
        return version.equals("TLSv1.3") ? "-tls1_3" : "-tls1_2";
    }

    private static String priority(String version) {
        return "NORMAL:-VERS-ALL:+VERS-" + version.replace("v", "");
    }

    private static void require(String program) {
        if (Tools.isMandatory()) {
            Tools.require(program);
        }
        assumeTrue(Tools.find(program).isPresent(), Tools.missing(program));
    }
}
