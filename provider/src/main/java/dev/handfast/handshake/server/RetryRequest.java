package dev.handfast.handshake.server;

import dev.handfast.crypto.CryptoProvider;
import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.ServerHandshake;
import dev.handfast.keys.Transcript;
import dev.handfast.message.ClientHello;
import dev.handfast.message.HelloRetryRequest;
import dev.handfast.message.ext.Cookie;
import dev.handfast.message.ext.Extensions;
import dev.handfast.message.ext.RetryKeyShare;
import dev.handfast.message.ext.SelectedVersion;
import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Opaque;

/**
 * Sends a HelloRetryRequest (RFC 9846 sections 4.2.1, 4.2.4 and 9.2 and appendix E.4) that carries the server's state
 * in its cookie (RFC 9846 section 4.3.2); early data is dropped from here on (RFC 9846 section 4.3.10).
 */
final class RetryRequest {

    private RetryRequest() {
    }

    /** Sends it and returns the state that waits for the second ClientHello. */
    static HandshakeState send(ServerHandshake handshake, Decision.Retry retry, HandshakeActions out) throws TlsFault {
        HandshakeConfig settings = handshake.settings();
        CryptoProvider crypto = settings.crypto();
        ClientHello hello = handshake.hello();
        handshake.transcript().start(crypto.hash(retry.suite().hash()));
        RetryState state = new RetryState(retry.suite(), retry.group(), Opaque.adopt(handshake.transcript().hash()),
                RetryState.invariantOf(hello, crypto), hello.extensions().has(ExtensionType.PRE_SHARED_KEY),
                settings.clock().getAsLong());
        HelloRetryRequest request = new HelloRetryRequest(hello.sessionId(), retry.suite(), 0, Extensions.of(
                new SelectedVersion(ProtocolVersion.TLS_1_3), new RetryKeyShare(retry.group()),
                new Cookie(settings.serverCookies().mint(state.encode()))), ProtocolVersion.TLS_1_2);
        Transcript transcript = Transcript.afterRetry(crypto.hash(retry.suite().hash()), state.firstHello().toBytes());
        transcript.add(out.send(request));
        if (!hello.sessionId().isEmpty()) {
            out.sendChangeCipherSpecBehindHello();
        }
        if (hello.extensions().has(ExtensionType.EARLY_DATA)) {
            out.skipEarlyData(settings.resumption().earlyData().skipped());
        }
        return new ExpectSecondHello(settings, transcript, state.firstHello(), handshake.known());
    }
}
