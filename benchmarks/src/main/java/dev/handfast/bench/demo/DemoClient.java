package dev.handfast.bench.demo;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;

/** Any program that fetches an {@code https} URL. It imports the JDK and nothing else. */
public final class DemoClient {

    private DemoClient() {}

    /** Fetches the URL that is the argument and prints the answer, and what the JDK says about the connection. */
    public static void main(String[] arguments) throws IOException, NoSuchAlgorithmException {
        HttpsURLConnection connection = (HttpsURLConnection) new URL(arguments[0]).openConnection();
        connection.setConnectTimeout(10_000);
        connection.setReadTimeout(10_000);
        connection.connect();
        SSLSession session = connection.getSSLSession().orElseThrow();
        String body;
        try (InputStream in = connection.getInputStream()) {
            body = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        System.out.printf("  HTTP %d: %s%n", connection.getResponseCode(), body.strip());
        System.out.printf("  client: %s, %s, on %s; server is %s%n", session.getProtocol(), session.getCipherSuite(),
                SSLContext.getDefault().getProvider().getName(), session.getPeerPrincipal());
    }
}
