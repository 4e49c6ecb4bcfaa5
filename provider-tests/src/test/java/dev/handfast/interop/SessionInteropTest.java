package dev.handfast.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handfast.interop.OurSide.Outcome;
import dev.handfast.peers.Background;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.ExternalProcess;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.peers.Tools;
import dev.handfast.peers.Workspace;

import org.conscrypt.Conscrypt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * Sessions resumed with others' implementations: each peer, in both roles, in both versions, kept in tickets and in the
 * server's memory, through our sockets and our engines. A table of figures is printed at the end.
 */
@Tag("interop")
class SessionInteropTest {

    private static final int CONNECTIONS = 5;
    private static final SessionFigures FIGURES = new SessionFigures();

    /** Who is at the other end. */
    private enum Other {
        OPENSSL("openssl"), GNUTLS("gnutls-cli"), SUN(null), CONSCRYPT(null);

        private final String program;

        Other(String program) {
            this.program = program;
        }

        JsseStack stack() {
            return this == SUN ? JsseStack.SUN : JsseStack.CONSCRYPT;
        }

        void require() {
            requireTool(program);
        }
    }

    static Stream<Arguments> rows() {
        return Stream.of(Other.values()).flatMap(other -> Stream.of("TLSv1.3", "TLSv1.2").flatMap(
                version -> Stream.of(true, false).flatMap(tickets -> Stream.of(OurSide.values()).map(
                        side -> Arguments.of(other, version, tickets, side)))));
    }

    @AfterAll
    static void printFigures() {
        System.out.println(FIGURES.print());
    }

    static void requireTool(String program) {
        if (program == null) {
            return;
        }
        if (Tools.isMandatory()) {
            Tools.require(program);
        }
        assumeTrue(Tools.find(program).isPresent(), Tools.missing(program));
    }

    private static String row(String server, String client, String version, boolean tickets, OurSide side) {
        return String.format("%s server, %s client, %s, %s, our %s", server, client, version,
                tickets ? "ticket" : "server's memory", side.name().toLowerCase());
    }

    /**
     * A server's or a client's context that keeps sessions in tickets or not: stacks of the JDK's kind ask properties.
     */
    private static SSLContext context(Supplier<SSLContext> made, boolean tickets) {
        List<String> names = List.of("jdk.tls.server.enableSessionTicketExtension",
                "jdk.tls.client.enableSessionTicketExtension");
        names.forEach(name -> System.setProperty(name, Boolean.toString(tickets)));
        try {
            return made.get();
        } finally {
            names.forEach(System::clearProperty);
        }
    }

    private static SSLContext server(JsseStack stack, boolean tickets) {
        return context(() -> stack.context(Credentials.shared().server(KeyKind.P256)), tickets);
    }

    private static ServerSocket listener() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    /** The first is a full handshake, the others resume. */
    private static void assertAllResumed(List<Outcome> outcomes, Supplier<String> said) {
        List<Boolean> expected = new ArrayList<>(outcomes.stream().map(outcome -> true).toList());
        expected.set(0, false);
        assertEquals(expected, outcomes.stream().map(Outcome::resumed).toList(), said);
    }

    // They are clients

    @ParameterizedTest
    @MethodSource("rows")
    void othersResumeWithUs(Other other, String version, boolean tickets, OurSide side) throws Exception {
        other.require();
        String row = row("Handfast", other.name(), version, tickets, side);
        SSLContext server = server(JsseStack.HANDFAST, tickets);
        int connections = other == Other.GNUTLS ? 2 : CONNECTIONS;
        try (ServerSocket listener = listener()) {
            Future<List<Outcome>> served = side.serve(server, listener, version, connections);
            String said = switch (other) {
                case OPENSSL -> openSslAsks(listener.getLocalPort(), version, connections);
                case GNUTLS -> gnuTlsAsks(listener.getLocalPort());
                default -> jsseAsks(other.stack(), listener.getLocalPort(), version, connections, tickets);
            };
            List<Outcome> outcomes = Background.get(served);
            FIGURES.add(row, outcomes);
            assertAllResumed(outcomes, () -> said);
        }
    }

    private static String openSslAsks(int port, String version, int connections) throws IOException {
        Path session = Files.createTempFile("session", ".pem");
        StringBuilder said = new StringBuilder();
        try {
            for (int i = 0; i < connections; i++) {
                List<String> command = new ArrayList<>(List.of(Tools.require("openssl"), "s_client", "-connect",
                        "127.0.0.1:" + port, "-servername", "localhost", "-ign_eof", "-CAfile",
                        Workspace.shared().root().toString(), "-sess_out", session.toString()));
                command.addAll(i == 0 ? List.of() : List.of("-sess_in", session.toString()));
                try (ExternalProcess client = ExternalProcess.start(command)) {
                    client.send(OurSide.REQUEST);
                    client.exitCode();
                    said.append(client.output());
                    assertEquals(i > 0, client.output().contains("Reused, " + version), client::toString);
                    assertEquals(true, client.output().contains("fine"), client::toString);
                }
            }
        } finally {
            Files.delete(session);
        }
        return said.toString();
    }

    private static String gnuTlsAsks(int port) throws IOException {
        try (ExternalProcess client = ExternalProcess.start(List.of(Tools.require("gnutls-cli"), "--resume",
                "--waitresumption", "--port", Integer.toString(port), "--x509cafile",
                Workspace.shared().root().toString(), "--sni-hostname", "localhost", "--verify-hostname",
                "localhost", "127.0.0.1"))) {
            client.send(OurSide.REQUEST);
            client.exitCode();
            return client.toString();
        }
    }

    private static String jsseAsks(JsseStack stack, int port, String version, int connections, boolean tickets)
            throws Exception {
        SSLContext context = context(() -> stack.context(null), tickets);
        for (int i = 0; i < connections; i++) {
            try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port)) {
                plain.setSoTimeout(20_000);
                SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", port, true);
                socket.setEnabledProtocols(new String[] {version});
                if (stack == JsseStack.CONSCRYPT) {
                    Conscrypt.setUseSessionTickets(socket, tickets);
                }
                socket.getOutputStream().write(OurSide.REQUEST.getBytes(StandardCharsets.US_ASCII));
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                assertEquals(true, answer.contains("fine"), answer);
                socket.close();
            }
        }
        return stack.toString();
    }

    @Test
    void openSslReconnectsWithUs() throws Exception {
        requireTool("openssl");
        try (ServerSocket listener = listener()) {
            SSLContext context = server(JsseStack.HANDFAST, true);
            Future<List<Boolean>> served = Background.start(() -> handshakes(context, listener, 6));
            try (ExternalProcess client = ExternalProcess.start(List.of(Tools.require("openssl"), "s_client",
                    "-connect", "127.0.0.1:" + listener.getLocalPort(), "-servername", "localhost", "-reconnect",
                    "-tls1_2", "-CAfile", Workspace.shared().root().toString()))) {
                client.endInput();
                client.exitCode();
                assertEquals(List.of(false, true, true, true, true, true), Background.get(served), client::toString);
            }
        }
    }

    /** Whether each of so many connections was resumed; none brings a request. */
    private static List<Boolean> handshakes(SSLContext context, ServerSocket listener, int connections)
            throws IOException {
        List<Boolean> resumed = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            try (Socket plain = listener.accept()) {
                plain.setSoTimeout(20_000);
                resumed.add(OurSide.handshakeOnly(context, plain));
            }
        }
        return resumed;
    }

    // They are servers

    @ParameterizedTest
    @MethodSource("rows")
    void weResumeWithOthers(Other other, String version, boolean tickets, OurSide side) throws Exception {
        other.require();
        String row = row(other.name(), "Handfast", version, tickets, side);
        SSLContext client = context(() -> JsseStack.HANDFAST.context(null), tickets);
        if (version.equals("TLSv1.3") && !tickets && (other == Other.GNUTLS || other == Other.CONSCRYPT)) {
            FIGURES.gap(row, "this server resumes TLS 1.3 with tickets only");
            return;
        }
        try (Serving server = serve(other, version, tickets)) {
            List<Outcome> outcomes = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                outcomes.add(side.connect(client, server.port(), version, OurSide.Early.NONE));
            }
            FIGURES.add(row, outcomes);
            assertAllResumed(outcomes, () -> server.log());
        }
    }

    /** A server of others. */
    private interface Serving extends AutoCloseable {
        int port();

        String log();

        @Override
        void close() throws IOException;
    }

    private record Program(int port, ExternalProcess process) implements Serving {

        @Override
        public String log() {
            return process.toString();
        }

        @Override
        public void close() {
            process.close();
        }
    }

    private record InThisJvm(SSLServerSocket listener, Future<Void> serving) implements Serving {

        @Override
        public int port() {
            return listener.getLocalPort();
        }

        @Override
        public String log() {
            return listener.toString();
        }

        @Override
        public void close() throws IOException {
            listener.close();
            serving.cancel(true);
        }
    }

    private static Serving serve(Other other, String version, boolean tickets) throws IOException {
        Workspace files = Workspace.shared();
        var identity = Credentials.shared().server(KeyKind.P256);
        return switch (other) {
            case OPENSSL -> {
                List<String> command = new ArrayList<>(List.of(Tools.require("openssl"), "s_server", "-accept",
                        "127.0.0.1:0", "-www", version.equals("TLSv1.3") ? "-tls1_3" : "-tls1_2", "-cert",
                        files.chain(identity).toString(), "-key", files.key(identity).toString()));
                command.addAll(tickets ? List.of() : List.of("-no_ticket"));
                ExternalProcess process = ExternalProcess.start(command);
                yield new Program(Integer.parseInt(process.await(Pattern.compile("ACCEPT \\S*:(\\d+)")).group(1)),
                        process);
            }
            case GNUTLS -> {
                int port = Workspace.freePort();
                ExternalProcess process = ExternalProcess
                        .start(List.of(Tools.require("gnutls-serv"), "--http", "--port",
                                Integer.toString(port), "--disable-client-cert", "--x509certfile",
                                files.chain(identity).toString(), "--x509keyfile", files.key(identity).toString(),
                                tickets ? "--nodb" : "--noticket"));
                Workspace.awaitListening(port, process);
                yield new Program(port, process);
            }
            default -> serve(other.stack(), version, tickets);
        };
    }

    private static Serving serve(JsseStack stack, String version, boolean tickets) throws IOException {
        SSLServerSocket listener = (SSLServerSocket) server(stack, tickets).getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        listener.setEnabledProtocols(new String[] {version});
        return new InThisJvm(listener, Background.run(() -> {
            for (int i = 0; i < CONNECTIONS; i++) {
                try (SSLSocket socket = (SSLSocket) listener.accept()) {
                    socket.setSoTimeout(20_000);
                    if (stack == JsseStack.CONSCRYPT) {
                        Conscrypt.setUseSessionTickets(socket, tickets);
                    }
                    if (socket.getInputStream().read(new byte[1000]) > 0) {
                        socket.getOutputStream().write("HTTP/1.0 200 OK\r\n\r\nfine\n".getBytes(
                                StandardCharsets.US_ASCII));
                    }
                }
            }
        }));
    }
}
