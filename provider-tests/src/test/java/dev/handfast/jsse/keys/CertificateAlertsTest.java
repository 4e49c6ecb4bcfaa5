package dev.handfast.jsse.keys;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.EnginePair;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.SocketPair;
import dev.handfast.pki.TestPki;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.security.KeyPair;
import java.util.List;
import java.util.stream.Stream;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLServerSocket;

/**
 * The alerts for chains whose algorithms are refused: of servers and of clients, on engines and sockets, whoever judges
 * them.
 */
@Tag("contract")
class CertificateAlertsTest {

    private static final KeyPair RSA = TestPki.keys("RSA", 2048);
    private static final KeyPair SMALL = TestPki.keys("RSA", 1024);
    private static final TestPki ROOT = TestPki.root("CN=root", content -> content.keys(TestPki.keys("RSA", 2048)));
    private static final TestPki SAME_NAME = TestPki.root("CN=root", content -> content.keys(RSA));

    /** A chain, the alert that refuses it, and whether SunJSSE's trust manager refuses it on all JDKs too. */
    private enum Case {
        /** RFC 9846 section 4.5.1.3 demands it. */
        MD5("bad_certificate", true, leaf(ROOT, "MD5withRSA", RSA)),
        MD5_ABOVE("bad_certificate", true, below("MD5withRSA")),
        /** RFC 9846 section 4.5.1.3 recommends it. */
        SHA1("bad_certificate", false, leaf(ROOT, "SHA1withRSA", RSA)),
        SHA1_ABOVE("bad_certificate", false, below("SHA1withRSA")),
        /** RFC 9846 section 6.2. */
        WRONG_SIGNATURE("bad_certificate", false, leaf(SAME_NAME, "SHA256withRSA", RSA)),
        /** RFC 9846 section 4.5.1.2: the alert for what no other is named for. */
        SMALL_KEY("unsupported_certificate", false, leaf(ROOT, "SHA256withRSA", SMALL));

        private final String alert;
        private final boolean alsoInSun;
        private final TestPki[] chain;

        Case(String alert, boolean alsoInSun, TestPki... chain) {
            this.alert = alert;
            this.alsoInSun = alsoInSun;
            this.chain = chain;
        }
    }

    private record Row(Case sample, JsseStack judge, String version, boolean ofServer, boolean sockets) {
    }

    private static TestPki[] leaf(TestPki issuer, String signature, KeyPair keys) {
        return new TestPki[] {issuer.issue("CN=leaf", content -> content.signature(signature).keys(keys))};
    }

    private static TestPki[] below(String signature) {
        TestPki above = ROOT.issue("CN=above", content -> content.authority(-1).signature(signature));
        return new TestPki[] {above.issue("CN=leaf", content -> content.keys(RSA)), above};
    }

    private static Stream<Row> rows() {
        return Stream.of(Case.values()).flatMap(sample -> Stream.of(JsseStack.HANDFAST, JsseStack.SUN)
                .filter(judge -> judge == JsseStack.HANDFAST || sample.alsoInSun)
                .flatMap(judge -> Stream.of("TLSv1.3", "TLSv1.2").flatMap(version -> Stream.of(true, false)
                        .flatMap(ofServer -> Stream.of(true, false)
                                .map(sockets -> new Row(sample, judge, version, ofServer, sockets))))));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void theAlertSaysWhatIsWrong(Row row) throws Exception {
        SSLContext shows = context(TestPki.keyManagers(row.sample.chain), JsseStack.HANDFAST);
        SSLContext judges = context(TestPki.keyManagers(ROOT.issue("CN=other", content -> {}), ROOT), row.judge);
        SSLContext client = row.ofServer ? judges : shows;
        SSLContext server = row.ofServer ? shows : judges;
        SSLHandshakeException refused;
        if (row.sockets) {
            SSLServerSocket listener = SocketPair.listener(server);
            listener.setEnabledProtocols(new String[] {row.version});
            listener.setNeedClientAuth(!row.ofServer);
            try (SocketPair pair = SocketPair.connect(client, listener)) {
                refused = assertThrows(SSLHandshakeException.class, () -> pair.handshake());
            }
        } else {
            EnginePair pair = EnginePair.of(client, server).protocol(row.version);
            pair.server().engine().setNeedClientAuth(!row.ofServer);
            refused = assertThrows(SSLHandshakeException.class, pair::handshake);
        }
        Stream<Throwable> all = Stream.concat(Stream.of(refused), Stream.of(refused.getSuppressed()));
        assertTrue(all.anyMatch(each -> each.getMessage().contains(row.sample.alert)), refused::toString);
    }

    private static SSLContext context(KeyManager[] keys, JsseStack judge) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS", JsseStack.HANDFAST.provider());
        context.init(keys, judge.trustManagers(List.of(ROOT.certificate())), null);
        return context;
    }
}
