package dev.handfast.jsse.context;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.jsse.live.Follower;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.Identity;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.tls.LiveTrust;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Base64;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** A connection whose managers cannot even be asked: it fails as any other, once, and is half made of nothing. */
@Tag("contract")
class FailedBeginTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void managersThatCannotBeAskedFailTheConnection(boolean client) throws Exception {
        TrustManager[] trust = following(Credentials.shared().root());
        SSLContext context = SSLContext.getInstance("TLS", JsseStack.HANDFAST.provider());
        Identity own = Credentials.shared().server(KeyKind.P256);
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX", JsseStack.HANDFAST.provider());
        keys.init(own.keyStore(), Identity.PASSWORD.toCharArray());
        context.init(keys.getKeyManagers(), trust, null);
        SSLEngine engine = context.createSSLEngine("localhost", 443);
        engine.setUseClientMode(client);
        engine.getHandshakeStatus();
        failLooks(trust[0]);
        SSLException failed = assertThrows(SSLException.class, engine::beginHandshake);
        assertTrue(failed.getMessage().contains("no memory to look"), failed.getMessage());
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), out);
        assertEquals(7, out.position(), "bytes of an alert");
        assertTrue(engine.isOutboundDone());
        assertTrue(engine.isInboundDone());
    }

    private TrustManager[] following(X509Certificate root) throws Exception {
        Path file = Files.writeString(directory.resolve("root.pem"), "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder().encodeToString(root.getEncoded()) + "\n-----END CERTIFICATE-----\n");
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX", JsseStack.HANDFAST.provider());
        factory.init(LiveTrust.ofPem(file));
        return factory.getTrustManagers();
    }

    private static void failLooks(TrustManager trust) throws ReflectiveOperationException {
        Field followers = trust.getClass().getDeclaredField("follower");
        followers.setAccessible(true);
        Field clocks = Follower.class.getDeclaredField("clocks");
        clocks.setAccessible(true);
        clocks.set(followers.get(trust), Proxy.newProxyInstance(clocks.getType().getClassLoader(),
                new Class<?>[] {clocks.getType()}, (proxy, method, arguments) -> {
                    throw new StackOverflowError("no memory to look");
                }));
    }
}
