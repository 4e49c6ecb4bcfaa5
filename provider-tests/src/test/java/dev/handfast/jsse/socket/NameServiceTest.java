package dev.handfast.jsse.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.TestJvm;
import dev.handfast.peers.Workspace;
import dev.handfast.pki.TestPki;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Who a peer is, no name service decides: in a JVM whose name service says of every odd host that it has the address in
 * the server's certificate, and of every address that it has the name in it.
 */
@Tag("contract")
class NameServiceTest {

    /** Hosts that are neither addresses nor host names, or only nearly. */
    private static final List<String> HOSTS = List.of("x:y", "g::1", "www:443", "::g", "1:2", "127.1", "2130706433",
            "0x7f.1", "0177.0.0.1", "127.0.0.01", "localhost6", "ip6-loopback", "::ffff:7f00:zz", "fe80::1%x:y",
            "z%:1");

    @Test
    @PublishedAttack(id = "CVE-2024-34447", victim = "BouncyCastle", kind = AttackKind.NAMES,
            what = "a host name is looked up, and what a name service says is compared")
    void noNameServiceIsBelieved() throws Exception {
        Path hosts = Files.createTempFile(Workspace.shared().directory(), "hosts", "");
        Files.writeString(hosts, "127.0.0.1 " + String.join(" ", HOSTS) + "\n127.0.0.1 named.example\n");
        String output = TestJvm.run(List.of("-Djdk.net.hosts.file=" + hosts), Probe.class);
        // Newer JDKs warn of native libraries in front of it.
        List<String> said = output.lines().filter(line -> line.matches("(BELIEVED|PEER) .*")).toList();
        assertEquals(List.of("BELIEVED []", "PEER 127.0.0.1 127.0.0.1"), said);
    }

    /** The program in the other JVM. */
    static final class Probe {

        private Probe() {
        }

        public static void main(String[] arguments) throws Exception {
            TestPki root = TestPki.root("CN=r");
            TestPki server = root.issue("CN=s", content -> content.names(
                    new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                    new GeneralName(GeneralName.dNSName, "named.example")));
            SSLContext serving = context(TestPki.keyManagers(server), null);
            Set<String> believed = new TreeSet<>();
            for (TrustManager[] trust : List.of(JsseStack.HANDFAST.trustManagers(List.of(root.certificate())),
                    new TrustManager[] {new Trusting()})) {
                SSLContext client = context(null, trust);
                for (String host : HOSTS) {
                    if (believes(client, serving, host)) {
                        believed.add(host);
                    }
                }
                if (!believes(client, serving, "127.0.0.1") || !believes(client, serving, "named.example")) {
                    believed.add("not even what it should believe");
                }
            }
            System.out.print("BELIEVED " + believed + "\n");
            SSLContext client = context(null, new TrustManager[] {new Trusting()});
            InetAddress bare = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
            try (ServerSocket listener = serving.getServerSocketFactory().createServerSocket(0, 5, bare);
                    SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket(bare,
                            listener.getLocalPort());
                    SSLSocket accepted = (SSLSocket) listener.accept()) {
                System.out.print("PEER " + ((SocketImpl) socket).association.peer().host() + " "
                        + ((SocketImpl) accepted).association.peer().host() + "\n");
            }
        }

        private static boolean believes(SSLContext client, SSLContext server, String host) {
            SSLEngine engine = client.createSSLEngine(host, 443);
            engine.setUseClientMode(true);
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            engine.setSSLParameters(parameters);
            SSLEngine other = server.createSSLEngine();
            other.setUseClientMode(false);
            try {
                new EnginePair(engine, other).handshake();
                return true;
            } catch (SSLException e) {
                return false;
            }
        }

        private static SSLContext context(javax.net.ssl.KeyManager[] keys, TrustManager[] trust) throws Exception {
            SSLContext context = SSLContext.getInstance("TLS", JsseStack.HANDFAST.provider());
            context.init(keys, trust, null);
            return context;
        }
    }

    /** Trusts every chain; names are then Handfast's to compare. */
    private static final class Trusting implements X509TrustManager {
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
