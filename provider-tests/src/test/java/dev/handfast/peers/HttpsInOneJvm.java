package dev.handfast.peers;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.Provider;
import java.security.Security;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;

/**
 * A program that serves and opens an https URL by the JVM's defaults alone; {@code ProviderUseTest} starts it with the
 * provider configured in one way or another. With the argument {@code insert} it puts the provider first itself. It is
 * not in that test's package, which on the module path is the module's.
 */
public final class HttpsInOneJvm {

    private HttpsInOneJvm() {
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0 && arguments[0].equals("insert")) {
            Security.insertProviderAt((Provider) Class.forName("dev.handfast.HandfastProvider").getDeclaredConstructor()
                    .newInstance(), 1);
        }
        SSLContext context = SSLContext.getDefault();
        System.out.println("context of " + context.getProvider().getName() + " in "
                + context.getProvider().getClass().getModule());
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            byte[] body = ((HttpsExchange) exchange).getSSLSession().getProtocol().getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        URI uri = URI.create("https://localhost:" + server.getAddress().getPort() + "/");
        HttpsURLConnection connection = (HttpsURLConnection) uri.toURL().openConnection();
        System.out.println("HttpsURLConnection: " + new String(connection.getInputStream().readAllBytes(),
                StandardCharsets.US_ASCII));
        HttpResponse<String> response = HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(),
                HttpResponse.BodyHandlers.ofString());
        System.out.println("HttpClient: " + response.body());
        server.stop(0);
    }
}
