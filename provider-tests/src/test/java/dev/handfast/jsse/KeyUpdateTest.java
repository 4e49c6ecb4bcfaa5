package dev.handfast.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.handfast.peers.Background;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.peers.SocketPair;
import java.io.InputStream;
import java.util.concurrent.Future;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TLS 1.3 connections whose sides change their keys often (RFC 9846 section 4.7.3), with SunJSSE and with ours. */
@Tag("contract")
class KeyUpdateTest {

    private static final int TIMES = 100;

    /** One side sends and changes keys, and hears what the other has said meanwhile only at the end. */
    @ParameterizedTest
    @CsvSource({"HANDFAST, SUN, true", "HANDFAST, SUN, false", "SUN, HANDFAST, true", "SUN, HANDFAST, false",
        "HANDFAST, HANDFAST, true", "HANDFAST, HANDFAST, false"})
    void theSenderMayChangeKeysBehindEachRecord(JsseStack client, JsseStack server, boolean clientSends)
            throws Exception {
        try (SSLServerSocket listener = listener(server);
                SocketPair pair = SocketPair.connect(client.context(null), listener)) {
            pair.handshake();
            SSLSocket sender = clientSends ? pair.client() : pair.server();
            SSLSocket reader = clientSends ? pair.server() : pair.client();
            Future<Void> reading = Background.run(() -> {
                InputStream in = reader.getInputStream();
                for (int i = 0; i < TIMES; i++) {
                    assertEquals(i, in.read());
                }
                reader.getOutputStream().write(42);
            });
            for (int i = 0; i < TIMES; i++) {
                sender.getOutputStream().write(i);
                sender.startHandshake();
            }
            assertEquals(42, sender.getInputStream().read());
            Background.get(reading);
        }
    }

    /** One side changes keys again and again and has nothing to say. */
    @ParameterizedTest
    @CsvSource({"SUN, HANDFAST, true", "HANDFAST, SUN, false", "HANDFAST, HANDFAST, true"})
    void aPeerMayChangeKeysWithoutSendingData(JsseStack client, JsseStack server, boolean clientChanges)
            throws Exception {
        try (SSLServerSocket listener = listener(server);
                SocketPair pair = SocketPair.connect(client.context(null), listener)) {
            pair.handshake();
            SSLSocket changing = clientChanges ? pair.client() : pair.server();
            SSLSocket other = clientChanges ? pair.server() : pair.client();
            Future<Integer> reading = Background.start(() -> other.getInputStream().read());
            for (int i = 0; i < TIMES; i++) {
                changing.startHandshake();
            }
            changing.getOutputStream().write(7);
            assertEquals(7, Background.get(reading));
        }
    }

    private static SSLServerSocket listener(JsseStack server) throws Exception {
        SSLServerSocket listener = SocketPair.listener(server.context(Credentials.shared().server(KeyKind.P256)));
        listener.setEnabledProtocols(new String[] {"TLSv1.3"});
        return listener;
    }
}
