package dev.handfast.message;

import static dev.handfast.message.MessageVersion.HELLO;
import static dev.handfast.message.MessageVersion.TLS12;
import static dev.handfast.message.MessageVersion.TLS13;
import static dev.handfast.message.ext.ExtensionContext.*;

import dev.handfast.message.ext.*;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.ExtensionType;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.SignatureScheme;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.WireWriter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** One generator of random values for each message and each extension, with where they may be read. */
public final class RandomMessages {

    /** A kind of extension: where it may stand, and how to make one. */
    public record ExtensionKind(Class<? extends Extension> type, Set<ExtensionContext> contexts,
            Function<RandomBytes, Extension> make) {
    }

    /** A kind of message: where it may be read, and how to make one. */
    public record MessageKind(Class<? extends HandshakeMessage> type, Set<MessageVersion> dialects,
            Function<RandomBytes, HandshakeMessage> make) {
    }

    private static final List<ExtensionKind> EXTENSIONS = new ArrayList<>();
    private static final List<MessageKind> MESSAGES = new ArrayList<>();

    static {
        extension(ServerNames.class, RandomMessages::serverNames, CLIENT_HELLO);
        extension(ServerNameAck.class, r -> new ServerNameAck(), SERVER_HELLO_12, ENCRYPTED_EXTENSIONS);
        extension(MaxFragmentLength.class, r -> new MaxFragmentLength(r.number(1, 4)),
                CLIENT_HELLO, SERVER_HELLO_12, ENCRYPTED_EXTENSIONS);
        extension(RecordSizeLimit.class, r -> new RecordSizeLimit(r.number(64, 0xffff)),
                CLIENT_HELLO, SERVER_HELLO_12, ENCRYPTED_EXTENSIONS);
        extension(StatusRequest.class, r -> r.bool()
                ? new StatusRequest(r.list(0, 2, () -> r.opaque(1, 20)), r.opaque(0, 20))
                : new StatusRequest(r.oneOf(0, 2, 9, 255), List.of(), Opaque.EMPTY, r.opaque(0, 9)), CLIENT_HELLO);
        extension(StatusRequestAck.class, r -> new StatusRequestAck(), SERVER_HELLO_12, CERTIFICATE_REQUEST_13);
        extension(CertificateStatusEntry.class, r -> new CertificateStatusEntry(r.opaque(1, 60)), CERTIFICATE_13);
        extension(StatusRequestV2.class, r -> new StatusRequestV2(r.opaque(1, 30)), CLIENT_HELLO);
        extension(StatusRequestV2Ack.class, r -> new StatusRequestV2Ack(), SERVER_HELLO_12);
        extension(SupportedGroups.class, r -> new SupportedGroups(r.list(1, 9, () -> NamedGroup.of(r.code()))),
                CLIENT_HELLO, SERVER_HELLO_12, ENCRYPTED_EXTENSIONS);
        extension(EcPointFormats.class, r -> new EcPointFormats(r.opaque(1, 4)), CLIENT_HELLO, SERVER_HELLO_12);
        extension(SignatureAlgorithms.class, r -> new SignatureAlgorithms(schemes(r)),
                CLIENT_HELLO, CERTIFICATE_REQUEST_13);
        extension(SignatureAlgorithmsCert.class, r -> new SignatureAlgorithmsCert(schemes(r)),
                CLIENT_HELLO, CERTIFICATE_REQUEST_13);
        extension(Alpn.class, r -> new Alpn(r.list(1, 3, () -> r.opaque(1, 9))), CLIENT_HELLO);
        extension(Alpn.class, r -> new Alpn(List.of(r.opaque(1, 255))), SERVER_HELLO_12, ENCRYPTED_EXTENSIONS);
        extension(SignedCertificateTimestamps.class, r -> SignedCertificateTimestamps.REQUEST,
                CLIENT_HELLO, CERTIFICATE_REQUEST_13);
        extension(SignedCertificateTimestamps.class, RandomMessages::timestamps, SERVER_HELLO_12, CERTIFICATE_13);
        extension(EncryptThenMac.class, r -> new EncryptThenMac(), CLIENT_HELLO, SERVER_HELLO_12);
        extension(ExtendedMasterSecret.class, r -> new ExtendedMasterSecret(), CLIENT_HELLO, SERVER_HELLO_12);
        extension(CompressCertificate.class, r -> new CompressCertificate(r.list(1, 4, r::code)),
                CLIENT_HELLO, CERTIFICATE_REQUEST_13);
        extension(SessionTicket.class, r -> new SessionTicket(r.opaque(0, 60)), CLIENT_HELLO);
        extension(SessionTicket.class, r -> SessionTicket.EMPTY, SERVER_HELLO_12);
        extension(PreSharedKeys.class, RandomMessages::preSharedKeys, CLIENT_HELLO);
        extension(SelectedPsk.class, r -> new SelectedPsk(r.number(0, 0xffff)), SERVER_HELLO_13);
        extension(PskModes.class, r -> new PskModes(r.list(1, 4, () -> r.number(0, 255))), CLIENT_HELLO);
        extension(EarlyData.class, r -> new EarlyData(), CLIENT_HELLO, ENCRYPTED_EXTENSIONS);
        extension(EarlyDataLimit.class, r -> new EarlyDataLimit(r.u32()), NEW_SESSION_TICKET_13);
        extension(SupportedVersions.class,
                r -> new SupportedVersions(r.list(1, 5, () -> ProtocolVersion.of(r.code()))), CLIENT_HELLO);
        extension(SelectedVersion.class, r -> new SelectedVersion(ProtocolVersion.of(r.code())),
                SERVER_HELLO_13, HELLO_RETRY_REQUEST);
        extension(Cookie.class, r -> new Cookie(r.opaque(1, 60)), CLIENT_HELLO, HELLO_RETRY_REQUEST);
        extension(KeyShares.class, RandomMessages::keyShares, CLIENT_HELLO);
        extension(ServerKeyShare.class, r -> new ServerKeyShare(keyShare(r)), SERVER_HELLO_13);
        extension(RetryKeyShare.class, r -> new RetryKeyShare(NamedGroup.of(r.code())), HELLO_RETRY_REQUEST);
        extension(CertificateAuthorities.class,
                r -> new CertificateAuthorities(r.list(1, 3, () -> r.opaque(1, 30))),
                CLIENT_HELLO, CERTIFICATE_REQUEST_13);
        extension(OidFilters.class,
                r -> new OidFilters(r.list(0, 3, () -> new OidFilters.Filter(r.opaque(1, 9), r.opaque(0, 9)))),
                CERTIFICATE_REQUEST_13);
        extension(PostHandshakeAuth.class, r -> new PostHandshakeAuth(), CLIENT_HELLO);
        extension(Padding.class, r -> new Padding(r.number(0, 40)), CLIENT_HELLO);
        extension(RenegotiationInfo.class, r -> new RenegotiationInfo(r.opaque(0, 24)),
                CLIENT_HELLO, SERVER_HELLO_12);
        extension(Misplaced.class, r -> new Misplaced(ExtensionType.of(r.oneOf(21, 41, 44, 45, 51)), r.opaque(0, 9)),
                SERVER_HELLO_12);
        extension(Unknown.class, r -> new Unknown(ExtensionType.of(0x4000 + r.number(0, 0x3fff)), r.opaque(0, 9)),
                ExtensionContext.values());

        message(ClientHello.class, RandomMessages::clientHello, HELLO, TLS12, TLS13);
        message(ServerHello.class, r -> serverHello(r, SERVER_HELLO_12), HELLO, TLS12, TLS13);
        message(ServerHello.class, r -> serverHello(r, SERVER_HELLO_13), HELLO, TLS12, TLS13);
        message(HelloRetryRequest.class, r -> new HelloRetryRequest(r.opaque(0, 32), CipherSuite.of(r.code()),
                r.number(0, 255), block(r, HELLO_RETRY_REQUEST), ProtocolVersion.of(r.code())), HELLO, TLS12, TLS13);
        message(EncryptedExtensions.class, r -> new EncryptedExtensions(block(r, ENCRYPTED_EXTENSIONS)), TLS13);
        message(Certificate12.class, r -> new Certificate12(r.list(0, 3, () -> r.opaque(1, 60))), TLS12);
        message(Certificate13.class, r -> new Certificate13(r.opaque(0, 9), r.list(0, 3,
                () -> new CertificateEntry(r.opaque(1, 60), block(r, CERTIFICATE_13)))), TLS13);
        message(CompressedCertificate.class, r -> new CompressedCertificate(r.code(), r.number(0, 0xffffff),
                r.opaque(1, 60)), TLS13);
        message(CertificateStatus.class, r -> r.bool() ? new CertificateStatus(r.opaque(1, 60))
                : new CertificateStatus(true, r.list(1, 4, () -> r.opaque(0, 60))), TLS12);
        message(CertificateRequest12.class, r -> new CertificateRequest12(r.opaque(1, 5), schemes(r),
                r.list(0, 3, () -> r.opaque(1, 30))), TLS12);
        message(CertificateRequest13.class, r -> new CertificateRequest13(r.opaque(0, 9),
                block(r, CERTIFICATE_REQUEST_13)), TLS13);
        message(EcdheServerKeyExchange.class, r -> new EcdheServerKeyExchange(NamedGroup.of(r.code()),
                r.opaque(1, 133), SignatureScheme.of(r.code()), r.opaque(0, 70)), TLS12);
        message(DheServerKeyExchange.class, r -> new DheServerKeyExchange(r.opaque(1, 255), r.opaque(1, 3),
                r.opaque(1, 99), SignatureScheme.of(r.code()), r.opaque(0, 70)), TLS12);
        message(ClientKeyExchange.class, RandomMessages::clientKeyExchange, TLS12);
        message(ServerHelloDone.class, r -> new ServerHelloDone(), TLS12);
        message(HelloRequest.class, r -> new HelloRequest(), HELLO, TLS12);
        message(EndOfEarlyData.class, r -> new EndOfEarlyData(), TLS13);
        message(CertificateVerify.class, r -> new CertificateVerify(SignatureScheme.of(r.code()), r.opaque(0, 99)),
                TLS12, TLS13);
        message(Finished.class, r -> new Finished(r.opaque(0, 64)), TLS12, TLS13);
        message(NewSessionTicket12.class, r -> new NewSessionTicket12(r.u32(), r.opaque(0, 99)), TLS12);
        message(NewSessionTicket13.class, r -> new NewSessionTicket13(r.u32(), r.u32(), r.opaque(0, 20),
                r.opaque(1, 99), block(r, NEW_SESSION_TICKET_13)), TLS13);
        message(KeyUpdate.class, r -> new KeyUpdate(r.bool()), TLS13);
    }

    private RandomMessages() {
    }

    /** Every kind of extension; some types occur twice, with different bodies in different messages. */
    public static List<ExtensionKind> extensionKinds() {
        return EXTENSIONS;
    }

    /** Every kind of message. */
    public static List<MessageKind> messageKinds() {
        return MESSAGES;
    }

    /** A block of random extensions that may stand in a message, each type at most once, pre_shared_key last. */
    public static Extensions block(RandomBytes r, ExtensionContext context) {
        Map<ExtensionType, Extension> chosen = new LinkedHashMap<>();
        List<ExtensionKind> kinds = new ArrayList<>(EXTENSIONS);
        r.shuffle(kinds);
        for (ExtensionKind kind : kinds) {
            if (kind.contexts().contains(context) && r.number(0, 2) > 0) {
                Extension extension = kind.make().apply(r);
                chosen.put(extension.type(), extension);
            }
        }
        Extension psk = context == CLIENT_HELLO ? chosen.remove(ExtensionType.PRE_SHARED_KEY) : null;
        if (psk != null) {
            chosen.put(psk.type(), psk);
        }
        return Extensions.of(new ArrayList<>(chosen.values()));
    }

    private static ClientHello clientHello(RandomBytes r) {
        return new ClientHello(ProtocolVersion.of(r.code()), r.opaque(32, 32), r.opaque(0, 32),
                r.list(1, 9, () -> CipherSuite.of(r.code())), r.opaque(1, 3),
                r.number(0, 9) == 0 ? Extensions.NONE : block(r, CLIENT_HELLO));
    }

    private static ServerHello serverHello(RandomBytes r, ExtensionContext context) {
        Extensions extensions = block(r, context);
        if (context == SERVER_HELLO_13) {
            extensions = extensions.with(new SelectedVersion(ProtocolVersion.TLS_1_3));
        }
        return new ServerHello(ProtocolVersion.of(r.code()), r.opaque(32, 32), r.opaque(0, 32),
                CipherSuite.of(r.code()), r.number(0, 255), extensions);
    }

    private static ClientKeyExchange clientKeyExchange(RandomBytes r) {
        return switch (r.number(0, 2)) {
            case 0 -> ClientKeyExchange.ofEc(r.opaque(1, 133));
            case 1 -> ClientKeyExchange.ofDh(r.opaque(1, 99));
            default -> ClientKeyExchange.ofRsa(r.opaque(0, 99));
        };
    }

    private static List<SignatureScheme> schemes(RandomBytes r) {
        return r.list(1, 9, () -> SignatureScheme.of(r.code()));
    }

    private static ServerNames serverNames(RandomBytes r) {
        List<ServerNames.Name> names = new ArrayList<>();
        if (r.number(0, 3) > 0) {
            names.addAll(ServerNames.of(r.oneOf("a", "example.com", "xn--bcher-kva.example", "192.0.2.1")).names());
        }
        if (names.isEmpty() || r.bool()) {
            names.add(new ServerNames.Name(r.number(1, 255), r.opaque(1, 9)));
        }
        return new ServerNames(names);
    }

    private static SignedCertificateTimestamps timestamps(RandomBytes r) {
        WireWriter out = new WireWriter();
        Vectors.writeOpaques16(out, r.list(1, 3, () -> r.opaque(1, 30)));
        return new SignedCertificateTimestamps(out.toOpaque());
    }

    private static PreSharedKeys preSharedKeys(RandomBytes r) {
        List<PskIdentity> identities = r.list(1, 3, () -> new PskIdentity(r.opaque(1, 30), r.u32()));
        return new PreSharedKeys(identities, r.list(identities.size(), identities.size(), () -> r.opaque(32, 48)));
    }

    private static KeyShares keyShares(RandomBytes r) {
        Map<NamedGroup, KeyShareEntry> entries = new LinkedHashMap<>();
        for (int i = r.number(0, 4); i > 0; i--) {
            KeyShareEntry entry = keyShare(r);
            entries.put(entry.group(), entry);
        }
        return new KeyShares(new ArrayList<>(entries.values()));
    }

    private static KeyShareEntry keyShare(RandomBytes r) {
        return new KeyShareEntry(NamedGroup.of(r.code()), r.opaque(1, 40));
    }

    private static void extension(Class<? extends Extension> type, Function<RandomBytes, Extension> make,
            ExtensionContext... contexts) {
        EXTENSIONS.add(new ExtensionKind(type, EnumSet.copyOf(List.of(contexts)), make));
    }

    private static void message(Class<? extends HandshakeMessage> type, Function<RandomBytes, HandshakeMessage> make,
            MessageVersion... dialects) {
        MESSAGES.add(new MessageKind(type, EnumSet.copyOf(List.of(dialects)), make));
    }
}
