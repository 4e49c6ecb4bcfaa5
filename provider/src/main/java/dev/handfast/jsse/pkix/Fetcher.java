package dev.handfast.jsse.pkix;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Fetches lists, responses and issuers over plain HTTP, with caps on time and size. Plain, because what is fetched is
 * signed, and HTTPS would need what is being fetched (RFC 5280 section 8).
 */
final class Fetcher {

    /** Seconds to connect, and again to read: the JDK's default for revocation lists. */
    static final int TIMEOUT_SECONDS = 15;

    private Fetcher() {
    }

    /** The URI, if it is one that is fetched from: http, with a host; else null. */
    static URI uri(String text) {
        try {
            URI uri = new URI(text.trim());
            boolean http = uri.getScheme() != null && uri.getScheme().toLowerCase(Locale.ROOT).equals("http");
            return http && uri.getHost() != null ? uri : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    /** The body at a URI. */
    static byte[] get(URI uri, int mostBytes, int timeoutSeconds) throws IOException {
        return body(open(uri, timeoutSeconds), mostBytes, System.nanoTime() + timeoutSeconds * 1_000_000_000L);
    }

    /** The body that answers a POST. */
    static byte[] post(URI uri, String type, byte[] content, int mostBytes, int timeoutSeconds) throws IOException {
        HttpURLConnection connection = open(uri, timeoutSeconds);
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", type);
        connection.setFixedLengthStreamingMode(content.length);
        try (OutputStream out = connection.getOutputStream()) {
            out.write(content);
        }
        return body(connection, mostBytes, System.nanoTime() + timeoutSeconds * 1_000_000_000L);
    }

    private static HttpURLConnection open(URI uri, int timeoutSeconds) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setConnectTimeout(timeoutSeconds * 1000);
        connection.setReadTimeout(timeoutSeconds * 1000);
        connection.setInstanceFollowRedirects(true);
        return connection;
    }

    private static byte[] body(HttpURLConnection connection, int mostBytes, long deadline) throws IOException {
        try {
            if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
                throw new IOException("status " + connection.getResponseCode() + " from " + connection.getURL());
            }
            return body(connection.getInputStream(), mostBytes, deadline);
        } finally {
            connection.disconnect();
        }
    }

    private static byte[] body(InputStream from, int mostBytes, long deadline) throws IOException {
        try (InputStream in = from) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            byte[] piece = new byte[8192];
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                body.write(piece, 0, n);
                if (body.size() > mostBytes) {
                    throw new IOException("more than " + mostBytes + " bytes");
                }
                if (System.nanoTime() - deadline > 0) {
                    throw new IOException("still reading when the time allowed was over");
                }
            }
            return body.toByteArray();
        }
    }
}
