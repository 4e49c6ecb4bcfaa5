package dev.handfast.jsse.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.peers.Credentials;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.tls.TicketSecretSource;
import dev.handfast.tls.TlsContext;
import dev.handfast.tls.TlsSession;

import org.conscrypt.Conscrypt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Collections;
import java.util.List;

import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSession;

/** What applications see of resumption, and resumption with the other JSSE providers. */
@Tag("contract")
class ResumptionJsseTest {

    private String version = "TLSv1.3";

    private SSLContext client = context(JsseStack.HANDFAST, false);
    private SSLContext server = context(JsseStack.HANDFAST, true);

    private static SSLContext context(JsseStack stack, boolean server) {
        return stack.context(server ? Credentials.shared().server(KeyKind.P256)
                : Credentials.shared().client(KeyKind.P256));
    }

    private EnginePair pair(int port) {
        SSLEngine clientEngine = client.createSSLEngine("localhost", port);
        clientEngine.setUseClientMode(true);
        SSLEngine serverEngine = server.createSSLEngine();
        serverEngine.setUseClientMode(false);
        if (Conscrypt.isConscrypt(serverEngine)) {
            // It gives none unless told to.
            Conscrypt.setUseSessionTickets(serverEngine, true);
        }
        return new EnginePair(clientEngine, serverEngine).protocol(version);
    }

    private EnginePair connect() throws SSLException {
        return exchange(pair(443).handshake());
    }

    private static EnginePair exchange(EnginePair pair) throws SSLException {
        byte[] data = "data".getBytes(StandardCharsets.US_ASCII);
        pair.send(pair.client(), data);
        pair.send(pair.server(), data);
        assertArrayEquals(data, pair.server().received());
        assertArrayEquals(data, pair.client().received());
        return pair;
    }

    private static SSLSession of(EnginePair.Side side) {
        return side.engine().getSession();
    }

    @ParameterizedTest
    @CsvSource({"HANDFAST, TLSv1.3", "SUN, TLSv1.3", "CONSCRYPT, TLSv1.3", "HANDFAST, TLSv1.2", "SUN, TLSv1.2",
        "CONSCRYPT, TLSv1.2"})
    void clientsOfOtherProvidersResume(JsseStack stack, String spoken) throws SSLException {
        version = spoken;
        client = context(stack, false);
        assertFalse(TlsSession.of(of(connect().server())).isResumed());
        for (int i = 0; i < 3; i++) {
            assertTrue(TlsSession.of(of(connect().server())).isResumed(), "connection " + i);
        }
    }

    @ParameterizedTest
    @CsvSource({"HANDFAST, TLSv1.3", "SUN, TLSv1.3", "CONSCRYPT, TLSv1.3", "HANDFAST, TLSv1.2", "SUN, TLSv1.2",
        "CONSCRYPT, TLSv1.2"})
    void serversOfOtherProvidersResume(JsseStack stack, String spoken) throws SSLException {
        version = spoken;
        server = context(stack, true);
        assertFalse(TlsSession.of(of(connect().client())).isResumed());
        for (int i = 0; i < 3; i++) {
            assertTrue(TlsSession.of(of(connect().client())).isResumed(), "connection " + i);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void clientsThatAreAuthenticatedStaySo(String spoken) throws Exception {
        version = spoken;
        EnginePair first = pair(443);
        first.server().engine().setNeedClientAuth(true);
        exchange(first.handshake());
        EnginePair second = pair(443);
        second.server().engine().setNeedClientAuth(true);
        exchange(second.handshake());
        assertTrue(TlsSession.of(of(second.server())).isResumed());
        assertArrayEquals(of(first.server()).getPeerCertificates(), of(second.server()).getPeerCertificates());
        assertArrayEquals(of(first.client()).getLocalCertificates(), of(second.client()).getLocalCertificates());
        assertArrayEquals(of(first.client()).getPeerCertificates(), of(second.client()).getPeerCertificates());
        assertArrayEquals(of(first.server()).getLocalCertificates(), of(second.server()).getLocalCertificates());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aResumedSessionIsTheSameSession(String spoken) throws SSLException {
        version = spoken;
        EnginePair first = connect();
        Object value = new Object();
        of(first.client()).putValue("value", value);
        of(first.server()).putValue("value", value);
        EnginePair second = connect();
        for (boolean atClient : new boolean[] {true, false}) {
            SSLSession before = of(atClient ? first.client() : first.server());
            SSLSession after = of(atClient ? second.client() : second.server());
            assertTrue(TlsSession.of(after).isResumed());
            assertArrayEquals(before.getId(), after.getId());
            assertEquals(before.getCreationTime(), after.getCreationTime());
            assertSame(value, after.getValue("value"));
            after.putValue("later", value);
            assertSame(value, before.getValue("later"));
            assertNotNull(after.getSessionContext().getSession(before.getId()));
            assertEquals(1, Collections.list(after.getSessionContext().getIds()).size());
        }
    }

    @ParameterizedTest
    @CsvSource({"true, TLSv1.3", "false, TLSv1.3", "true, TLSv1.2", "false, TLSv1.2"})
    void anInvalidatedSessionIsNotResumed(boolean atClient, String spoken) throws SSLException {
        version = spoken;
        EnginePair first = connect();
        SSLSession session = of(atClient ? first.client() : first.server());
        session.invalidate();
        assertFalse(session.isValid());
        assertNull(session.getSessionContext().getSession(session.getId()));
        assertFalse(TlsSession.of(of(connect().client())).isResumed());
        assertTrue(TlsSession.of(of(connect().client())).isResumed());
    }

    @Test
    void anotherPortOrNameIsAnotherPeer() throws SSLException {
        connect();
        assertFalse(TlsSession.of(of(exchange(pair(444).handshake()).client())).isResumed());
    }

    @Test
    void otherExpectationsOfThePeerAreNotMetByASession() throws SSLException {
        connect();
        EnginePair checked = pair(443);
        var parameters = checked.client().engine().getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        checked.client().engine().setSSLParameters(parameters);
        assertFalse(TlsSession.of(of(exchange(checked.handshake()).client())).isResumed());
    }

    @Test
    void noSessionIsMadeWhereNoneMayBe() throws SSLException {
        EnginePair refused = pair(443);
        refused.client().engine().setEnableSessionCreation(false);
        assertThrows(SSLHandshakeException.class, refused::handshake);
        connect();
        EnginePair allowed = pair(443);
        allowed.client().engine().setEnableSessionCreation(false);
        assertTrue(TlsSession.of(of(exchange(allowed.handshake()).client())).isResumed());
    }

    @Test
    void nodesThatShareASecretResumeEachOthersSessions() throws SSLException {
        SSLContext other = context(JsseStack.HANDFAST, true);
        byte[] secret = new byte[32];
        secret[0] = 1;
        TicketSecretSource source = () -> List.of(secret);
        TlsContext.of(server).shareTickets(source);
        TlsContext.of(other).shareTickets(source);
        connect();
        server = other;
        assertTrue(TlsSession.of(of(connect().server())).isResumed());
        server = context(JsseStack.HANDFAST, true);
        assertFalse(TlsSession.of(of(connect().server())).isResumed());
    }

    @Test
    void aKeyStoresEntryIsASecretToo() throws Exception {
        char[] password = "password".toCharArray();
        byte[] secret = new byte[32];
        secret[0] = 1;
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("tickets", new SecretKeySpec(secret, "AES"), password, null);
        SSLContext other = context(JsseStack.HANDFAST, true);
        TlsContext.of(server).shareTickets(TicketSecretSource.keyStoreEntry(store, "tickets", password));
        TlsContext.of(other).shareTickets(() -> List.of(secret));
        connect();
        server = other;
        assertTrue(TlsSession.of(of(connect().server())).isResumed());
        assertThrows(GeneralSecurityException.class, () -> TicketSecretSource.keyStoreEntry(store, "other", password));
    }

    @Test
    void secretsAreReadFromAFile() throws Exception {
        Path file = Files.createTempFile("tickets", ".txt");
        try {
            String line = Base64.getEncoder().encodeToString(new byte[32]);
            Files.writeString(file, "# shared\n" + line + " # today's\n\n");
            assertEquals(1, SecretFile.read(file).size());
            assertEquals(32, SecretFile.read(file).get(0).length);
            Files.writeString(file, "# nothing\n");
            assertThrows(java.io.IOException.class, () -> SecretFile.read(file));
            Files.writeString(file, "***\n");
            assertThrows(java.io.IOException.class, () -> SecretFile.read(file));
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void aSourceThatFailsCostsTicketsButNoConnection() throws SSLException {
        TlsContext.of(server).shareTickets(() -> {
            throw new IllegalStateException("out of order");
        });
        connect();
        assertFalse(TlsSession.of(of(connect().server())).isResumed());
    }
}
