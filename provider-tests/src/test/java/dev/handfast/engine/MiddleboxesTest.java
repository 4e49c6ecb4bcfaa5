package dev.handfast.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.handfast.handshake.TestSettings;
import dev.handfast.peers.Background;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.peers.SocketPair;
import dev.handfast.spec.ContentType;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.TlsFault;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Future;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Where change_cipher_spec stands in the flights of TLS 1.3 (RFC 9846 appendix E.4): whoever waits for it before its
 * next flight does not wait in vain. A flight is what a side sends before it must read again.
 */
@Tag("unit")
class MiddleboxesTest {

    private static final int HANDSHAKE = ContentType.HANDSHAKE.value();
    private static final int CCS = ContentType.CHANGE_CIPHER_SPEC.value();
    private static final int PROTECTED = ContentType.APPLICATION_DATA.value();

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void eachFlightHasItsOwn(boolean retry, boolean compatible) throws TlsFault {
        TestSettings client = TestSettings.client();
        TestSettings server = TestSettings.server();
        client.middleboxCompatible = compatible;
        client.groups = List.of(NamedGroup.X25519, NamedGroup.SECP256R1);
        server.groups = List.of(retry ? NamedGroup.SECP256R1 : NamedGroup.X25519);
        Pair pair = new Pair(client, server);
        pair.client.begin();
        pair.server.begin();
        assertEquals(List.of(HANDSHAKE), flight(pair.client, pair.toServer));
        if (retry) {
            assertEquals(compatible ? List.of(HANDSHAKE, CCS) : List.of(HANDSHAKE), answer(pair.server, pair.toServer,
                    pair.toClient), "HelloRetryRequest");
            assertEquals(compatible ? List.of(CCS, HANDSHAKE) : List.of(HANDSHAKE), answer(pair.client, pair.toClient,
                    pair.toServer), "the second ClientHello");
        }
        assertEquals(compatible && !retry ? List.of(HANDSHAKE, CCS, PROTECTED) : List.of(HANDSHAKE, PROTECTED),
                answer(pair.server, pair.toServer, pair.toClient), "the server's flight");
        assertEquals(compatible && !retry ? List.of(CCS, PROTECTED) : List.of(PROTECTED),
                answer(pair.client, pair.toClient, pair.toServer), "the client's last flight");
        pair.handshake();
        assertNotNull(pair.server.session());
    }

    /** As a client does that reads change_cipher_spec before it goes on, over a real connection. */
    @Test
    void aServersSocketSendsItBehindHelloRetryRequest() throws Exception {
        try (SSLServerSocket listener = SocketPair.listener(JsseStack.HANDFAST.context(Credentials.shared()
                .server(KeyKind.P256)));
                Socket plain = new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
                SSLSocket accepted = (SSLSocket) listener.accept()) {
            plain.setSoTimeout(20_000);
            Future<Void> handshake = Background.run(accepted::startHandshake);
            TestSettings client = TestSettings.client();
            client.groups = List.of(NamedGroup.SECP256R1, NamedGroup.X25519_MLKEM768);
            ProtocolConnection connection = new ProtocolConnection(client.build());
            connection.begin();
            ByteBuffer hello = ByteBuffer.allocate(20_000);
            flight(connection, hello);
            plain.getOutputStream().write(hello.array(), 0, hello.position());
            DataInputStream in = new DataInputStream(plain.getInputStream());
            assertEquals(List.of(HANDSHAKE, CCS), List.of(type(in), type(in)));
            plain.shutdownOutput();
            assertThrows(IOException.class, () -> Background.get(handshake));
        }
    }

    private static int type(DataInputStream in) throws IOException {
        int type = in.readUnsignedByte();
        in.readUnsignedShort();
        in.readFully(new byte[in.readUnsignedShort()]);
        return type;
    }

    /** Takes in all that has come and answers the types of what goes back, repeated ones once. */
    private static List<Integer> answer(ProtocolConnection side, ByteBuffer in, ByteBuffer out) throws TlsFault {
        while (side.progress() == Progress.NEED_WORK || side.progress() == Progress.NEED_READ && in.position() > 0) {
            if (side.progress() == Progress.NEED_WORK) {
                side.takeTask().run();
            } else {
                Pair.read(side, in);
            }
        }
        return flight(side, out);
    }

    private static List<Integer> flight(ProtocolConnection side, ByteBuffer out) throws TlsFault {
        int start = out.position();
        while (side.progress() == Progress.NEED_WRITE) {
            side.write(new ByteBuffer[0], 0, 0, out);
            side.takeFinished();
        }
        List<Integer> types = new ArrayList<>();
        byte[] sent = Arrays.copyOf(out.array(), out.position());
        for (int at = start; at < sent.length; at += 5 + ((sent[at + 3] & 0xff) << 8 | sent[at + 4] & 0xff)) {
            int type = sent[at];
            if (types.isEmpty() || types.get(types.size() - 1) != type) {
                types.add(type);
            }
        }
        return types;
    }
}
