import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.HttpsURLConnection;

/** Plain JDK code that knows of no provider: Get KINDS URL..., of which each is asked for by url, client or client1. */
public class Get {
    public static void main(String[] args) throws Exception {
        for (int i = 1; i < args.length; i++) {
            for (String kind : args[0].split(",")) {
                System.out.println("GET " + kind);
                get(kind, args[i]);
            }
        }
        System.out.println("CONTEXT " + javax.net.ssl.SSLContext.getDefault().getProvider().getName());
    }

    private static void get(String kind, String url) {
        try {
            System.out.println("BODY " + (kind.equals("url") ? byUrl(url) : byClient(kind, url)));
        } catch (Exception e) {
            StringBuilder text = new StringBuilder("FAULT ");
            for (Throwable t = e; t != null; t = t.getCause()) {
                text.append(t.getClass().getName()).append(": ").append(t.getMessage()).append(" | ");
            }
            System.out.println(text);
            if (Boolean.getBoolean("stack")) {
                e.printStackTrace(System.out);
            }
        }
    }

    private static String byUrl(String url) throws Exception {
        HttpsURLConnection connection = (HttpsURLConnection) URI.create(url).toURL().openConnection();
        connection.setConnectTimeout(20_000);
        connection.setReadTimeout(20_000);
        String body = new String(connection.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        return connection.getResponseCode() + " HTTP_1_1 " + connection.getCipherSuite() + " "
                + body.replace('\n', ' ');
    }

    private static String byClient(String kind, String url) throws Exception {
        HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(20))
                .version(kind.equals("client1") ? HttpClient.Version.HTTP_1_1 : HttpClient.Version.HTTP_2).build();
        HttpResponse<String> answer = client.send(HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.version() + " " + answer.sslSession().orElseThrow().getCipherSuite()
                + " " + answer.body().replace('\n', ' ');
    }
}
