package dev.handfast.jsse.fetch;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger.Level;
import dev.handfast.wire.SafeLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * One request and response of HTTP/1.1 (RFC 9112) on a connection of its own. Not by the JDK's client, which has no
 * deadline for a whole exchange and may add what applications have set for themselves: cookies, passwords, Kerberos
 * tickets. Proxies are asked for as usual; one that wants a password is not served.
 */
final class HttpExchange {

    /** Bytes of status line, headers and trailers together; common servers send below 1 kB. */
    private static final int MAX_HEADER_BYTES = 16_384;

    /** Interim responses (RFC 9110 section 15.2) that are passed over. */
    private static final int MAX_INTERIM = 4;

    private static final int HTTP_PORT = 80;

    /** The server has answered, and has nothing for what was asked. */
    static final class Declined extends IOException {

        private static final long serialVersionUID = 1L;

        private Declined(String why) {
            super(why);
        }
    }

    private final URI uri;
    private final long begun = System.nanoTime();
    private final long deadline;
    private final int mostBytes;
    private final BodyMemory.Share memory;
    /** When its addresses were known. */
    private long connecting;

    /**
     * An exchange with a server.
     *
     * @param deadline when it ends at the latest, as {@link System#nanoTime} counts
     * @param mostBytes the largest body
     * @param memory where it is counted, if it is large
     */
    HttpExchange(URI uri, long deadline, int mostBytes, BodyMemory.Share memory) {
        this.uri = uri;
        this.deadline = deadline;
        this.mostBytes = mostBytes;
        this.memory = memory;
    }

    /**
     * The body that the server sends: to a GET, or to a POST of {@code content} if that is not null.
     *
     * @throws NotAsked if it was not asked for a reason of this process
     * @throws IOException if it sends none in time, or one that is too large, or any status but 200
     */
    byte[] run(@Nullable String type, byte @Nullable [] content) throws IOException {
        Proxy proxy = proxy();
        boolean proxied = proxy.type() == Proxy.Type.HTTP;
        try (Socket socket = proxied ? connect(Proxy.NO_PROXY, (InetSocketAddress) proxy.address())
                : connect(proxy, InetSocketAddress.createUnresolved(host(), port()))) {
            OutputStream out = socket.getOutputStream();
            out.write(request(proxied, type, content));
            out.flush();
            return response(new TimedInput(socket, deadline, MAX_HEADER_BYTES));
        } catch (SocketTimeoutException e) {
            if (connecting != 0 && deadline - connecting < (deadline - begun) / 2) {
                throw new NotAsked("most of the time allowed was over when its host's name had been looked up", e);
            }
            throw new IOException("no whole answer within the time allowed", e);
        } catch (RuntimeException e) {
            // Socket factories, security managers and proxies' addresses are this process's.
            throw new NotAsked("the connection could not be made: " + e, e);
        }
    }

    /** The proxy that this process uses for the address (http.proxyHost and the like), or none. */
    private Proxy proxy() throws IOException {
        ProxySelector selector = ProxySelector.getDefault();
        try {
            List<Proxy> proxies = selector == null ? List.of() : selector.select(uri);
            return proxies == null || proxies.isEmpty() ? Proxy.NO_PROXY : proxies.get(0);
        } catch (RuntimeException e) {
            throw new NotAsked("the process's ProxySelector failed: " + e, e);
        }
    }

    private Socket connect(Proxy proxy, InetSocketAddress to) throws IOException {
        if (proxy.type() == Proxy.Type.SOCKS) {
            return connected(proxy, to, TimedInput.left(deadline));
        }
        List<InetSocketAddress> addresses = NameLookup.of(to, deadline);
        connecting = System.nanoTime();
        for (int i = 0;; i++) {
            try {
                return connected(Proxy.NO_PROXY, addresses.get(i), TimedInput.left(deadline) / (addresses.size() - i));
            } catch (IOException e) {
                if (e instanceof NotAsked || i == addresses.size() - 1) {
                    throw e;
                }
                SafeLog.of("dev.handfast.path").log(Level.DEBUG, "the next address is tried", e);
            }
        }
    }

    private static Socket connected(Proxy proxy, InetSocketAddress to, int millis) throws IOException {
        Socket socket = Sockets.open(proxy);
        try {
            socket.connect(to, Math.max(1, millis));
            return socket;
        } catch (IOException | RuntimeException e) {
            try {
                // Proxies of SOCKS are looked up, and connected to, by sockets of their own.
                Sockets.requireFree();
            } finally {
                socket.close();
            }
            throw e;
        }
    }

    private byte[] request(boolean proxied, @Nullable String type, byte @Nullable [] content) throws IOException {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String target = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
        String authority = uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
        String head = (content == null ? "GET " : "POST ") + (proxied ? "http://" + authority : "") + target
                + " HTTP/1.1\r\nHost: " + authority + "\r\nUser-Agent: Handfast\r\nAccept: */*\r\nConnection: close\r\n"
                + (content == null ? "" : "Content-Type: " + type + "\r\nContent-Length: " + content.length + "\r\n")
                + "\r\n";
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.write(ascii(head));
        if (content != null) {
            request.write(content);
        }
        return request.toByteArray();
    }

    /** Addresses may hold letters beyond ASCII, which HTTP has no place for. */
    private static byte[] ascii(String head) throws IOException {
        if (!StandardCharsets.US_ASCII.newEncoder().canEncode(head)) {
            throw new IOException("the address holds characters beyond ASCII");
        }
        return head.getBytes(StandardCharsets.US_ASCII);
    }

    private byte[] response(TimedInput in) throws IOException {
        int status = status(in.line());
        for (int i = 0; i < MAX_INTERIM && status / 100 == 1; i++) {
            skipFields(in);
            status = status(in.line());
        }
        if (status != 200) {
            throw new Declined("status " + status
                    + (status / 100 == 3 ? "; redirects are not followed" : ""));
        }
        long length = -1;
        boolean chunked = false;
        for (String field = in.line(); !field.isEmpty(); field = in.line()) {
            int colon = field.indexOf(':');
            String name = field.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT);
            String value = field.substring(colon + 1).trim();
            if (name.equals("transfer-encoding")) {
                if (!value.equalsIgnoreCase("chunked") || chunked) {
                    throw new IOException("its server answers with a transfer coding that is not known here");
                }
                chunked = true;
            } else if (name.equals("content-length")) {
                length = number(value);
            }
        }
        Body body = new Body(mostBytes, memory, deadline);
        try (body) {
            if (chunked) {
                new ChunkedBody(in, body).read();
                skipFields(in);
            } else {
                body.length(length);
                in.read(length, body);
            }
            return body.whole();
        } catch (NotAsked e) {
            throw e;
        } catch (IOException e) {
            if (body.hasWaited()) {
                throw new NotAsked("its answer was held up by other large bodies, and did not end then", e);
            }
            throw e;
        }
    }

    private static void skipFields(TimedInput in) throws IOException {
        String field = in.line();
        while (!field.isEmpty()) {
            field = in.line();
        }
    }

    private static int status(String line) throws IOException {
        if (!line.matches("HTTP/1\\.[01] [1-5][0-9][0-9]( .*)?")) {
            throw new IOException("its server does not answer in HTTP/1.1");
        }
        return Integer.parseInt(line.substring(9, 12));
    }

    private static long number(String text) throws IOException {
        if (!text.matches("[0-9]{1,15}")) {
            throw new IOException("its server sends a length that is no number");
        }
        return Long.parseLong(text);
    }

    private String host() {
        String host = uri.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private int port() {
        return uri.getPort() < 0 ? HTTP_PORT : uri.getPort();
    }
}
