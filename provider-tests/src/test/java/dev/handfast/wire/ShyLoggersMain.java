package dev.handfast.wire;

import dev.handfast.peers.Credentials;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.peers.SocketPair;

import java.util.List;
import javax.net.ssl.SSLContext;

/** Connections of both versions, on engines and sockets, with client certificates; prints what became of each. */
final class ShyLoggersMain {

    private ShyLoggersMain() {
    }

    public static void main(String[] arguments) throws Exception {
        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
            for (int i = 0; i < 3; i++) {
                connect(version);
            }
        }
    }

    private static void connect(String version) {
        try {
            SSLContext client = JsseStack.HANDFAST.context(Credentials.shared().client(KeyKind.P256));
            SSLContext server = JsseStack.HANDFAST.context(Credentials.shared().server(KeyKind.P256));
            EnginePair pair = EnginePair.of(client, server).protocol(version);
            pair.server().engine().setNeedClientAuth(true);
            pair.handshake();
            pair.send(pair.client(), new byte[10]);
            try (var listener = SocketPair.listener(server);
                    SocketPair sockets = SocketPair.connect(client, listener)) {
                sockets.handshake();
            }
            System.out.println("GOOD " + version);
        } catch (Throwable failure) {
            System.out.println("BAD " + version + " " + failure);
        }
    }
}
