package dev.handfast.fleet;

import dev.handfast.peers.Credentials;
import dev.handfast.peers.EngineWire;
import dev.handfast.peers.ExternalProcess;
import dev.handfast.peers.Identity;
import dev.handfast.peers.KeyKind;
import dev.handfast.peers.Workspace;
import dev.handfast.tls.EarlyData;
import dev.handfast.tls.TlsConnection;
import dev.handfast.tls.TlsSession;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/** Servers that share a ticket secret, and what clients and attackers send them. */
final class Fleet implements AutoCloseable {

    private static final Pattern PORT = Pattern.compile("PORT (\\d+)");
    private static final Pattern EARLY = Pattern.compile("EARLY (\\d+) \\.");
    private static final List<String> STORES = List.of("cache-api", "hazelcast", "redisson");

    private final List<String> options;
    private final Predicate<String> classPath;
    private final List<Running> started = new ArrayList<>();

    /** A server process. */
    record Running(String name, int port, ExternalProcess process) {

        /** On how many connections early data has come to its application. */
        int early() throws IOException {
            int from = process.output().length();
            process.send("early\n");
            return Integer.parseInt(process.await(EARLY, from).group(1));
        }

        /** How often it has printed this. */
        int printed(String text) {
            return process.output().split(Pattern.quote(text), -1).length - 1;
        }
    }

    /** What a client and the server say of a connection. */
    record Answer(String node, boolean resumedAtServer, boolean resumedAtClient, boolean early) {
    }

    /** A first flight, and who has taken it. */
    record Recorded(String node, byte[] flight) {
    }

    /** A connection's client, and how many lines it has said. */
    static final class Client {

        private final EngineWire wire;
        private int lines;
        private int flight;

        /** Nothing is sent yet. */
        Client(SSLContext context, int port, String version, boolean early, Socket socket) throws IOException {
            socket.setTcpNoDelay(true);
            wire = new EngineWire(engine(context, port, version, early), socket);
        }

        /** Says a line, early if {@code early} and if it may, and reads the answer. */
        Answer ask(boolean early) throws IOException {
            String said = Node.line(lines++);
            byte[] line = said.getBytes(StandardCharsets.US_ASCII);
            boolean isSent = early && wire.writeEarly(line) == 0;
            flight = wire.sent().length;
            wire.handshake();
            if (!isSent || TlsConnection.of(wire.engine()).earlyData().status() != EarlyData.Status.ACCEPTED) {
                wire.write(line);
            }
            wire.readUntil(" " + said);
            String all = new String(wire.received(), StandardCharsets.US_ASCII);
            String[] words = all.substring(all.lastIndexOf('\n', all.length() - 2) + 1).split(" ");
            return new Answer(words[0], words[1].equals("resumed"),
                    TlsSession.of(wire.engine().getSession()).isResumed(),
                    words[2].equals("early"));
        }

        /** How many bytes went out before anything was read. */
        int flight() {
            return flight;
        }

        /** Ends it in order. */
        void close() throws IOException {
            wire.close();
        }
    }

    /**
     * No servers yet.
     *
     * @param stores the artifacts of a store that are on the servers' class path; empty: not even JCache is
     * @param options more options for their JVMs
     */
    Fleet(List<String> stores, List<String> options) throws IOException {
        Path secrets = Files.createTempFile(Workspace.shared().directory(), "tickets", ".txt");
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        Files.writeString(secrets, Base64.getEncoder().encodeToString(secret));
        Identity identity = Credentials.shared().server(KeyKind.P256);
        this.options = new ArrayList<>(List.of("-Dhandfast.session.ticketSecretFile=" + secrets,
                "-Djavax.net.ssl.keyStore=" + identity.writePkcs12(Workspace.shared().directory()),
                "-Djavax.net.ssl.keyStorePassword=" + Identity.PASSWORD));
        this.options.addAll(options);
        this.classPath = entry -> STORES.stream().noneMatch(store -> isOf(entry, store) && !stores.contains(store));
    }

    /** Whether an entry of a class path is this artifact. */
    static boolean isOf(String entry, String artifact) {
        return Path.of(entry).getFileName().toString().startsWith(artifact + "-");
    }

    /** Starts a server whose provider is a module, with the store on the class path. */
    Running startAsModule(String name) throws IOException {
        List<String> withModules = new ArrayList<>(options);
        withModules.add("--add-modules=dev.handfast.provider");
        withModules.add("--module-path=" + path(Fleet::isModule));
        return started(name, java(entry -> !isModule(entry) && classPath.test(entry), withModules, Node.class, name));
    }

    private static boolean isModule(String entry) {
        String file = Path.of(entry).getFileName().toString();
        return file.startsWith("handfast-provider-0")
                || Path.of(entry).endsWith(Path.of("provider", "target", "classes"))
                || file.startsWith("bcprov-") || file.startsWith("bcpkix-") || file.startsWith("bcutil-");
    }

    private static String path(Predicate<String> wanted) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator)).filter(wanted)
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Starts a JVM with those entries of the tests' class path that are wanted. */
    static ExternalProcess java(Predicate<String> wanted, List<String> options, Class<?> main, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
        command.addAll(options);
        command.add("-cp");
        command.add(path(wanted));
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return ExternalProcess.start(command);
    }

    /** Starts a server. */
    Running start(String name) throws IOException {
        return started(name, java(classPath, options, Node.class, name));
    }

    private Running started(String name, ExternalProcess process) throws IOException {
        Running running = new Running(name, Integer.parseInt(process.await(PORT).group(1)), process);
        started.add(running);
        return running;
    }

    /** Connects, says a line, early if {@code early} and if it may, and ends the connection in order. */
    static Answer connect(SSLContext context, int port, String version, boolean early) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            Client client = new Client(context, port, version, early, socket);
            Answer answer = client.ask(early);
            client.close();
            return answer;
        }
    }

    /** Connects through a balancer with early data, which must be taken; answers what it sent first, as recorded. */
    static Recorded record(SSLContext context, Balancer balancer) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), balancer.port())) {
            Client client = new Client(context, balancer.port(), "TLSv1.3", true, socket);
            Answer answer = client.ask(true);
            if (!answer.early()) {
                throw new AssertionError("early data was not taken, though it was no replay: " + answer);
            }
            byte[] flight = balancer.recorded(client.flight());
            client.close();
            return new Recorded(answer.node(), flight);
        }
    }

    /** The first flight of a client, with early data if it has a ticket for it, that nobody has seen yet. */
    static byte[] flight(SSLContext client, int port) throws IOException {
        SSLEngine engine = engine(client, port, "TLSv1.3", true);
        ByteBuffer out = ByteBuffer.allocate(40_000);
        ByteBuffer line = ByteBuffer.wrap(Node.line(0).getBytes(StandardCharsets.US_ASCII));
        int before;
        do {
            before = out.position();
            engine.wrap(line, out);
        } while (out.position() > before && line.hasRemaining());
        return Arrays.copyOf(out.array(), out.position());
    }

    /** Sends recorded bytes and waits until the server has ended the connection. */
    static void replay(byte[] flight, int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(flight);
            socket.shutdownOutput();
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        }
    }

    private static SSLEngine engine(SSLContext client, int port, String version, boolean early) {
        SSLEngine engine = client.createSSLEngine("localhost", port);
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(new String[] {version});
        if (early) {
            TlsConnection.of(engine).earlyData().offer();
        }
        return engine;
    }

    @Override
    public void close() {
        started.forEach(each -> each.process().close());
    }
}
