package dev.handfast.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.handfast.message.ClientHello;
import dev.handfast.message.MessageCodecs;
import dev.handfast.message.MessageVersion;
import dev.handfast.spec.Alert;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Bytes;
import dev.handfast.wire.Opaque;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;

/**
 * As many items in a list of a ClientHello as it has room for, in both versions: what is not known is ignored, however
 * much there is of it (RFC 9846 sections 4.2.2 and 4.3).
 */
@Tag("unit")
class ManyItemsTest {

    /** Bytes of one list: with the rest of a hello below the 32 kB that a message may have. */
    private static final int ROOM = 30_000;

    /** A list of a ClientHello that is filled up with items nobody knows. */
    enum Filled {
        SUITES, COMPRESSION_METHODS, EXTENSIONS, KEY_SHARES, GROUPS, SCHEMES, CERTIFICATE_SCHEMES, VERSIONS, PROTOCOLS,
        MODES, NAMES, AUTHORITIES, ODD_AUTHORITIES, RESPONDERS, STATUS_REQUESTS, POINT_FORMATS
    }

    private final TestSettings client = TestSettings.client();
    private final TestSettings server = TestSettings.server();

    @ParameterizedTest
    @EnumSource(Filled.class)
    void aHelloOfTls13(Filled filled) {
        Alert expected = filled == Filled.COMPRESSION_METHODS ? Alert.ILLEGAL_PARAMETER : Alert.DECRYPT_ERROR;
        serverGoesOn(filled, expected);
    }

    @ParameterizedTest
    @EnumSource(Filled.class)
    void aHelloOfTls12(Filled filled) {
        client.versions = List.of(ProtocolVersion.TLS_1_2);
        client.suites = List.of(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
        serverGoesOn(filled, null);
    }

    /** The server takes the hello, and the client finds that the transcripts differ. */
    private void serverGoesOn(Filled filled, Alert refused) {
        client.applicationProtocols = List.of(Opaque.copyOf(new byte[] {'a'}));
        server.applicationProtocols = client.applicationProtocols;
        client.groups = List.of(NamedGroup.X25519, NamedGroup.SECP256R1);
        Dialogue talked = new Dialogue(client, server, (fromClient, index, raw) -> List.of(fromClient && index == 0
                ? fill(raw, filled) : raw)).run();
        TlsFault fault = talked.fault();
        if (refused != null && refused != Alert.DECRYPT_ERROR) {
            assertEquals(refused, fault.alert(), fault::toString);
            return;
        }
        // TLS 1.2's ServerKeyExchange is signed without the hello's extensions, so that Finished shows it there too.
        assertEquals(Alert.DECRYPT_ERROR, fault.alert(), fault::toString);
        assertEquals(true, talked.said().stream().anyMatch(said -> !said.fromClient()
                && RawExtensions.isOf(HandshakeType.SERVER_HELLO, said.raw())), "ServerHello");
    }

    static byte[] fill(byte[] raw, Filled filled) {
        return switch (filled) {
            case SUITES -> hello(raw, many(ROOM / 2, i -> CipherSuite.of(0x6000 + i)), 1);
            case COMPRESSION_METHODS -> hello(raw, List.of(), 255);
            case EXTENSIONS -> RawExtensions.change(raw, extensions -> {
                for (int i = 0; i < ROOM / 4; i++) {
                    extensions.addFirst(ExtensionType.of(0x4000 + i));
                }
            });
            case KEY_SHARES -> RawExtensions.change(raw, extensions -> {
                if (extensions.get(ExtensionType.KEY_SHARE) != null) {
                    extensions.set(ExtensionType.KEY_SHARE, body -> list(ROOM / 2 / 5 - 20, 5, body,
                            i -> item(0x4000 + i, 0, 1, 7)));
                    extensions.set(ExtensionType.SUPPORTED_GROUPS, body -> list(ROOM / 2 / 5, 2, body,
                            i -> item(0x4000 + i)));
                }
                extensions.add(ExtensionType.of(0x4000));
            });
            case GROUPS -> codes(raw, ExtensionType.SUPPORTED_GROUPS);
            case SCHEMES -> codes(raw, ExtensionType.SIGNATURE_ALGORITHMS);
            case CERTIFICATE_SCHEMES -> RawExtensions.change(raw, extensions -> extensions.addFirst(
                    ExtensionType.SIGNATURE_ALGORITHMS_CERT, list(ROOM / 2, 2, new byte[] {0, 2, 4, 3},
                            i -> item(0x4000 + i))));
            case VERSIONS -> RawExtensions.change(raw, extensions -> {
                extensions.remove(ExtensionType.SUPPORTED_VERSIONS);
                byte[] versions = list(125, 2, new byte[] {0, 4, 3, 4, 3, 3}, i -> item(0x4000 + i));
                extensions.addFirst(ExtensionType.SUPPORTED_VERSIONS, Bytes.concat(new byte[] {(byte) 254},
                        Arrays.copyOfRange(versions, 2, versions.length)));
                if (RawExtensions.bodyIn(raw, ExtensionType.SUPPORTED_VERSIONS) == null) {
                    extensions.remove(ExtensionType.SUPPORTED_VERSIONS);
                    extensions.addFirst(ExtensionType.of(0x4000));
                }
            });
            case PROTOCOLS -> RawExtensions.change(raw, extensions -> extensions.set(ExtensionType.ALPN,
                    body -> list(ROOM / 2, 2, body, i -> new byte[] {1, 'x'})));
            case MODES -> RawExtensions.change(raw, extensions -> {
                byte[] modes = new byte[256];
                modes[0] = (byte) 255;
                for (int i = 1; i < 256; i++) {
                    modes[i] = (byte) i;
                }
                extensions.remove(ExtensionType.PSK_KEY_EXCHANGE_MODES)
                        .addFirst(ExtensionType.PSK_KEY_EXCHANGE_MODES, modes);
            });
            case NAMES -> RawExtensions.change(raw, extensions -> extensions.set(ExtensionType.SERVER_NAME,
                    body -> list(255, 4, body, i -> new byte[] {(byte) (i + 1), 0, 1, 'x'})));
            case AUTHORITIES -> RawExtensions.change(raw, extensions -> extensions.addFirst(
                    ExtensionType.CERTIFICATE_AUTHORITIES, list(ROOM / 4, 4, new byte[2], i -> item(2, 0x3000))));
            case ODD_AUTHORITIES -> RawExtensions.change(raw, extensions -> extensions.addFirst(
                    ExtensionType.CERTIFICATE_AUTHORITIES, list(ROOM / 3, 3, new byte[2],
                            i -> new byte[] {0, 1, (byte) i})));
            case RESPONDERS -> RawExtensions.change(raw, extensions -> extensions.addFirst(ExtensionType.STATUS_REQUEST,
                    Bytes.concat(new byte[] {1}, list(ROOM / 3, 3, new byte[2], i -> new byte[] {0, 1, 7}),
                            new byte[2])));
            case STATUS_REQUESTS -> RawExtensions.change(raw, extensions -> extensions.addFirst(
                    ExtensionType.STATUS_REQUEST_V2, list(ROOM / 3, 3, new byte[2],
                            i -> new byte[] {(byte) (i | 4), 0, 0})));
            case POINT_FORMATS -> RawExtensions.change(raw, extensions -> {
                byte[] formats = new byte[256];
                formats[0] = (byte) 255;
                for (int i = 1; i < 256; i++) {
                    formats[i] = (byte) (i == 255 ? 0 : i);
                }
                extensions.remove(ExtensionType.EC_POINT_FORMATS).addFirst(ExtensionType.EC_POINT_FORMATS, formats);
            });
        };
    }

    private static byte[] codes(byte[] raw, ExtensionType type) {
        return RawExtensions.change(raw, extensions -> extensions.set(type, body -> list(ROOM / 2, 2, body,
                i -> item(0x4000 + i))));
    }

    /** A list with a length of 16 bits: the items, and the old list behind them. */
    private static byte[] list(int count, int size, byte[] old, IntFunction<byte[]> item) {
        ByteBuffer all = ByteBuffer.allocate(2 + count * size + old.length - 2);
        all.putShort((short) (all.capacity() - 2));
        for (int i = 0; i < count; i++) {
            all.put(item.apply(i));
        }
        all.put(old, 2, old.length - 2);
        return all.array();
    }

    private static byte[] item(int code) {
        return new byte[] {(byte) (code >>> 8), (byte) code};
    }

    /** A code point and bytes, or two code points. */
    private static byte[] item(int code, int... rest) {
        byte[] item = item(code);
        if (rest.length == 1) {
            return Bytes.concat(item, item(rest[0]));
        }
        for (int one : rest) {
            item = Bytes.concat(item, new byte[] {(byte) one});
        }
        return item;
    }

    private static <T> List<T> many(int count, IntFunction<T> of) {
        List<T> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(of.apply(i));
        }
        return all;
    }

    private static byte[] hello(byte[] raw, List<CipherSuite> more, int compressionMethods) {
        try {
            ClientHello hello = (ClientHello) MessageCodecs.read(raw, MessageVersion.HELLO);
            List<CipherSuite> suites = new ArrayList<>(more);
            suites.addAll(hello.suites());
            byte[] methods = new byte[compressionMethods];
            for (int i = 1; i < methods.length; i++) {
                methods[i] = (byte) i;
            }
            return MessageCodecs.write(new ClientHello(hello.legacyVersion(), hello.random(), hello.sessionId(), suites,
                    Opaque.copyOf(methods), hello.extensions()));
        } catch (TlsFault e) {
            throw new AssertionError(e);
        }
    }
}
