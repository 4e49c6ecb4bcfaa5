package dev.handfast.interop;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handfast.peers.Curl;
import dev.handfast.peers.GnuTls;
import dev.handfast.peers.JssePeer;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.Nss;
import dev.handfast.peers.OpenSsl;
import dev.handfast.peers.Peer;
import dev.handfast.peers.Peer.PeerServer;
import dev.handfast.peers.Pin;
import dev.handfast.peers.ScriptPeer;
import dev.handfast.peers.Tools;
import java.io.IOException;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Version × suite × group × key type × client authentication, both roles, against every peer that is installed. The
 * provider under test is Handfast unless {@code -Dhandfast.interop.provider} names another. A table is printed at the
 * end.
 */
@Tag("interop")
class InteropTest {

    private static final List<AutoCloseable> OPEN = new ArrayList<>();
    private static final InteropTable TABLE = new InteropTable();
    private static final String DISABLED = "jdk.tls.disabledAlgorithms";
    private static String disabledBefore;
    private static JssePeer subject;

    @BeforeAll
    static void chooseSubject() {
        JsseStack stack = JsseStack.named(System.getProperty("handfast.interop.provider", "Handfast"));
        // since JDK 24 static RSA key exchange is among them; the matrix has it
        disabledBefore = Security.getProperty(DISABLED);
        Security.setProperty(DISABLED, disabledBefore.replaceAll(",\\s*TLS_RSA_\\*", ""));
        subject = new JssePeer(stack);
    }

    @AfterAll
    static void printTable() throws Exception {
        for (AutoCloseable peer : OPEN) {
            peer.close();
        }
        if (subject != null) {
            Security.setProperty(DISABLED, disabledBefore);
            System.out.println(TABLE.print(subject.name()));
        }
    }

    @TestFactory
    Stream<DynamicNode> openssl() {
        return rows("openssl", OpenSsl::new);
    }

    @TestFactory
    Stream<DynamicNode> curl() {
        return rows("curl", Curl::new);
    }

    @TestFactory
    Stream<DynamicNode> gnutls() {
        return rows("gnutls-serv", GnuTls::new);
    }

    @TestFactory
    Stream<DynamicNode> nss() {
        return rows("selfserv", Nss::new);
    }

    @TestFactory
    Stream<DynamicNode> node() {
        return script("node", ScriptPeer.Kind.NODE);
    }

    @TestFactory
    Stream<DynamicNode> bun() {
        return script("bun", ScriptPeer.Kind.BUN);
    }

    @TestFactory
    Stream<DynamicNode> deno() {
        return script("deno", ScriptPeer.Kind.DENO);
    }

    @TestFactory
    Stream<DynamicNode> sunJsse() {
        return rows(null, () -> new JssePeer(JsseStack.SUN));
    }

    @TestFactory
    Stream<DynamicNode> bcJsse() {
        return rows(null, () -> new JssePeer(JsseStack.BC));
    }

    @TestFactory
    Stream<DynamicNode> conscrypt() {
        return rows(null, () -> new JssePeer(JsseStack.CONSCRYPT));
    }

    private static Stream<DynamicNode> script(String program, ScriptPeer.Kind kind) {
        if (!Tools.isMandatory()) {
            assumeTrue(Tools.findNpm(program).isPresent(), Tools.missing(program));
        }
        return rows(null, () -> {
            ScriptPeer peer = new ScriptPeer(kind);
            OPEN.add(peer);
            return peer;
        });
    }

    private static Stream<DynamicNode> rows(String program, Callable<Peer> maker) {
        if (program != null && !Tools.isMandatory()) {
            assumeTrue(Tools.find(program).isPresent(), Tools.missing(program));
        }
        try {
            Peer peer = maker.call();
            return Stream.of(role(peer, true), role(peer, false));
        } catch (Exception e) {
            throw new IllegalStateException("cannot start the peer", e);
        }
    }

    private static DynamicNode role(Peer peer, boolean peerServes) {
        String row = peer.name() + (peerServes ? " as server" : " as client");
        List<DynamicTest> tests = new ArrayList<>();
        for (Pin pin : Matrix.pins()) {
            Optional<String> gap = peer.lacks(pin, peerServes).or(() -> subject.lacks(pin, !peerServes)
                    .map(reason -> "the provider under test " + reason));
            if (gap.isEmpty() && pin.hasGroup() && !peer.canPinGroup(pin) && !subject.canPinGroup(pin)) {
                gap = Optional.of("the group can be pinned on neither side");
            }
            if (gap.isPresent()) {
                TABLE.gap(row, pin, gap.get());
            } else {
                tests.add(DynamicTest.dynamicTest(pin.toString(), () -> attempt(row, peer, peerServes, pin)));
            }
        }
        return DynamicContainer.dynamicContainer(row, tests);
    }

    private static void attempt(String row, Peer peer, boolean peerServes, Pin pin) throws Exception {
        TABLE.failed(row, pin);
        for (int left = attempts(peer, pin); left > 0; left--) {
            try {
                connect(peer, peerServes, pin);
                break;
            } catch (IOException e) {
                if (left == 1) {
                    throw e;
                }
            }
        }
        TABLE.succeeded(row, pin);
    }

    /**
     * SunJSSE leaves leading zeros out of the secret that finite fields give in TLS 1.3 (RFC 9846 section 7.4.1 keeps
     * them): one of 256 of its connections fails, whoever its peer is.
     */
    private static int attempts(Peer peer, Pin pin) {
        return pin.is13() && pin.isFiniteField() && peer.name().startsWith("SunJSSE") ? 4 : 1;
    }

    private static void connect(Peer peer, boolean peerServes, Pin pin) throws Exception {
        Peer server = peerServes ? peer : subject;
        Peer client = peerServes ? subject : peer;
        try (PeerServer running = server.serve(pin)) {
            try {
                String answer = client.connect(pin, running.port());
                assertTrue(answer.contains(peerServes ? "HTTP/1." : Peer.GREETING), answer);
            } catch (Exception | AssertionError e) {
                throw new IOException(e.getMessage() + "; the server said: " + running.log(), e);
            }
        }
    }
}
