package dev.handfast.jsse.socket;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.HandfastProvider;
import dev.handfast.peers.TestJvm;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sockets connect by name whatever properties say that SunJSSE does not understand. */
@Tag("contract")
class ApplicationNameTest {

    @ParameterizedTest
    @CsvSource({"jdk.tls.namedGroups=X25519MLKEM768, connected", "jdk.tls.namedGroups=SecP256r1MLKEM768, connected",
        "jdk.tls.client.protocols=TLSv9, told", "jdk.tls.client.cipherSuites=none, told",
        "jdk.tls.client.SignatureSchemes=none, told"})
    void connectingDoesNotFail(String property, String outcome) throws IOException {
        String output = TestJvm.run(List.of("-D" + property), Connecting.class);
        assertTrue(output.lines().anyMatch(line -> line.startsWith(outcome)), output);
    }

    /** The JVM of its own. */
    static final class Connecting {

        private Connecting() {
        }

        public static void main(String[] arguments) throws Exception {
            SSLContext context = SSLContext.getInstance("TLS", new HandfastProvider());
            try {
                context.init(null, null, null);
            } catch (java.security.KeyManagementException said) {
                // What Handfast does not understand either, it says here.
                System.out.println("told: " + said.getMessage());
                return;
            }
            try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket()) {
                socket.connect(new InetSocketAddress("localhost", listener.getLocalPort()));
                assertTrue(socket.isConnected());
                System.out.println("connected");
            }
        }
    }
}
