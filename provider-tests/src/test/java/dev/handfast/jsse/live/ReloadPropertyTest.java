package dev.handfast.jsse.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.EnginePair;
import dev.handfast.peers.Identity;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.SystemProperties;
import dev.handfast.tls.HeldCertificate;
import dev.handfast.tls.LiveFiles;
import dev.handfast.tls.LiveIdentities;
import dev.handfast.tls.LiveTrust;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Map;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Unchanged programs: {@code handfast.keys.reload} has the stores of {@code javax.net.ssl} followed. */
@Tag("contract")
@Timeout(120)
class ReloadPropertyTest {

    private static final LiveFixture PKI = new LiveFixture("property");

    @TempDir
    private Path directory;

    private SSLContext context(Path keys, Path trust, String reload) throws Exception {
        return SystemProperties.with(Map.of("javax.net.ssl.keyStore", keys.toString(),
                "javax.net.ssl.keyStorePassword", Identity.PASSWORD, "javax.net.ssl.trustStore", trust.toString(),
                "javax.net.ssl.trustStorePassword", Identity.PASSWORD, "handfast.keys.reload", reload),
                () -> SSLContext.getInstance("Default", JsseStack.HANDFAST.provider()));
    }

    private static Certificate shown(SSLContext client, SSLContext server) throws SSLException {
        EnginePair pair = EnginePair.of(client, server);
        return pair.handshake().client().engine().getSession().getPeerCertificates()[0];
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "directory"})
    void storesAreFollowed(String form) throws Exception {
        Identity one = PKI.identity("one");
        Identity two = PKI.identity("two");
        boolean files = form.equals("file");
        Path keys = files ? directory.resolve("keys.p12") : Files.createDirectory(directory.resolve("keys"));
        Path trust = files ? directory.resolve("trust.p12") : Files.createDirectory(directory.resolve("trust"));
        write(keys, one);
        if (files) {
            Identity.write(Identity.trustStore(List.of(PKI.root())), trust);
        } else {
            Files.writeString(trust.resolve("root.crt"), PKI.rootPem());
        }
        SSLContext followed = context(keys, trust, "true");
        SSLContext still = files ? context(keys, trust, "false") : null;
        assertEquals(one.certificate(), shown(followed, followed));
        write(keys, two);
        while (!shown(PKI.client(), followed).equals(two.certificate())) {
            Thread.onSpinWait();
        }
        if (still != null) {
            assertEquals(one.certificate(), shown(PKI.client(), still), "as in SunJSSE without");
        }
    }

    private static void write(Path keys, Identity identity) throws Exception {
        if (Files.isDirectory(keys)) {
            LiveFixture.replace(keys.resolve("tls.key"), identity.keyPem());
            LiveFixture.replace(keys.resolve("tls.crt"), identity.chainPem());
        } else {
            Identity.write(identity.keyStore(), keys);
        }
    }

    @Test
    void whatCannotBeUsedIsRefusedWithItsFile() throws Exception {
        Path file = Files.writeString(directory.resolve("broken.pem"), PKI.identity("one").chainPem());
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX", JsseStack.HANDFAST.provider());
        String text = assertThrows(InvalidAlgorithmParameterException.class,
                () -> keys.init(LiveIdentities.ofPem(file, null))).getMessage();
        assertTrue(text.contains("broken.pem") && text.contains("no private key"), text);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX", JsseStack.HANDFAST.provider());
        Path none = directory.resolve("none");
        String absent = assertThrows(InvalidAlgorithmParameterException.class,
                () -> trust.init(LiveTrust.ofDirectory(none))).getMessage();
        assertTrue(absent.contains("none") && absent.contains("no such directory"), absent);
        assertThrows(InvalidAlgorithmParameterException.class, () -> keys.init(LiveTrust.ofPem(file)));
        assertThrows(InvalidAlgorithmParameterException.class, () -> trust.init(LiveIdentities.ofPem(file, null)));
        IllegalStateException refused = assertThrows(IllegalStateException.class,
                () -> context(file, file, "true").createSSLEngine());
        assertTrue(refused.getMessage().contains("broken.pem"), refused::getMessage);
    }

    @Test
    void whatIsHeldIsListed() throws Exception {
        Path file = Files.writeString(directory.resolve("bundle.pem"), PKI.rootPem());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX", JsseStack.HANDFAST.provider());
        trust.init(LiveTrust.ofPem(file));
        TrustManager made = trust.getTrustManagers()[0];
        List<HeldCertificate> held = LiveFiles.of(made).held();
        assertEquals(List.of(new HeldCertificate(file, "property root", false, PKI.root())), held);
        assertEquals(PKI.root().getNotAfter().toInstant(), held.get(0).notAfter());
        Files.writeString(file, PKI.rootPem() + new LiveFixture("more").rootPem());
        assertEquals(2, LiveFiles.of(made).refresh());
        assertEquals(2, LiveFiles.of(made).held().size());
        assertThrows(IllegalArgumentException.class, () -> LiveFiles.of("a manager"));
    }
}
