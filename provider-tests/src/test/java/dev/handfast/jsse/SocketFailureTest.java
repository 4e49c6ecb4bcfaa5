package dev.handfast.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.jsse.SocketFailureMatrix.Case;
import dev.handfast.jsse.SocketFailureMatrix.First;
import dev.handfast.jsse.SocketFailureMatrix.Loss;
import dev.handfast.jsse.SocketFailureMatrix.Outcome;
import dev.handfast.jsse.SocketFailureMatrix.Runs;
import dev.handfast.peers.Background;
import dev.handfast.peers.ExternalProcess;
import dev.handfast.peers.JsseRow;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.Plumbing;
import dev.handfast.peers.SystemProperties;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLProtocolException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A connection that is lost is remembered as lost, whichever direction met it first; what had arrived is delivered.
 * Beside SunJSSE in the same run, the differences are those that are named here.
 */
@Tag("contract")
class SocketFailureTest {

    private static final String REQUIRE = "com.sun.net.ssl.requireCloseNotify";

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLostConnectionIsRememberedByEveryCall(boolean client) throws Exception {
        Runs ours = new Runs(JsseStack.HANDFAST);
        Runs sun = new Runs(JsseStack.SUN);
        List<String> faults = new ArrayList<>();
        for (Case one : SocketFailureMatrix.all()) {
            if (one.client() != client) {
                continue;
            }
            Outcome here = ours.run(one);
            Outcome there = sun.run(one);
            String line = one + ": " + here + ", SunJSSE: " + there;
            if (here.delivered() != there.delivered()) {
                faults.add("bytes lost: " + line);
            }
            if (one.loss() == Loss.END_BEHIND_PART) {
                if (!here.equals(there)) {
                    faults.add("other than SunJSSE: " + line);
                }
                continue;
            }
            if (!isFailed(here)) {
                faults.add("forgotten: " + line);
            }
            // SunJSSE: whoever writes first takes the news, so that reading ends as if nothing had happened
            boolean isKnown = one.first() == First.WRITER && there.end().equals("end");
            if (!isKnown && !here.end().equals(there.end())) {
                faults.add("other than SunJSSE: " + line);
            }
            if (!here.first().equals(there.first()) || !here.handshake().equals(there.handshake())) {
                faults.add("other than SunJSSE: " + line);
            }
        }
        assertEquals(List.of(), faults, () -> String.join("\n", faults));
    }

    private static boolean isFailed(Outcome outcome) {
        return !outcome.end().equals("end") && outcome.again().equals("SSLException")
                && outcome.write().equals("SocketException") && outcome.handshake().equals("SocketException")
                && outcome.available().equals("SSLException") && outcome.causes();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aTruncatedConnectionSpoilsItsSessionWhereCloseNotifyIsRequired(String version) throws Exception {
        JsseRow row = new JsseRow(JsseStack.HANDFAST, version);
        SSLContext strict = SystemProperties.with(Map.of(REQUIRE, "true"), row::server);
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket raw = new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
                SSLSocket server = (SSLSocket) strict.getSocketFactory().createSocket(listener.accept(), null, true);
                SSLSocket client = (SSLSocket) row.client().getSocketFactory()
                        .createSocket(raw, "localhost", 443, true)) {
            client.setEnabledProtocols(new String[] {version});
            Future<Void> shaking = Background.run(server::startHandshake);
            client.startHandshake();
            Background.get(shaking);
            assertTrue(server.getSession().isValid());
            raw.shutdownOutput();
            assertThrows(SSLProtocolException.class, () -> server.getInputStream().read());
            assertFalse(server.getSession().isValid());
        }
    }

    @Test
    void requireCloseNotifyHoldsWhicheverDirectionSeesTheLossFirst() throws Exception {
        Runs ours = SystemProperties.with(Map.of(REQUIRE, "true"), () -> new Runs(JsseStack.HANDFAST));
        List<String> faults = new ArrayList<>();
        // SunJSSE reads the property once for a JVM
        try (ExternalProcess sun = ExternalProcess.start(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-D" + REQUIRE + "=true", "-cp",
                System.getProperty("java.class.path"), SocketFailureMatrix.class.getName(), "sun"))) {
            Map<Case, Outcome> outcomes = new LinkedHashMap<>();
            for (Case one : SocketFailureMatrix.all()) {
                Outcome here = ours.run(one);
                outcomes.put(one, here);
                if (!isFailed(here)) {
                    faults.add(one + ": " + here);
                }
            }
            outcomes.keySet().removeIf(one -> one.plumbing() != Plumbing.OWN);
            for (Map.Entry<Case, Outcome> one : outcomes.entrySet()) {
                String there = sun.await(Pattern.compile("(?m)^" + one.getKey() + ": .*\\n")).group();
                if (there.contains(" end=end,")
                        || !there.contains(" delivered=" + one.getValue().delivered() + ",")) {
                    faults.add(one + ", SunJSSE: " + there);
                }
            }
        }
        assertEquals(List.of(), faults, () -> String.join("\n", faults));
    }
}
