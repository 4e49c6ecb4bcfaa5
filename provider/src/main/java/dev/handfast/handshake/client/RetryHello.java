package dev.handfast.handshake.client;

import dev.handfast.handshake.ClientHandshake;
import dev.handfast.handshake.HandshakeActions;
import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.handshake.HandshakeState;
import dev.handfast.handshake.IncomingMessage;
import dev.handfast.keys.Transcript;
import dev.handfast.message.ClientHello;
import dev.handfast.message.HelloRetryRequest;
import dev.handfast.message.ext.Cookie;
import dev.handfast.message.ext.Extensions;
import dev.handfast.message.ext.RetryKeyShare;
import dev.handfast.message.ext.SelectedVersion;
import dev.handfast.record.WriteKeys;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.Fault;
import dev.handfast.spec.Limits;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Printable;

import org.jspecify.annotations.Nullable;

/**
 * Answers a HelloRetryRequest (RFC 9846 sections 4.2.2, 4.2.4, 4.3.2 and 4.3.8).
 *
 * @param suite what ServerHello must repeat
 */
record RetryHello(CipherSuite suite) {

    /** Sends the second ClientHello and waits for ServerHello. */
    static HandshakeState answer(ClientHandshake handshake, KeyOffers offers, @Nullable PskOffer psk,
            HelloRetryRequest retry,
            IncomingMessage in, HandshakeActions out) throws TlsFault {
        HandshakeConfig settings = handshake.settings();
        Extensions asked = retry.extensions();
        checkVersion(asked);
        RetryKeyShare wanted = asked.get(RetryKeyShare.class);
        Cookie cookie = asked.get(Cookie.class);
        if (wanted == null && cookie == null) {
            throw new TlsFault(Fault.RETRY_UNNEEDED, "it asks for neither another key share nor a cookie");
        }
        Extensions extensions = handshake.hello().extensions();
        if (wanted != null) {
            checkGroup(settings, offers, wanted.group());
            offers.replace(settings, wanted.group());
            extensions = extensions.with(offers.shares());
        }
        if (cookie != null) {
            if (cookie.cookie().length() > Limits.COOKIE) {
                throw new TlsFault(Fault.COOKIE_INVALID, "a cookie of " + cookie.cookie().length()
                        + " bytes is longer than the " + Limits.COOKIE + " that this side echoes");
            }
            extensions = extensions.with(cookie);
        }
        settings.trace().chose("HelloRetryRequest", wanted == null ? "the server wants its cookie back"
                : "the server wants a key share for " + wanted.group());
        return send(handshake, offers, compatible(psk, retry.suite()), retry.suite(), extensions, in, out);
    }

    /** RFC 9846 section 4.2.4: a PSK that does not fit the chosen suite is offered no more. */
    private static @Nullable PskOffer compatible(@Nullable PskOffer psk, CipherSuite suite) {
        if (psk != null && psk.hash() != suite.hash()) {
            psk.close();
            return null;
        }
        return psk;
    }

    private static HandshakeState send(ClientHandshake handshake, KeyOffers offers, @Nullable PskOffer psk,
            CipherSuite suite, Extensions extensions, IncomingMessage in, HandshakeActions out) throws TlsFault {
        HandshakeConfig settings = handshake.settings();
        Transcript transcript = handshake.transcript();
        transcript.start(settings.crypto().hash(suite.hash()));
        transcript.replaceFirstHello(settings.crypto().hash(suite.hash()));
        transcript.add(in.raw());
        ClientHello first = handshake.hello();
        ClientHello second = new ClientHello(first.legacyVersion(), first.random(), first.sessionId(), first.suites(),
                first.compressionMethods(), extensions.without(ExtensionType.PRE_SHARED_KEY)
                        .without(ExtensionType.EARLY_DATA));
        PskOffer.Bound bound = psk == null ? null : psk.bind(second, transcript);
        second = bound == null ? second : bound.hello();
        if (first.extensions().has(ExtensionType.EARLY_DATA)) {
            // RFC 9846 section 4.3.10: early data is rejected with the first hello, and the second is in clear again.
            out.endEarlyData(false);
            out.writeKeys(WriteKeys.plaintext(), "none");
        } else if (settings.compatibility().middleboxCompatible()) {
            out.sendChangeCipherSpecBeforeFlight();
        }
        transcript.add(bound == null ? out.send(second) : out.send(second, bound.raw()));
        ClientHandshake next = new ClientHandshake(settings, second, transcript, handshake.known());
        return new ExpectServerHello(next, offers, psk, null, new RetryHello(suite));
    }

    private static void checkVersion(Extensions asked) throws TlsFault {
        SelectedVersion version = asked.get(SelectedVersion.class);
        if (version == null) {
            throw new TlsFault(Fault.EXTENSION_MISSING, "HelloRetryRequest holds no supported_versions");
        }
        if (!version.version().equals(ProtocolVersion.TLS_1_3)) {
            throw new TlsFault(Fault.VERSION_NOT_OFFERED, "HelloRetryRequest chose " + version.version());
        }
    }

    private static void checkGroup(HandshakeConfig settings, KeyOffers offers, NamedGroup group) throws TlsFault {
        if (!settings.algorithms().groups().contains(group)) {
            throw new TlsFault(Fault.GROUP_NOT_OFFERED, "HelloRetryRequest wants " + group + ", offered were "
                    + Printable.list(settings.algorithms().groups()));
        }
        if (offers.has(group)) {
            throw new TlsFault(Fault.RETRY_UNNEEDED, "HelloRetryRequest wants " + group
                    + ", for which the ClientHello had a key share");
        }
    }
}
