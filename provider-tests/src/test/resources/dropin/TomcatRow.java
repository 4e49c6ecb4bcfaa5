import java.io.File;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;

/** An embedded Tomcat with h2 whose key store has a type, and the JDK's two clients. It has no application: 404. */
public class TomcatRow {

    /** The protocol's class, the key store, its type, the password of the stores. */
    public static void main(String[] arguments) throws Exception {
        System.out.println("contexts of " + SSLContext.getInstance("TLS").getProvider().getName());
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(Files.createTempDirectory("tomcat").toString());
        Connector connector = new Connector(arguments[0]);
        connector.setPort(0);
        connector.setSecure(true);
        connector.setScheme("https");
        connector.setProperty("SSLEnabled", "true");
        connector.setProperty("address", "127.0.0.1");
        SSLHostConfig host = new SSLHostConfig();
        SSLHostConfigCertificate certificate = new SSLHostConfigCertificate(host,
                SSLHostConfigCertificate.Type.UNDEFINED);
        certificate.setCertificateKeystoreFile(new File(arguments[1]).getAbsolutePath());
        certificate.setCertificateKeystoreType(arguments[2]);
        certificate.setCertificateKeystorePassword(arguments[3]);
        host.addCertificate(certificate);
        connector.addSslHostConfig(host);
        connector.addUpgradeProtocol(new Http2Protocol());
        tomcat.setConnector(connector);
        tomcat.addContext("", null);
        tomcat.start();
        URI uri = URI.create("https://localhost:" + connector.getLocalPort() + "/");

        HttpClient jdk = HttpClient.newHttpClient();
        for (int turn = 0; turn < 3; turn++) {
            HttpResponse<String> response = jdk.send(HttpRequest.newBuilder(uri).build(),
                    HttpResponse.BodyHandlers.ofString());
            System.out.println("jdk " + response.version() + " " + response.statusCode());
        }
        HttpsURLConnection old = (HttpsURLConnection) uri.toURL().openConnection();
        System.out.println("without ALPN " + old.getResponseCode());
        tomcat.stop();
        tomcat.destroy();
        System.exit(0);
    }
}
