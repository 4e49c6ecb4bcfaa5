package dev.handfast.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handfast.peers.Background;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.ExternalProcess;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.peers.SocketPair;
import dev.handfast.peers.Tools;
import dev.handfast.peers.Workspace;

import org.bouncycastle.jsse.BCSSLEngine;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.reflect.Method;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Future;
import java.util.regex.Pattern;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** Keying material and channel bindings are those that others compute: OpenSSL, BouncyCastle. */
@Tag("unit")
class ChannelBindingInteropTest {

    private static final Pattern MATERIAL = Pattern.compile("Keying material: ([0-9A-F]+)");

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void openSslExportsTheSame(String version) throws Exception {
        if (!Tools.isMandatory()) {
            assumeTrue(Tools.find("openssl").isPresent(), Tools.missing("openssl"));
        }
        try (SSLServerSocket listener = SocketPair.listener(
                JsseStack.HANDFAST.context(Credentials.shared().server(KeyKind.P256)))) {
            Future<String> exported = Background.start(() -> {
                try (SSLSocket socket = (SSLSocket) listener.accept()) {
                    socket.setSoTimeout(20_000);
                    socket.startHandshake();
                    byte[] material = TlsConnection.of(socket).exportKeyingMaterial("EXPORTER-handfast", null, 40);
                    socket.getOutputStream().write('x');
                    return HexFormat.of().withUpperCase().formatHex(material);
                }
            });
            List<String> command = List.of(Tools.require("openssl"), "s_client", "-connect",
                    "127.0.0.1:" + listener.getLocalPort(), "-CAfile", Workspace.shared().root().toString(),
                    version.equals("TLSv1.3") ? "-tls1_3" : "-tls1_2", "-keymatexport", "EXPORTER-handfast",
                    "-keymatexportlen", "40");
            try (ExternalProcess client = ExternalProcess.start(command)) {
                assertEquals(Background.get(exported), client.await(MATERIAL).group(1));
            }
        }
    }

    /** SunJSSE exports since Java 25. */
    @ParameterizedTest
    @CsvSource({"TLSv1.3, true", "TLSv1.3, false", "TLSv1.2, true", "TLSv1.2, false"})
    void sunJsseExportsTheSame(String version, boolean oursIsClient) throws Exception {
        assumeTrue(Runtime.version().feature() >= 25, "ExtendedSSLSession exports since Java 25");
        Method export = ExtendedSSLSession.class.getMethod("exportKeyingMaterialData", String.class, byte[].class,
                int.class);
        EnginePair pair = EnginePair.of((oursIsClient ? JsseStack.HANDFAST : JsseStack.SUN).context(null),
                (oursIsClient ? JsseStack.SUN : JsseStack.HANDFAST).context(Credentials.shared().server(KeyKind.P256)))
                .protocol(version).handshake();
        TlsConnection ours = TlsConnection.of((oursIsClient ? pair.client() : pair.server()).engine());
        for (byte[] context : new byte[][] {null, {}, {1, 2, 3}}) {
            byte[] exported = ours.exportKeyingMaterial("EXPORTER-handfast", context, 77);
            for (EnginePair.Side side : List.of(pair.client(), pair.server())) {
                assertArrayEquals(exported, (byte[]) export.invoke(side.engine().getSession(), "EXPORTER-handfast",
                        context, 77), side.engine().getClass().getName());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bouncyCastleIsBoundToTheSame(boolean oursIsClient) throws Exception {
        EnginePair pair = EnginePair.of((oursIsClient ? JsseStack.HANDFAST : JsseStack.BC).context(null),
                (oursIsClient ? JsseStack.BC : JsseStack.HANDFAST).context(Credentials.shared().server(KeyKind.P256)))
                .protocol("TLSv1.2").handshake();
        TlsConnection ours = TlsConnection.of((oursIsClient ? pair.client() : pair.server()).engine());
        BCSSLEngine others = (BCSSLEngine) (oursIsClient ? pair.server() : pair.client()).engine();
        // BouncyCastle exports in a callback of its own only, and has no others in TLS 1.3.
        for (ChannelBinding binding : List.of(ChannelBinding.TLS_UNIQUE, ChannelBinding.TLS_SERVER_END_POINT)) {
            assertArrayEquals(others.getConnection().getChannelBinding(binding.registeredName()),
                    ours.channelBinding(binding), binding.registeredName());
        }
    }
}
