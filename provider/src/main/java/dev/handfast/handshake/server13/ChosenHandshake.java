package dev.handfast.handshake.server13;

import dev.handfast.auth.SigningKey;
import dev.handfast.handshake.Credentials;
import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.handshake.ServerExtensionNegotiation;
import dev.handfast.handshake.ServerHandshake;
import dev.handfast.message.ext.CertificateAuthorities;
import dev.handfast.message.ext.KeyShareEntry;
import dev.handfast.message.ext.SignatureAlgorithms;
import dev.handfast.session.SessionState;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.Fault;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.Printable;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What a server has chosen, all of it before it sends the first byte. Unlike what comes before (version, suite, group
 * and share) it takes secrets and callbacks.
 *
 * @param handshake with what is known by the choice, but for the application protocol, which EncryptedExtensions tells
 * @param share the client's, for the chosen group
 * @param resumed null for a full handshake
 * @param protocol of the application, or null
 * @param key null where a session is resumed
 */
record ChosenHandshake(ServerHandshake handshake, CipherSuite suite, KeyShareEntry share,
        @Nullable ResumedSession resumed,
        @Nullable Opaque protocol, @Nullable SigningKey key) {

    /** Chooses; the caller closes what is resumed if this fails. */
    static ChosenHandshake choose(ServerHandshake begun, CipherSuite suite, KeyShareEntry share,
            @Nullable ResumedSession resumed) throws TlsFault {
        checkCreation(begun, resumed);
        HandshakeConfig settings = begun.settings();
        SessionState.Builder begins = resumed == null
                ? begun.known().change().identity(settings.resumption().identity())
                : resumed.carryInto(begun.known());
        SessionState known = begins
                .version(ProtocolVersion.TLS_1_3)
                .suite(suite)
                .group(share.group())
                .sessionId(begun.hello().sessionId())
                .extendedMasterSecret(true)
                .localSchemes(settings.algorithms().schemes())
                .build();
        ServerHandshake handshake = begun.with(known);
        // The application protocol comes first: certificates are chosen by it (RFC 8737 section 3).
        Opaque protocol = ServerExtensionNegotiation.applicationProtocol(handshake);
        ChosenHandshake chosen = new ChosenHandshake(handshake, suite, share, resumed, protocol, null);
        return resumed != null ? chosen
                : new ChosenHandshake(handshake, suite, share, null, protocol, chosen.findKey());
    }

    private static void checkCreation(ServerHandshake handshake, @Nullable ResumedSession resumed) throws TlsFault {
        if (resumed != null) {
            return;
        }
        // RFC 9846 sections 4.3.3 and 9.2: mandatory unless a PSK is used.
        if (handshake.hello().extensions().get(SignatureAlgorithms.class) == null) {
            throw new TlsFault(Fault.EXTENSION_MISSING, "a ClientHello for TLSv1.3 needs "
                    + ExtensionType.SIGNATURE_ALGORITHMS + " unless its PSK can be used");
        }
        if (!handshake.settings().resumption().mayCreate()) {
            throw new TlsFault(Fault.SESSION_NOT_RESUMED, "the client offers no session that can be resumed");
        }
    }

    /** All that is agreed on. */
    SessionState agreed() {
        return handshake.known().change().applicationProtocol(protocol).build();
    }

    /**
     * What the server signs with.
     *
     * @throws IllegalStateException where a session is resumed
     */
    SigningKey signingKey() {
        if (key == null) {
            throw new IllegalStateException("a session that is resumed is not signed for");
        }
        return key;
    }

    private SigningKey findKey() throws TlsFault {
        SessionState agreed = agreed();
        HandshakeConfig settings = handshake.settings();
        Credentials credentials = new Credentials(settings, agreed.peerSchemes(), agreed);
        SigningKey found = credentials.find(authorities());
        if (found == null) {
            throw credentials.fault("no key of the key manager can sign for "
                    + (agreed.requestedName() == null ? "this client" : Printable.text(agreed.requestedName()))
                    + " with any of " + Printable.list(agreed.peerSchemes()));
        }
        if (settings.trace().isOn()) {
            settings.trace().chose(found.toString(),
                    "the client accepts it among " + agreed.peerSchemes().size() + " schemes");
        }
        return found;
    }

    private List<Opaque> authorities() {
        CertificateAuthorities asked = handshake.hello().extensions().get(CertificateAuthorities.class);
        return asked == null ? List.of() : asked.names();
    }
}
