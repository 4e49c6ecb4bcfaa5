package dev.handfast.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.handshake.HandshakeConfig.ClientAuthentication;
import dev.handfast.handshake.TestSettings;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.KeyKind;
import dev.handfast.record.KeyLimits;
import dev.handfast.session.SessionState;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Opaque;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Two connections joined in memory, in TLS 1.3. */
@Tag("unit")
class ConnectionTest {

    private final TestSettings client = TestSettings.client();
    private final TestSettings server = TestSettings.server();

    static Stream<CipherSuite> suites13() {
        return CipherSuite.usable().stream().filter(suite -> suite.isFor(ProtocolVersion.TLS_1_3));
    }

    static Stream<NamedGroup> groups() {
        return NamedGroup.usable().stream();
    }

    @ParameterizedTest
    @MethodSource("suites13")
    void everySuiteCarriesData(CipherSuite suite) throws TlsFault {
        client.suites = List.of(suite);
        Pair pair = new Pair(client, server).handshake();
        assertEquals(suite, pair.client.session().suite());
        assertEquals(suite, pair.server.session().suite());
        exchange(pair);
    }

    /** Destinations may have room for more than an array holds, in all. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2047, 2048, 2049, 4096, 6000})
    void destinationsMayBeHoweverLarge(int count) throws TlsFault {
        Pair pair = new Pair(client, server).handshake();
        byte[] data = {1, 2, 3};
        pair.client.write(new ByteBuffer[] {ByteBuffer.wrap(data)}, 0, 1, pair.toServer);
        ByteBuffer megabyte = ByteBuffer.allocateDirect(1 << 20);
        ByteBuffer[] all = new ByteBuffer[count];
        Arrays.setAll(all, i -> megabyte.duplicate());
        pair.toServer.flip();
        assertEquals(ReadStatus.OK, pair.server.read(pair.toServer, all, 0, count));
        assertEquals(3, all[0].position());
    }

    @ParameterizedTest
    @MethodSource("groups")
    void everyGroupAgrees(NamedGroup group) throws TlsFault {
        client.groups = List.of(group);
        Pair pair = new Pair(client, server).handshake();
        assertEquals(group, pair.client.session().group());
        assertEquals(group, pair.server.session().group());
        exchange(pair);
    }

    @ParameterizedTest
    @MethodSource("groups")
    void retriesForEveryGroup(NamedGroup group) throws TlsFault {
        server.groups = List.of(group);
        NamedGroup first = group.equals(NamedGroup.SECP256R1) ? NamedGroup.SECP384R1 : NamedGroup.SECP256R1;
        client.groups = List.of(first, group);
        Pair pair = new Pair(client, server).handshake();
        assertEquals(group, pair.client.session().group());
        exchange(pair);
    }

    @ParameterizedTest
    @EnumSource(KeyKind.class)
    void everyKeySignsOnBothSides(KeyKind kind) throws TlsFault {
        TestSettings signing = TestSettings.server(kind);
        signing.clientAuthentication = ClientAuthentication.NEEDED;
        client.credentials = TestSettings.chooser(Credentials.shared().client(kind));
        Pair pair = new Pair(client, signing).handshake();
        assertEquals(Credentials.shared().server(kind).certificate(),
                pair.client.session().peer().certificates().get(0));
        assertEquals(Credentials.shared().client(kind).certificate(),
                pair.server.session().peer().certificates().get(0));
        exchange(pair);
    }

    @Test
    void aClientMayDoWithoutACertificateThatIsOnlyWanted() throws TlsFault {
        server.clientAuthentication = ClientAuthentication.WANTED;
        Pair pair = new Pair(client, server).handshake();
        assertFalse(pair.server.session().peer().isKnown());
        exchange(pair);
    }

    @Test
    void worksWithoutMiddleboxCompatibility() throws TlsFault {
        client.middleboxCompatible = false;
        exchange(new Pair(client, server).handshake());
    }

    @Test
    void applicationProtocolsAreNegotiated() throws TlsFault {
        Opaque h2 = protocol("h2");
        Opaque http = protocol("http/1.1");
        client.applicationProtocols = List.of(http, h2);
        server.applicationProtocols = List.of(h2, http);
        Pair pair = new Pair(client, server).handshake();
        assertEquals(h2, pair.client.session().applicationProtocol());
        assertEquals(h2, pair.server.session().applicationProtocol());
    }

    @Test
    void recordSizeLimitsHoldBothWays() throws TlsFault {
        client.recordSizeLimit = 200;
        server.recordSizeLimit = 300;
        Pair pair = new Pair(client, server).handshake();
        assertEquals(299, pair.client.session().peerRecordLimit());
        assertEquals(199, pair.server.session().peerRecordLimit());
        exchange(pair);
    }

    @Test
    void keysAreUpdatedOnRequestAndByLimit() throws TlsFault {
        server.keyLimits = KeyLimits.parse("AES/GCM/NoPadding KeyUpdate 1000");
        Pair pair = new Pair(client, server).handshake();
        pair.client.requestKeyUpdate(true);
        for (int i = 0; i < 5; i++) {
            exchange(pair);
        }
    }

    @Test
    void closesHalfByHalf() throws TlsFault {
        Pair pair = new Pair(client, server).handshake();
        pair.client.closeWrite();
        pair.handshake();
        assertTrue(pair.server.hasPeerClosed());
        assertFalse(pair.server.isWriteClosing());
        byte[] late = "still open this way".getBytes(StandardCharsets.US_ASCII);
        assertArrayEquals(late, Pair.send(pair.server, pair.toClient, pair.client, late));
        pair.server.closeWrite();
        pair.handshake();
        assertTrue(pair.client.hasPeerClosed());
    }

    private static void exchange(Pair pair) throws TlsFault {
        SessionState session = pair.client.session();
        assertNotNull(session, "client established");
        assertEquals(ProtocolVersion.TLS_1_3, session.version());
        Random random = new Random(1);
        for (int length : new int[] {1, 100, 16384, 40_000}) {
            byte[] data = new byte[length];
            random.nextBytes(data);
            assertArrayEquals(data, Pair.send(pair.client, pair.toServer, pair.server, data));
            assertArrayEquals(data, Pair.send(pair.server, pair.toClient, pair.client, data));
        }
    }

    private static Opaque protocol(String name) {
        return Opaque.adopt(name.getBytes(StandardCharsets.US_ASCII));
    }
}
