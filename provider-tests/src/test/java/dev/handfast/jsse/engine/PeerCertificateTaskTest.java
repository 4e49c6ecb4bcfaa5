package dev.handfast.jsse.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.memory.Stranger;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.JsseStack;
import dev.handfast.pki.ShownCertificate;
import dev.handfast.pki.TestPki;
import java.security.cert.CertificateException;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A peer's certificates are decoded in a task, without a lock, and nowhere else. */
@Tag("contract")
class PeerCertificateTaskTest {

    private static final byte[] NO_CERTIFICATE = {0x30, 3, 2, 1, 1};

    @ParameterizedTest
    @CsvSource({"TLSv1.3,true", "TLSv1.3,false", "TLSv1.2,true", "TLSv1.2,false"})
    void certificatesAreDecodedInTasks(String version, boolean clientIsVictim) throws Exception {
        TestPki own = TestPki.root("CN=own");
        SSLContext stranger = Stranger.context(own.keys().getPrivate(),
                new ShownCertificate(own.certificate(), NO_CERTIFICATE));
        SSLContext victim = SSLContext.getInstance("TLS", JsseStack.HANDFAST.provider());
        victim.init(TestPki.keyManagers(own), new TrustManager[] {new Stranger.TakesAny()}, null);
        SSLEngine client = (clientIsVictim ? victim : stranger).createSSLEngine();
        SSLEngine server = (clientIsVictim ? stranger : victim).createSSLEngine();
        client.setUseClientMode(true);
        server.setUseClientMode(false);
        server.setNeedClientAuth(!clientIsVictim);
        EnginePair pair = new EnginePair(client, server).protocol(version).tasks(task -> inTask(task));
        SSLException refused = assertThrows(SSLException.class, pair::handshake);
        assertTrue(refused.getMessage().contains("bad_certificate"), refused.getMessage());
        Throwable cause = refused;
        while (!(cause instanceof CertificateException)) {
            cause = cause.getCause();
            assertTrue(cause != null, "no decoding failed: " + refused);
        }
        assertEquals(1, Arrays.stream(cause.getStackTrace()).filter(frame -> frame.getMethodName().equals("inTask"))
                .count(), () -> "decoded outside of a task: " + refused);
    }

    private static void inTask(Runnable task) {
        task.run();
    }
}
