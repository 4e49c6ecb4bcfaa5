import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.client.transport.ClientConnectionFactoryOverHTTP2;
import org.eclipse.jetty.client.transport.HttpClientTransportDynamic;
import org.eclipse.jetty.client.transport.HttpClientConnectionFactory;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * A server of Jetty 12 with an ALPN connector, and who asks it: Jetty's client, the JDK's two, and a socket. It has no
 * handler, so that the answer is 404. Older Jettys have some classes in other packages.
 */
public class JettyRow {

    /** The server's key store, the trust store, their password, the version of TLS. */
    public static void main(String[] arguments) throws Exception {
        String password = arguments[2];
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStorePath(arguments[0]);
        tls.setKeyStorePassword(password);
        tls.setIncludeProtocols(arguments[3]);
        HttpConfiguration http = new HttpConfiguration();
        http.addCustomizer(new SecureRequestCustomizer());
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
        alpn.setDefaultProtocol("http/1.1");
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server, new SslConnectionFactory(tls, alpn.getProtocol()), alpn,
                new HTTP2ServerConnectionFactory(http), new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.start();
        URI uri = URI.create("https://localhost:" + connector.getLocalPort() + "/");
        System.out.println("engines of " + tls.newSSLEngine().getClass().getPackageName());

        SslContextFactory.Client trusting = new SslContextFactory.Client();
        trusting.setTrustStorePath(arguments[1]);
        trusting.setTrustStorePassword(password);
        for (boolean h2 : new boolean[] {true, false}) {
            ClientConnector below = new ClientConnector();
            below.setSslContextFactory(trusting);
            org.eclipse.jetty.client.HttpClient client = new org.eclipse.jetty.client.HttpClient(h2
                    ? new HttpClientTransportDynamic(below,
                            new ClientConnectionFactoryOverHTTP2.HTTP2(new HTTP2Client(below)),
                            HttpClientConnectionFactory.HTTP11)
                    : new HttpClientTransportDynamic(below, HttpClientConnectionFactory.HTTP11));
            client.start();
            for (int turn = 0; turn < 3; turn++) {
                var response = client.GET(uri);
                System.out.println("jetty " + response.getVersion() + " " + response.getStatus());
            }
            client.stop();
        }

        HttpClient jdk = HttpClient.newHttpClient();
        HttpResponse<String> response = jdk.send(HttpRequest.newBuilder(uri).build(),
                HttpResponse.BodyHandlers.ofString());
        System.out.println("jdk " + response.version() + " " + response.statusCode());

        HttpsURLConnection old = (HttpsURLConnection) uri.toURL().openConnection();
        System.out.println("without ALPN " + old.getResponseCode());

        alpn.setDefaultProtocol(null);
        try (SSLSocket socket = (SSLSocket) SSLSocketFactory.getDefault().createSocket("localhost", uri.getPort())) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"neither"});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            System.out.println("nothing in common: connected");
        } catch (SSLException expected) {
            System.out.println("nothing in common: " + expected.getMessage());
        }
        server.stop();
        System.out.println("done");
    }
}
