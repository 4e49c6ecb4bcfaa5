package dev.handfast.bench.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Any program that serves {@code https}: the JDK's {@code HttpsServer} on the JDK's default context. It imports the JDK
 * and nothing else.
 */
public final class DemoServer {

    private DemoServer() {}

    /**
     * Serves on one port for each argument, prints the ports in one line, and ends when its standard input does.
     *
     * @param arguments for each port the protocol, with {@code +} behind it if clients must have a certificate:
     *                  {@code TLSv1.3 TLSv1.2+}
     */
    public static void main(String[] arguments) throws IOException, NoSuchAlgorithmException {
        List<HttpsServer> servers = new ArrayList<>();
        StringBuilder ports = new StringBuilder("ports");
        for (String argument : arguments) {
            boolean isMutual = argument.endsWith("+");
            HttpsServer server = serve(isMutual ? argument.substring(0, argument.length() - 1) : argument, isMutual);
            ports.append(' ').append(server.getAddress().getPort());
            servers.add(server);
        }
        System.out.println(ports);
        System.in.readAllBytes();
        servers.forEach(server -> server.stop(0));
    }

    private static HttpsServer serve(String protocol, boolean isMutual) throws IOException, NoSuchAlgorithmException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        SSLContext context = SSLContext.getDefault();
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters wanted = context.getDefaultSSLParameters();
                wanted.setProtocols(new String[] {protocol});
                wanted.setNeedClientAuth(isMutual);
                parameters.setSSLParameters(wanted);
            }
        });
        server.createContext("/", DemoServer::answer);
        server.start();
        return server;
    }

    private static void answer(HttpExchange exchange) throws IOException {
        SSLSession session = ((HttpsExchange) exchange).getSSLSession();
        byte[] body = ("served on " + provider() + " to " + peer(session)).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static String provider() {
        try {
            return SSLContext.getDefault().getProvider().getName();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the servers run on the default context", e);
        }
    }

    private static String peer(SSLSession session) {
        try {
            return session.getPeerPrincipal().toString();
        } catch (SSLPeerUnverifiedException e) {
            return "an unnamed client";
        }
    }
}
