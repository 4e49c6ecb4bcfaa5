package dev.handfast.packaging;

import java.net.URI;
import java.nio.charset.StandardCharsets;

import javax.net.ssl.HttpsURLConnection;

/** What a program asks for first: one page by {@code HttpsURLConnection}. */
final class FirstRequestMain {

    private FirstRequestMain() {
    }

    public static void main(String[] port) throws Exception {
        HttpsURLConnection connection = (HttpsURLConnection) URI.create("https://localhost:" + port[0] + "/").toURL()
                .openConnection();
        String page = new String(connection.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        System.out.println("PAGE " + page + " by " + connection.getClass().getSimpleName());
    }
}
