package dev.handfast.jsse.context;

import static dev.handfast.peers.SystemProperties.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.handfast.peers.Credentials;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.Identity;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyManagementException;
import java.util.List;
import java.util.Map;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/** A second init that fails: the managers of the first are no longer wanted, and are not used. */
@Tag("contract")
class FailedInitTest {

    private final SSLContext server = JsseStack.HANDFAST.context(Credentials.shared().server(KeyKind.P256));
    private final SSLContext client = JsseStack.HANDFAST.context((Identity) null);

    @Test
    void theContextIsAsBeforeTheFirst(@TempDir Path folder) throws Exception {
        new EnginePair(engine(client, true), engine(server, false)).handshake();
        SSLEngine early = engine(client, true);
        Path broken = Files.write(folder.resolve("broken.p12"), new byte[] {1, 2, 3});
        with(Map.of("javax.net.ssl.trustStore", broken.toString()), () -> assertThrows(KeyManagementException.class,
                () -> client.init(null, null, null)));
        assertThrows(IllegalStateException.class, client::createSSLEngine);
        assertThrows(IllegalStateException.class, client::getSocketFactory);
        assertThrows(SSLException.class, () -> new EnginePair(early, engine(server, false)).handshake());
        client.init(null, JsseStack.HANDFAST.trustManagers(List.of(Credentials.shared().root())), null);
        EnginePair again = new EnginePair(engine(client, true), engine(server, false)).handshake();
        assertNotNull(again.client().engine().getSession().getPeerCertificates());
        assertEquals(true, again.client().engine().getSession().isValid());
    }

    private static SSLEngine engine(SSLContext context, boolean clientMode) {
        SSLEngine engine = clientMode ? context.createSSLEngine("localhost", 443) : context.createSSLEngine();
        engine.setUseClientMode(clientMode);
        return engine;
    }
}
