package dev.handfast.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.interop.OurSide.Early;
import dev.handfast.interop.OurSide.Outcome;
import dev.handfast.peers.Background;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.ExternalProcess;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.peers.Tools;
import dev.handfast.peers.Workspace;
import dev.handfast.tls.EarlyData.Status;
import dev.handfast.tls.TlsContext;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.regex.Pattern;

import javax.net.ssl.SSLContext;

/**
 * Early data with OpenSSL and GnuTLS in both roles, through our sockets and our engines: it arrives and is known to be
 * early, and what a server does not take is sent again. A table of figures is printed at the end.
 */
@Tag("interop")
class EarlyDataInteropTest {

    private static final int LENGTH = OurSide.REQUEST.length();
    private static final SessionFigures FIGURES = new SessionFigures();

    private final SSLContext client = JsseStack.HANDFAST.context(null);
    private final SSLContext server = JsseStack.HANDFAST.context(Credentials.shared().server(KeyKind.P256));

    @AfterAll
    static void printFigures() {
        System.out.println(FIGURES.print());
    }

    private static String row(String server, String client, OurSide side, String more) {
        return server + " server, " + client + " client, early data, our " + side.name().toLowerCase() + more;
    }

    private static List<Long> early(List<Outcome> outcomes) {
        return outcomes.stream().map(Outcome::early).toList();
    }

    // They are clients

    @ParameterizedTest
    @CsvSource({"SOCKET, true", "SOCKET, false", "ENGINE, true", "ENGINE, false"})
    void weTakeOpenSsls(OurSide side, boolean taken) throws Exception {
        SessionInteropTest.requireTool("openssl");
        TlsContext.of(server).acceptEarlyData(1000);
        Path session = Files.createTempFile("session", ".pem");
        Path early = Files.createTempFile("early", ".txt");
        Files.writeString(early, OurSide.REQUEST);
        List<Outcome> outcomes = new ArrayList<>();
        try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 3; i++) {
                Future<List<Outcome>> served = side.serve(server, listener, "TLSv1.3", 1);
                List<String> command = new ArrayList<>(List.of(Tools.require("openssl"), "s_client", "-tls1_3",
                        "-connect", "127.0.0.1:" + listener.getLocalPort(), "-servername", "localhost", "-ign_eof",
                        "-CAfile", Workspace.shared().root().toString(), "-sess_out", session.toString()));
                command.addAll(i == 0 ? List.of() : List.of("-sess_in", session.toString(), "-early_data",
                        early.toString()));
                try (ExternalProcess process = ExternalProcess.start(command)) {
                    // s_client leaves it to its user to send again what was rejected.
                    process.send(i > 0 && taken ? "" : OurSide.REQUEST);
                    process.exitCode();
                    assertTrue(process.output().contains("fine"), process::toString);
                    assertEquals(i > 0 && taken, process.output().contains("Early data was accepted"),
                            process::toString);
                    assertEquals(i > 0 && !taken, process.output().contains("Early data was rejected"),
                            process::toString);
                }
                outcomes.addAll(Background.get(served));
                TlsContext.of(server).acceptEarlyData(i == 0 && !taken ? 0 : 1000);
                if (!taken && i == 1) {
                    break;
                }
            }
        } finally {
            Files.delete(session);
            Files.delete(early);
        }
        FIGURES.add(row("Handfast", "OPENSSL", side, taken ? "" : ", refused"), outcomes);
        long bytes = taken ? LENGTH : 0;
        assertEquals(taken ? List.of(0L, bytes, bytes) : List.of(0L, 0L), early(outcomes));
        outcomes.forEach(outcome -> assertEquals(OurSide.REQUEST, outcome.request()));
    }

    @ParameterizedTest
    @EnumSource(OurSide.class)
    void weTakeGnuTlss(OurSide side) throws Exception {
        SessionInteropTest.requireTool("gnutls-cli");
        TlsContext.of(server).acceptEarlyData(1000);
        Path early = Files.createTempFile("early", ".txt");
        Files.writeString(early, OurSide.REQUEST);
        try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Future<List<Outcome>> served = side.serve(server, listener, "TLSv1.3", 2);
            try (ExternalProcess process = ExternalProcess.start(List.of(Tools.require("gnutls-cli"), "--resume",
                    "--waitresumption", "--earlydata", early.toString(), "--port",
                    Integer.toString(listener.getLocalPort()), "--x509cafile", Workspace.shared().root().toString(),
                    "--sni-hostname", "localhost", "--verify-hostname", "localhost", "127.0.0.1"))) {
                process.exitCode();
                List<Outcome> outcomes = Background.get(served);
                FIGURES.add(row("Handfast", "GNUTLS", side, ""), outcomes);
                assertEquals(List.of(0L, (long) LENGTH), early(outcomes), process::toString);
                assertEquals(OurSide.REQUEST, outcomes.get(1).request());
                assertTrue(process.output().contains("fine"), process::toString);
            }
        } finally {
            Files.delete(early);
        }
    }

    // They are servers

    /** A retry for a group that we send no share of at first ends early data (RFC 9846 section 4.3.10). */
    @ParameterizedTest
    @CsvSource({"SOCKET, anti_replay, X25519", "SOCKET, no_anti_replay, X25519", "SOCKET, no_anti_replay, P-384",
        "ENGINE, anti_replay, X25519", "ENGINE, no_anti_replay, X25519", "ENGINE, no_anti_replay, P-384"})
    void openSslTakesOurs(OurSide side, String replay, String group) throws Exception {
        SessionInteropTest.requireTool("openssl");
        Workspace files = Workspace.shared();
        var identity = Credentials.shared().server(KeyKind.P256);
        boolean taken = group.equals("X25519");
        List<Outcome> outcomes = new ArrayList<>();
        try (ExternalProcess process = ExternalProcess.start(List.of(Tools.require("openssl"), "s_server", "-accept",
                "127.0.0.1:0", "-tls1_3", "-early_data", "-max_early_data", "500", "-" + replay, "-groups", group,
                "-cert", files.chain(identity).toString(), "-key", files.key(identity).toString()))) {
            int port = Integer.parseInt(process.await(Pattern.compile("ACCEPT \\S*:(\\d+)")).group(1));
            for (int i = 0; i < 3; i++) {
                int before = process.output().length();
                Future<Outcome> asked = Background.start(() -> side.connect(client, port, "TLSv1.3", Early.OFFERED));
                process.await(Pattern.compile("GET / HTTP/1.0"), before);
                process.send("HTTP/1.0 200 OK\n\r\n\r\nfine\n");
                outcomes.add(Background.get(asked));
                String said = process.output().substring(before);
                assertEquals(taken && i > 0, said.contains("Early data received"), said);
            }
            FIGURES.add(row("OPENSSL", "Handfast", side, ", " + replay + (taken ? "" : ", retried")), outcomes);
            long bytes = taken ? LENGTH : 0;
            assertEquals(List.of(0L, bytes, bytes), early(outcomes), process::toString);
            assertEquals(List.of(false, true, true), outcomes.stream().map(Outcome::resumed).toList());
            Status status = taken ? Status.ACCEPTED : Status.REJECTED;
            assertEquals(List.of(Status.NONE, status, status), outcomes.stream().map(Outcome::status).toList());
        }
    }

    /** GnuTLS's server takes early data and drops it, so that its log is the witness and the request is repeated. */
    @ParameterizedTest
    @EnumSource(OurSide.class)
    void gnuTlsTakesOurs(OurSide side) throws Exception {
        SessionInteropTest.requireTool("gnutls-serv");
        int port = Workspace.freePort();
        List<Outcome> outcomes = new ArrayList<>();
        try (ExternalProcess process = gnuTlsServer(port)) {
            for (int i = 0; i < 3; i++) {
                int before = process.output().length();
                outcomes.add(side.connect(client, port, "TLSv1.3", Early.REPEATED));
                String decrypted = "decrypted early data with length: " + LENGTH;
                if (i > 0) {
                    // What it logs may come here behind what it answers.
                    process.await(Pattern.compile(decrypted), before);
                } else {
                    assertFalse(process.output().contains(decrypted), process::toString);
                }
            }
        }
        FIGURES.add(row("GNUTLS", "Handfast", side, ""), outcomes);
        assertEquals(List.of(0L, (long) LENGTH, (long) LENGTH), early(outcomes));
        assertEquals(List.of(false, true, true), outcomes.stream().map(Outcome::resumed).toList());
        // Another process at the same port knows nothing of the ticket.
        try (ExternalProcess process = gnuTlsServer(port)) {
            Outcome refused = side.connect(client, port, "TLSv1.3", Early.OFFERED);
            FIGURES.add(row("GNUTLS", "Handfast", side, ", refused"), List.of(refused));
            assertEquals(Status.REJECTED, refused.status(), process::toString);
            assertEquals(0, refused.early());
        }
    }

    private static ExternalProcess gnuTlsServer(int port) throws IOException {
        Workspace files = Workspace.shared();
        var identity = Credentials.shared().server(KeyKind.P256);
        ExternalProcess process = ExternalProcess.start(List.of(Tools.require("gnutls-serv"), "--http", "--debug", "5",
                "--earlydata", "--maxearlydata=500", "--port", Integer.toString(port), "--disable-client-cert",
                "--x509certfile", files.chain(identity).toString(), "--x509keyfile", files.key(identity).toString()));
        Workspace.awaitListening(port, process);
        return process;
    }
}
