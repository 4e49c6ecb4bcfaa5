package dev.handfast.jsse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.Identity;
import dev.handfast.peers.JsseRow;
import dev.handfast.peers.KeyKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The JDK's own HTTPS clients and server over a provider's context; SunJSSE is the oracle. */
@ParameterizedClass
@MethodSource("dev.handfast.peers.JsseRow#all")
@Tag("contract")
class HttpsContractTest {

    private static final byte[] LARGE = "0123456789abcdef".repeat(20_000).getBytes(StandardCharsets.US_ASCII);

    @Parameter
    JsseRow row;

    private final ExecutorService workers = Executors.newCachedThreadPool();
    private HttpsServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop(0);
        }
        workers.shutdownNow();
    }

    private URI serve(Identity identity, boolean clientAuth) throws IOException {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(row.stack().context(identity)) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters settings = getSSLContext().getDefaultSSLParameters();
                settings.setProtocols(new String[] {row.version()});
                settings.setNeedClientAuth(clientAuth);
                parameters.setSSLParameters(settings);
            }
        });
        server.setExecutor(workers);
        server.createContext("/", HttpsContractTest::answer);
        server.start();
        return URI.create("https://localhost:" + server.getAddress().getPort() + "/");
    }

    private static void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (body.length == 0) {
            body = exchange.getRequestURI().getPath().equals("/large") ? LARGE
                    : ((HttpsExchange) exchange).getSSLSession().getProtocol().getBytes(StandardCharsets.US_ASCII);
        }
        exchange.sendResponseHeaders(200, body.length);
        try (exchange) {
            exchange.getResponseBody().write(body);
        }
    }

    private HttpsURLConnection open(URI uri, SSLContext context) throws IOException {
        HttpsURLConnection connection = (HttpsURLConnection) uri.toURL().openConnection();
        connection.setSSLSocketFactory(context.getSocketFactory());
        connection.setConnectTimeout(20_000);
        connection.setReadTimeout(20_000);
        return connection;
    }

    @Test
    void urlConnectionsReadAndTellWhoAnswered() throws Exception {
        URI uri = serve(Credentials.shared().server(KeyKind.P256), false);
        HttpsURLConnection connection = open(uri, row.client());
        assertEquals(row.version(), new String(connection.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        assertEquals("CN=server-P256", connection.getPeerPrincipal().getName());
        assertEquals(Credentials.shared().server(KeyKind.P256).certificate(), connection.getServerCertificates()[0]);
        assertTrue(connection.getCipherSuite().startsWith("TLS_"));
        assertArrayEquals(LARGE, open(uri.resolve("/large"), row.client()).getInputStream().readAllBytes());
    }

    @Test
    void urlConnectionsPostAndReuseTheConnection() throws Exception {
        URI uri = serve(Credentials.shared().server(KeyKind.P256), false);
        SSLContext context = row.client();
        for (int i = 0; i < 5; i++) {
            HttpsURLConnection connection = open(uri, context);
            connection.setDoOutput(true);
            connection.getOutputStream().write(LARGE);
            assertArrayEquals(LARGE, connection.getInputStream().readAllBytes());
        }
    }

    @Test
    void urlConnectionsRefuseTheWrongServer() throws Exception {
        for (Identity identity : List.of(Credentials.shared().wrongHost(), Credentials.shared().unknownCa(),
                Credentials.shared().expired())) {
            URI uri = serve(identity, false);
            SSLHandshakeException fault = assertThrows(SSLHandshakeException.class,
                    () -> open(uri, row.client()).getInputStream(), identity.name());
            assertTrue(hasCause(fault, CertificateException.class), identity.name() + ": " + fault);
            server.stop(0);
        }
    }

    private static boolean hasCause(Throwable thrown, Class<?> type) {
        for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private HttpClient client(Identity identity) {
        return HttpClient.newBuilder().sslContext(row.stack().context(identity)).executor(workers)
                .connectTimeout(Duration.ofSeconds(20)).build();
    }

    @Test
    void httpClientReadsPostsAndRunsInParallel() throws Exception {
        URI uri = serve(Credentials.shared().server(KeyKind.P256), false);
        HttpClient client = client(null);
        HttpRequest get = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build();
        HttpResponse<String> answer = client.send(get, BodyHandlers.ofString());
        assertEquals(row.version(), answer.body());
        assertEquals(row.version(), answer.sslSession().orElseThrow().getProtocol());
        assertEquals("CN=server-P256", answer.sslSession().orElseThrow().getPeerPrincipal().getName());
        HttpRequest post = HttpRequest.newBuilder(uri).POST(BodyPublishers.ofByteArray(LARGE)).build();
        assertArrayEquals(LARGE, client.send(post, BodyHandlers.ofByteArray()).body());
        HttpRequest large = HttpRequest.newBuilder(uri.resolve("/large")).timeout(Duration.ofSeconds(20)).build();
        List<CompletableFuture<HttpResponse<byte[]>>> all = IntStream.range(0, 20)
                .mapToObj(i -> client.sendAsync(large, BodyHandlers.ofByteArray())).toList();
        for (CompletableFuture<HttpResponse<byte[]>> one : all) {
            assertArrayEquals(LARGE, one.join().body());
        }
    }

    @Test
    void httpClientRefusesTheWrongServer() throws Exception {
        for (Identity identity : List.of(Credentials.shared().wrongHost(), Credentials.shared().unknownCa(),
                Credentials.shared().expired())) {
            URI uri = serve(identity, false);
            HttpRequest get = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build();
            IOException fault = assertThrows(IOException.class, () -> client(null).send(get, BodyHandlers.ofString()));
            assertInstanceOf(SSLHandshakeException.class, fault, identity.name());
            assertTrue(hasCause(fault, CertificateException.class), identity.name() + ": " + fault);
            server.stop(0);
        }
    }

    @Test
    void clientCertificatesWorkWithBothClients() throws Exception {
        URI uri = serve(Credentials.shared().server(KeyKind.P256), true);
        Identity own = Credentials.shared().client(KeyKind.P256);
        assertEquals(200, open(uri, row.stack().context(own)).getResponseCode());
        HttpRequest get = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build();
        assertEquals(200, client(own).send(get, BodyHandlers.ofString()).statusCode());
        assertThrows(IOException.class, () -> open(uri, row.client()).getResponseCode());
        assertThrows(IOException.class, () -> client(null).send(get, BodyHandlers.ofString()));
    }
}
