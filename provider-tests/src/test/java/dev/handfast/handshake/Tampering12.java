package dev.handfast.handshake;

import dev.handfast.auth.HandshakeSignatures;
import dev.handfast.crypto.jca.JcaCryptoProvider;
import dev.handfast.handshake.Dialogue.Tamper;
import dev.handfast.message.Certificate12;
import dev.handfast.message.CertificateVerify;
import dev.handfast.message.ClientHello;
import dev.handfast.message.ClientKeyExchange;
import dev.handfast.message.DheServerKeyExchange;
import dev.handfast.message.EcdheServerKeyExchange;
import dev.handfast.message.Finished;
import dev.handfast.message.HandshakeMessage;
import dev.handfast.message.MessageCodecs;
import dev.handfast.message.MessageVersion;
import dev.handfast.message.ServerHello;
import dev.handfast.message.ServerKeyExchange;
import dev.handfast.message.ext.Extension;
import dev.handfast.message.ext.Extensions;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.KeyKind;
import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.SignatureScheme;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Opaque;

import java.security.GeneralSecurityException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

/** What is done to the messages of a TLS 1.2 handshake, between its two sides. */
final class Tampering12 {

    static final Opaque WRONG = Opaque.copyOf(new byte[] {1});

    private Tampering12() {
    }


    interface Change<T> {
        HandshakeMessage of(T message) throws TlsFault;
    }

    /** Changes each message of a kind that one side sends. */
    static <T extends HandshakeMessage> Tamper message(Class<T> kind, boolean ofClient, Change<T> change) {
        return (fromClient, index, raw) -> {
            HandshakeMessage message = read(index, raw);
            return List.of(fromClient == ofClient && kind.isInstance(message) ? write(change, kind.cast(message))
                    : raw);
        };
    }

    static <T extends HandshakeMessage> byte[] write(Change<T> change, T message) {
        try {
            return MessageCodecs.write(change.of(message));
        } catch (TlsFault e) {
            throw new IllegalStateException(e);
        }
    }

    /** The message, or null for a change_cipher_spec. */
    static HandshakeMessage read(int index, byte[] raw) {
        try {
            return raw.length == 0 ? null
                    : MessageCodecs.read(raw, index == 0 ? MessageVersion.HELLO : MessageVersion.TLS12);
        } catch (TlsFault e) {
            throw new IllegalStateException(e);
        }
    }

    static Tamper serverHello(UnaryOperator<Extensions> change) {
        return message(ServerHello.class, false, hello -> new ServerHello(hello.legacyVersion(), hello.random(),
                hello.sessionId(), hello.suite(), 0, change.apply(hello.extensions())));
    }

    static Tamper clientHello(UnaryOperator<Extensions> change) {
        return message(ClientHello.class, true, hello -> new ClientHello(hello.legacyVersion(), hello.random(),
                hello.sessionId(), hello.suites(), hello.compressionMethods(), change.apply(hello.extensions())));
    }

    static UnaryOperator<Extensions> with(Extension extension) {
        return extensions -> extensions.with(extension);
    }

    static UnaryOperator<Extensions> without(ExtensionType type) {
        return extensions -> extensions.without(type);
    }

    static Tamper certificate(Change<Certificate12> change) {
        return message(Certificate12.class, false, change);
    }

    static Tamper exchange(Change<ServerKeyExchange> change) {
        return message(ServerKeyExchange.class, false, change);
    }

    static Tamper answer(Change<ClientKeyExchange> change) {
        return message(ClientKeyExchange.class, true, change);
    }

    static Tamper verify(Change<CertificateVerify> change) {
        return message(CertificateVerify.class, true, change);
    }

    static Tamper finished(boolean ofClient, byte[] verifyData) {
        return message(Finished.class, ofClient, message -> new Finished(Opaque.copyOf(verifyData)));
    }

    static Tamper drop(Class<? extends HandshakeMessage> kind) {
        return (fromClient, index, raw) -> kind.isInstance(read(index, raw)) ? List.of() : List.of(raw);
    }

    static Tamper before(Class<? extends HandshakeMessage> kind, byte[] inserted, int times) {
        return (fromClient, index, raw) -> {
            List<byte[]> all = new ArrayList<>();
            if (kind.isInstance(read(index, raw))) {
                all.addAll(Collections.nCopies(times, inserted));
            }
            all.add(raw);
            return all;
        };
    }

    /** Changes ServerKeyExchange and signs it with the server's own key, as a hostile server would. */
    static Tamper signedAgain(KeyKind key, Change<ServerKeyExchange> change) {
        byte[][] randoms = new byte[2][];
        return (fromClient, index, raw) -> {
            HandshakeMessage message = read(index, raw);
            if (message instanceof ClientHello hello) {
                randoms[0] = hello.random().toBytes();
            } else if (message instanceof ServerHello hello) {
                randoms[1] = hello.random().toBytes();
            } else if (message instanceof ServerKeyExchange exchange) {
                return List.of(write(honest -> {
                    ServerKeyExchange changed = (ServerKeyExchange) change.of(honest);
                    byte[] content = HandshakeSignatures.content12(randoms[0], randoms[1], changed.signedParams());
                    return signed(changed, changed.scheme(), sign(key, changed.scheme(), content));
                }, exchange));
            }
            return List.of(raw);
        };
    }

    private static Opaque sign(KeyKind key, SignatureScheme scheme, byte[] content) {
        try {
            return Opaque
                    .adopt(JcaCryptoProvider.standard().signer().sign(scheme, Credentials.shared().server(key).key(),
                            content));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static ServerKeyExchange signed(ServerKeyExchange message, SignatureScheme scheme, Opaque signature) {
        return message instanceof EcdheServerKeyExchange ec
                ? new EcdheServerKeyExchange(ec.group(), ec.point(), scheme, signature)
                : new DheServerKeyExchange(((DheServerKeyExchange) message).p(), ((DheServerKeyExchange) message).g(),
                        ((DheServerKeyExchange) message).ys(), scheme, signature);
    }

    static Change<ServerKeyExchange> on(NamedGroup group) {
        return message -> new EcdheServerKeyExchange(group, Opaque.copyOf(new byte[32]), message.scheme(),
                message.signature());
    }

    static DheServerKeyExchange field(BigInteger prime, ServerKeyExchange message) {
        return new DheServerKeyExchange(number(prime), number(BigInteger.TWO), number(BigInteger.TEN),
                message.scheme(), message.signature());
    }

    static Opaque number(BigInteger value) {
        return Opaque.adopt(value.toByteArray());
    }

    static Certificate12 shown(KeyKind key) {
        return new Certificate12(TestSettings.credential(Credentials.shared().server(key)).entries());
    }
}
