package dev.handfast.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Credentials;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.Identity;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.tls.TlsContext;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code handfast.debug.trace} prints and what the key log holds. */
@Tag("contract")
class TraceTest {

    private static final Pattern LINE = Pattern.compile("[A-Z_0-9]+ [0-9a-f]{64} ([0-9a-f]{64}|[0-9a-f]{96})");

    private interface Shaking {
        void run() throws Exception;
    }

    private static String traced(Shaking shaking) throws Exception {
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try {
            System.setProperty("handfast.debug.trace", "handshake");
            System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
            shaking.run();
        } finally {
            System.setErr(before);
            System.clearProperty("handfast.debug.trace");
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    private static EnginePair pair(Identity server, String version) {
        return EnginePair.of(JsseStack.HANDFAST.context(null), JsseStack.HANDFAST.context(server)).protocol(version);
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3, 'ClientHello,ServerHello,EncryptedExtensions,Certificate,CertificateVerify,Finished'",
        "TLSv1.2, 'ClientHello,ServerHello,Certificate,ServerKeyExchange,ServerHelloDone,ClientKeyExchange,Finished'"})
    void eachMessageIsPrintedByBothSides(String version, String messages) throws Exception {
        String printed = traced(() -> pair(Credentials.shared().server(KeyKind.P256), version).handshake());
        for (String message : messages.split(",")) {
            assertTrue(Pattern.compile("-> " + message + " +\\d+ bytes").matcher(printed).find(),
                    message + "\n" + printed);
            assertTrue(Pattern.compile("<- " + message + " +\\d+ bytes").matcher(printed).find(),
                    message + "\n" + printed);
        }
        assertEquals(2,
                Pattern.compile("\\[handfast\\] handshake \\d+, (client|server)(?!.*, later).*\n").matcher(printed)
                        .results()
                        .count(),
                printed);
        assertEquals(2, Pattern.compile("established, after").matcher(printed).results().count(), printed);
        assertTrue(printed.contains("reason: "), printed);
        assertTrue(printed.contains("CN=server-P256"), printed);
    }

    @Test
    void aFailureNamesItsCause() throws Exception {
        String printed = traced(() -> assertThrows(SSLHandshakeException.class,
                pair(Credentials.shared().expired(), "TLSv1.3")::handshake));
        assertTrue(printed.contains("FAILED: certificate is expired or not yet valid"), printed);
    }

    @Test
    void nothingIsPrintedUnasked() throws Exception {
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try {
            System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
            pair(Credentials.shared().server(KeyKind.P256), "TLSv1.3").handshake();
        } finally {
            System.setErr(before);
        }
        assertEquals("", printed.toString(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void theContextsKeyLogHoldsWhatBothSidesShare(String version, @TempDir Path folder) throws Exception {
        SSLContext client = JsseStack.HANDFAST.context(null);
        SSLContext server = JsseStack.HANDFAST.context(Credentials.shared().server(KeyKind.P256));
        TlsContext.of(client).logKeysTo(folder.resolve("client.log"));
        TlsContext.of(server).logKeysTo(folder.resolve("server.log"));
        EnginePair pair = EnginePair.of(client, server).protocol(version).handshake();
        List<String> ofClient = Files.readAllLines(folder.resolve("client.log"));
        List<String> ofServer = Files.readAllLines(folder.resolve("server.log"));
        assertEquals(ofClient.stream().sorted().toList(), ofServer.stream().sorted().toList());
        assertTrue(ofClient.stream().allMatch(line -> LINE.matcher(line).matches()), ofClient.toString());
        assertTrue(ofClient.stream().anyMatch(line -> line.startsWith(
                version.equals("TLSv1.3") ? "SERVER_TRAFFIC_SECRET_0 " : "CLIENT_RANDOM ")), ofClient.toString());
        assertFalse(pair.client().engine().getSession().toString().contains(ofClient.get(0).split(" ")[2]));
    }

    @Test
    void otherProvidersContextsHaveNoKeyLog(@TempDir Path folder) {
        SSLContext other = JsseStack.SUN.context(null);
        assertThrows(IllegalArgumentException.class, () -> TlsContext.of(other).logKeysTo(folder.resolve("log")));
        assertFalse(Files.exists(folder.resolve("log")));
    }

    @Test
    void theTracesSecretsAreNotInTheTrace(@TempDir Path folder) throws Exception {
        SSLContext client = JsseStack.HANDFAST.context(null);
        TlsContext.of(client).logKeysTo(folder.resolve("log"));
        String printed = traced(() -> EnginePair.of(client,
                JsseStack.HANDFAST.context(Credentials.shared().server(KeyKind.P256))).handshake());
        for (String line : Files.readAllLines(folder.resolve("log"))) {
            assertFalse(printed.contains(line.split(" ")[2].substring(0, 16)), line.split(" ")[0]);
        }
    }

    @Test
    void exceptionsOfOneConnectionAreItsOwn() throws SSLException {
        EnginePair pair = pair(Credentials.shared().expired(), "TLSv1.3");
        SSLException first = assertThrows(SSLHandshakeException.class, pair::handshake);
        assertTrue(first.getMessage().contains("RFC 9846 6.2"), first.getMessage());
    }
}
