package dev.handfast.jsse.live;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.crypto.jca.PrivateKeys;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.Identity;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.SystemProperties;
import dev.handfast.pki.TestPki;
import dev.handfast.session.jcache.MapCache;
import dev.handfast.tls.LiveFiles;
import dev.handfast.tls.LiveIdentities;
import dev.handfast.tls.LiveTrust;
import dev.handfast.tls.TlsContext;
import dev.handfast.tls.TlsContextBuilder;
import dev.handfast.tls.TlsSession;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.Map;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/** Authorities and identities that are withdrawn: no handshake and no resumption, on all nodes of a fleet. */
@Tag("contract")
@Timeout(120)
class LiveTrustTest {

    private static final LiveFixture STAYS = new LiveFixture("stays");
    private static final LiveFixture GOES = new LiveFixture("goes");
    private static final byte[] SECRET = new byte[32];

    @TempDir
    private Path directory;

    private final MapCache sessions = new MapCache();
    private final MapCache uses = new MapCache();
    private String version = "TLSv1.3";
    private boolean asksClients;

    static {
        SECRET[0] = 1;
    }

    private static TlsContextBuilder builder() {
        return TlsContext.builder(JsseStack.HANDFAST.provider());
    }

    /** A client that shows an identity, of JSSE's own kind. */
    private static SSLContext client(Identity own) throws Exception {
        SSLContext made = SSLContext.getInstance("TLS", JsseStack.HANDFAST.provider());
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX", JsseStack.HANDFAST.provider());
        keys.init(own.keyStore(), Identity.PASSWORD.toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX", JsseStack.HANDFAST.provider());
        trust.init(Identity.trustStore(List.of(STAYS.root())));
        made.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return made;
    }

    /** The client's session of a connection that carried data both ways. */
    private SSLSession connect(SSLContext client, SSLContext server) throws SSLException {
        EnginePair pair = EnginePair.of(client, server).protocol(version);
        pair.server().engine().setNeedClientAuth(asksClients);
        pair.handshake();
        pair.send(pair.client(), new byte[10]);
        pair.send(pair.server(), new byte[10]);
        return pair.client().engine().getSession();
    }

    private boolean resumes(SSLContext client, SSLContext server) throws SSLException {
        return TlsSession.of(connect(client, server)).isResumed();
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3, false", "TLSv1.3, true", "TLSv1.2, false", "TLSv1.2, true"})
    void clientsOfAWithdrawnAuthorityAreRefusedOnAllNodes(String spoken, boolean stored) throws Exception {
        version = spoken;
        asksClients = true;
        Path bundle = Files.writeString(directory.resolve("bundle.pem"), STAYS.rootPem() + GOES.rootPem());
        Identity own = STAYS.identity("server");
        List<SSLContext> nodes = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            // Each node has a follower of its own, as in a process of its own.
            Duration interval = Duration.ofNanos(i);
            SSLContext node = SystemProperties.with(Map.of("handfast.session.ticketBytes", "20000",
                    "jdk.tls.server.enableSessionTicketExtension", String.valueOf(!stored)),
                    () -> builder().keyStore(own.keyStore(), Identity.PASSWORD.toCharArray())
                            .follow(LiveTrust.ofPem(bundle).withInterval(interval))
                            .ticketSecrets(() -> List.of(SECRET)).build());
            if (stored) {
                MapCache.keepIn(node, sessions.cache(), uses.cache());
            }
            nodes.add(node);
        }
        SSLContext going = client(GOES.identity("going"));
        SSLContext staying = client(STAYS.identity("staying"));
        for (SSLContext client : List.of(going, staying)) {
            assertFalse(resumes(client, nodes.get(0)));
            assertTrue(resumes(client, nodes.get(1)), "before, on the other node");
            assertTrue(resumes(client, nodes.get(0)), "before");
        }
        LiveFixture.replace(bundle, STAYS.rootPem());
        for (SSLContext node : nodes) {
            awaitRefusal(going, node);
            assertThrows(SSLException.class, () -> connect(going, node));
            connect(staying, node);
            assertTrue(resumes(staying, node));
        }
        LiveFixture.replace(bundle, STAYS.rootPem() + GOES.rootPem());
        while (!isAccepted(going, nodes.get(0))) {
            Thread.onSpinWait();
        }
    }

    private boolean isAccepted(SSLContext client, SSLContext server) {
        try {
            connect(client, server);
            return true;
        } catch (SSLException e) {
            return false;
        }
    }

    private void awaitRefusal(SSLContext client, SSLContext server) {
        while (isAccepted(client, server)) {
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aClientResumesNothingOfAWithdrawnAuthority(String spoken) throws Exception {
        version = spoken;
        Path bundle = Files.writeString(directory.resolve("bundle.pem"), STAYS.rootPem() + GOES.rootPem());
        SSLContext client = builder().follow(LiveTrust.ofPem(bundle).withInterval(Duration.ZERO)).build();
        SSLContext going = builder().keyStore(GOES.identity("going").keyStore(), Identity.PASSWORD.toCharArray())
                .build();
        assertFalse(resumes(client, going));
        assertTrue(resumes(client, going));
        LiveFixture.replace(bundle, STAYS.rootPem());
        // A look that began before the change may still be at work; a client that keeps its session resumes for ever.
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        assertThrows(SSLException.class, () -> {
            while (System.nanoTime() < end) {
                connect(client, going);
            }
        });
        assertThrows(SSLException.class, () -> connect(client, going));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aReplacedIdentityResumesAndAWithdrawnOneDoesNot(String spoken) throws Exception {
        version = spoken;
        Identity rsa = STAYS.identity("rsa", content -> content.keys(TestPki.keys("RSA", 2048)));
        write("a", STAYS.identity("a"));
        write("b", rsa);
        LiveIdentities source = LiveIdentities.ofDirectory(directory, null);
        SSLContext shows = builder().follow(source.withInterval(Duration.ZERO)).ticketSecrets(() -> List.of(SECRET))
                .build();
        SSLContext other = builder().follow(source.withInterval(Duration.ofNanos(1)))
                .ticketSecrets(() -> List.of(SECRET)).build();
        SSLContext client = STAYS.client();
        SSLSession full = connect(client, shows);
        assertEquals("EC", full.getPeerCertificates()[0].getPublicKey().getAlgorithm());
        write("a", STAYS.identity("a"));
        assertTrue(resumes(client, shows), "replaced");
        assertTrue(resumes(client, other), "replaced, on the other node");
        write("a", STAYS.identity("a"));
        SSLContext second = STAYS.client();
        while (TlsSession.of(connect(second, shows)).isResumed()) {
            Thread.onSpinWait();
        }
        // The other node has held it too, whoever has shown it.
        connect(client, other);
        Files.delete(directory.resolve("a.crt"));
        Files.delete(directory.resolve("a.key"));
        for (SSLContext node : List.of(other, shows)) {
            SSLSession last = connect(second, node);
            while (!last.getPeerCertificates()[0].equals(rsa.certificate())) {
                last = connect(second, node);
            }
        }
        assertTrue(resumes(second, shows), "of what is held");
    }

    private void write(String name, Identity identity) throws Exception {
        LiveFixture.replace(directory.resolve(name + ".crt"), identity.chainPem());
        LiveFixture.replace(directory.resolve(name + ".key"), identity.keyPem());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PKIX", "SunX509"})
    void aliasesStayWithTheStateTheyWereChosenFrom(String algorithm) throws Exception {
        Path file = Files.writeString(directory.resolve("server.pem"), LiveFixture.pem(STAYS.identity("one")));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(algorithm, JsseStack.HANDFAST.provider());
        factory.init(LiveIdentities.ofPem(file, null).withInterval(Duration.ZERO));
        X509ExtendedKeyManager manager = (X509ExtendedKeyManager) factory.getKeyManagers()[0];
        List<String> aliases = new ArrayList<>();
        List<X509Certificate> certificates = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Identity next = STAYS.identity("next");
            LiveFixture.replace(file, LiveFixture.pem(next));
            aliases.add(manager.chooseEngineServerAlias("EC", null, null));
            certificates.add(next.certificate());
            assertEquals(next.certificate(), manager.getCertificateChain(aliases.get(i))[0]);
            assertEquals(i + 2, LiveFiles.of(manager).generation());
        }
        for (int i = 0; i < aliases.size(); i++) {
            X509Certificate[] chain = manager.getCertificateChain(aliases.get(i));
            assertEquals(certificates.get(i), chain[0]);
            assertTrue(PrivateKeys.belongTogether(manager.getPrivateKey(aliases.get(i)), chain[0].getPublicKey()));
        }
        for (String foreign : new String[] {null, "", "server.pem", "x.y", "99.0.server.pem", "."}) {
            assertEquals(null, manager.getPrivateKey(foreign));
            assertArrayEquals(null, manager.getCertificateChain(foreign));
        }
    }
}
