package dev.handfast.jsse.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.EnginePair;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.Lookups;
import dev.handfast.peers.TestJvm;
import dev.handfast.pki.TestPki;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * By which name a peer is known, and which is sent to it, for all ways to make a connection: as in SunJSSE, and never
 * by what reverse DNS says. In a JVM whose name service gives 127.0.0.1 the name {@code ptr.example}.
 */
@Tag("contract")
@SuppressWarnings("AddressSelection") // which way an address was made is what is tried
class PeerNameTest {

    private static final String HOSTS = "127.0.0.1 ptr.example named.example named.example. localhost single";

    @Test
    void everyWayToConnectGivesTheSameName() throws Exception {
        String output = TestJvm.run(Lookups.options(HOSTS), Probe.class);
        List<String> ours = rows(output, JsseStack.HANDFAST);
        assertTrue(ours.size() > 100, output);
        assertEquals(rows(output, JsseStack.SUN), ours, output);
        assertTrue(ours.stream().filter(row -> row.contains("for ptr.example"))
                .allMatch(row -> row.contains("REFUSED")), output);
        for (String mustWork : List.of("createSocket(host) for named.example", "connect(host) for named.example",
                "connect(single) for single", "createSocket(looked up) for named.example",
                "connect(bytes) for 127.0.0.1", "connect(bytes, reversed) for 127.0.0.1")) {
            assertTrue(ours.stream().anyMatch(row -> row.startsWith(mustWork) && row.contains("ACCEPTED")),
                    mustWork + output);
        }
    }

    private static List<String> rows(String output, JsseStack stack) {
        return output.lines().filter(line -> line.startsWith(stack + ": "))
                .map(line -> line.substring(stack.toString().length() + 2)).toList();
    }

    /** A way to make a socket that is connected to a port of 127.0.0.1. */
    private interface Way {
        SSLSocket to(SSLSocketFactory factory, int port) throws IOException;
    }

    private static Map<String, Way> ways() {
        Map<String, Way> ways = new LinkedHashMap<>();
        ways.put("createSocket(host)", (f, port) -> (SSLSocket) f.createSocket("named.example", port));
        ways.put("createSocket(host with dot)", (f, port) -> (SSLSocket) f.createSocket("named.example.", port));
        ways.put("createSocket(literal)", (f, port) -> (SSLSocket) f.createSocket("127.0.0.1", port));
        ways.put("createSocket(null)", (f, port) -> (SSLSocket) f.createSocket((String) null, port));
        ways.put("createSocket(host, local)", (f, port) -> (SSLSocket) f.createSocket("named.example", port,
                bytes(), 0));
        ways.put("createSocket(bytes)", (f, port) -> (SSLSocket) f.createSocket(bytes(), port));
        ways.put("createSocket(bytes, local)", (f, port) -> (SSLSocket) f.createSocket(bytes(), port, bytes(), 0));
        ways.put("createSocket(reversed)", (f, port) -> (SSLSocket) f.createSocket(reversed(), port));
        ways.put("createSocket(looked up)", (f, port) -> (SSLSocket) f.createSocket(
                InetAddress.getByName("named.example"), port));
        ways.put("createSocket(looked up literal)", (f, port) -> (SSLSocket) f.createSocket(
                InetAddress.getByName("127.0.0.1"), port));
        ways.put("createSocket(literal, reversed)", (f, port) -> {
            InetAddress address = InetAddress.getByName("127.0.0.1");
            address.getHostName();
            return (SSLSocket) f.createSocket(address, port);
        });
        ways.put("createSocket(named bytes)", (f, port) -> (SSLSocket) f.createSocket(
                InetAddress.getByAddress("named.example", bytes().getAddress()), port));
        ways.put("connect(host)", (f, port) -> connected(f, new InetSocketAddress("named.example", port)));
        ways.put("connect(single)", (f, port) -> connected(f, new InetSocketAddress("single", port)));
        ways.put("connect(host, asked)", (f, port) -> {
            InetSocketAddress address = new InetSocketAddress("named.example", port);
            address.getHostName();
            return connected(f, address);
        });
        ways.put("connect(bytes)", (f, port) -> connected(f, new InetSocketAddress(bytes(), port)));
        ways.put("connect(bytes, reversed)", (f, port) -> connected(f, new InetSocketAddress(reversed(), port)));
        ways.put("connect(literal, reversed)", (f, port) -> {
            InetSocketAddress address = new InetSocketAddress("127.0.0.1", port);
            address.getHostName();
            return connected(f, address);
        });
        ways.put("connect(looked up)", (f, port) -> connected(f, new InetSocketAddress(
                InetAddress.getByName("named.example"), port)));
        ways.put("layered(host)", (f, port) -> (SSLSocket) f.createSocket(new Socket(bytes(), port),
                "named.example", port, true));
        ways.put("layered(null over host)", (f, port) -> (SSLSocket) f.createSocket(
                new Socket("named.example", port), null, port, true));
        ways.put("layered(empty over bytes)", (f, port) -> (SSLSocket) f.createSocket(new Socket(bytes(), port),
                "", port, true));
        ways.put("layered(null over reversed)", (f, port) -> (SSLSocket) f.createSocket(
                new Socket(reversed(), port), null, port, true));
        ways.put("connect(bytes) with a server name", (f, port) -> {
            SSLSocket socket = connected(f, new InetSocketAddress(reversed(), port));
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName("named.example")));
            socket.setSSLParameters(parameters);
            return socket;
        });
        ways.put("connect(host) with no server name", (f, port) -> {
            SSLSocket socket = (SSLSocket) f.createSocket();
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of());
            socket.setSSLParameters(parameters);
            socket.connect(new InetSocketAddress("named.example", port));
            return socket;
        });
        return ways;
    }

    private static InetAddress bytes() throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }

    private static InetAddress reversed() throws IOException {
        InetAddress address = bytes();
        if (!address.getHostName().equals("ptr.example")) {
            throw new IOException("reverse DNS says " + address);
        }
        return address;
    }

    private static SSLSocket connected(SSLSocketFactory factory, InetSocketAddress to) throws IOException {
        SSLSocket socket = (SSLSocket) factory.createSocket();
        socket.connect(to);
        return socket;
    }

    /** The program in the other JVM. */
    static final class Probe {

        private static final TestPki ROOT = TestPki.root("CN=r");

        private Probe() {
        }

        public static void main(String[] arguments) throws Exception {
            ExecutorService threads = Executors.newSingleThreadExecutor(work -> {
                Thread thread = new Thread(work, "server");
                thread.setDaemon(true);
                return thread;
            });
            for (String name : List.of("named.example", "ptr.example", "127.0.0.1", "single", "localhost")) {
                TestPki identity = ROOT.issue("CN=s", content -> content.names(new GeneralName(
                        name.startsWith("127") ? GeneralName.iPAddress : GeneralName.dNSName, name)));
                SSLContext server = context(JsseStack.SUN, identity, false);
                for (JsseStack stack : List.of(JsseStack.HANDFAST, JsseStack.SUN)) {
                    for (boolean plain : new boolean[] {true, false}) {
                        for (Map.Entry<String, Way> way : ways().entrySet()) {
                            System.out.print(stack + ": " + way.getKey() + " for " + name + (plain ? ", plain" : "")
                                    + " " + attempt(way.getValue(), server, context(stack, null, plain), threads)
                                    + "\n");
                        }
                        for (String host : Arrays.asList("named.example", "127.0.0.1", "single", null)) {
                            System.out.print(stack + ": engine(" + host + ") for " + name + (plain ? ", plain" : "")
                                    + " " + attempt(host, server, context(stack, null, plain)) + "\n");
                        }
                    }
                }
            }
        }

        private static String attempt(Way way, SSLContext server, SSLContext client, ExecutorService threads)
                throws Exception {
            List<String> sent = new ArrayList<>();
            try (SSLServerSocket listener = (SSLServerSocket) server.getServerSocketFactory().createServerSocket(0, 5,
                    bytes())) {
                listener.setSSLParameters(recording(listener.getSSLParameters(), sent));
                Future<?> served = threads.submit(() -> {
                    try (SSLSocket accepted = (SSLSocket) listener.accept()) {
                        accepted.setSoTimeout(20_000);
                        accepted.startHandshake();
                        accepted.getInputStream().read();
                    }
                    return null;
                });
                String result;
                try (SSLSocket socket = way.to(client.getSocketFactory(), listener.getLocalPort())) {
                    socket.setSoTimeout(20_000);
                    socket.setSSLParameters(identifying(socket.getSSLParameters()));
                    try {
                        socket.startHandshake();
                        result = "ACCEPTED as " + socket.getSession().getPeerHost();
                    } catch (SSLException e) {
                        result = "REFUSED";
                    }
                }
                try {
                    served.get(30, TimeUnit.SECONDS);
                } catch (java.util.concurrent.ExecutionException e) {
                    // The client has refused.
                }
                return result + ", sent " + sent;
            }
        }

        private static String attempt(String host, SSLContext server, SSLContext client) {
            List<String> sent = new ArrayList<>();
            SSLEngine engine = host == null ? client.createSSLEngine() : client.createSSLEngine(host, 443);
            engine.setUseClientMode(true);
            engine.setSSLParameters(identifying(engine.getSSLParameters()));
            SSLEngine other = server.createSSLEngine();
            other.setUseClientMode(false);
            other.setSSLParameters(recording(other.getSSLParameters(), sent));
            try {
                new EnginePair(engine, other).handshake();
                return "ACCEPTED as " + engine.getSession().getPeerHost() + ", sent " + sent;
            } catch (SSLException e) {
                return "REFUSED, sent " + sent;
            }
        }

        private static SSLParameters identifying(SSLParameters parameters) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            return parameters;
        }

        private static SSLParameters recording(SSLParameters parameters, Collection<String> sent) {
            parameters.setSNIMatchers(List.of(new SNIMatcher(0) {
                @Override
                public boolean matches(SNIServerName name) {
                    sent.add(new String(name.getEncoded()));
                    return true;
                }
            }));
            return parameters;
        }

        private static SSLContext context(JsseStack stack, TestPki identity, boolean plain) throws Exception {
            SSLContext context = SSLContext.getInstance("TLS", stack.provider());
            context.init(identity == null ? null : TestPki.keyManagers(identity), plain
                    ? new TrustManager[] {new TrustsAny()} : stack.trustManagers(List.of(ROOT.certificate())), null);
            return context;
        }
    }

    /** Trusts every chain; names are then the stack's to compare. */
    private static final class TrustsAny implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
