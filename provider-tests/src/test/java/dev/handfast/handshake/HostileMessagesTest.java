package dev.handfast.handshake;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.handshake.Dialogue.Said;
import dev.handfast.handshake.Dialogue.Tamper;
import dev.handfast.handshake.HandshakeConfig.ClientAuthentication;
import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.KeyKind;
import dev.handfast.peers.HarmlessText;
import dev.handfast.spec.CipherSuite;
import dev.handfast.spec.Fault;
import dev.handfast.spec.HandshakeType;
import dev.handfast.spec.NamedGroup;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Opaque;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Every message of a handshake corrupted in every byte, cut at every length, repeated, left out and replaced: the other
 * side answers with a fault of the peer's or waits for more, and never believes the handshake.
 */
@Tag("fuzz")
class HostileMessagesTest {

    /** The handshakes that are attacked. */
    enum Kind {
        TLS13_MUTUAL(null), TLS13_RETRY(null), TLS13_PSK(Resuming.Kind.PSK), TLS13_PSK_RETRY(Resuming.Kind.PSK_RETRY),
        TLS13_EARLY(Resuming.Kind.EARLY), TLS13_EARLY_REJECTED(Resuming.Kind.EARLY_REJECTED), TLS12_ECDHE_MUTUAL(null),
        TLS12_DHE(null), TLS12_RSA(null), TLS12_TICKET(Resuming.Kind.TICKET),
        TLS12_RENEWED_TICKET(Resuming.Kind.RENEWED_TICKET), TLS12_SESSION_ID(Resuming.Kind.SESSION_ID);

        private final Resuming resuming;

        Kind(Resuming.Kind resumed) {
            resuming = resumed == null ? null : new Resuming(resumed);
        }

        /** Behind both Finished, where a message proves no handshake any more. */
        boolean isBehindTheHandshake(byte[] raw) {
            return RawExtensions.isOf(HandshakeType.NEW_SESSION_TICKET, raw) && name().startsWith("TLS13");
        }
    }

    private final long seed = Long.getLong("handfast.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
    private int tried;
    private int waiting;

    @ParameterizedTest
    @EnumSource(Kind.class)
    @PublishedAttack(id = "CVE-2020-24613", victim = "wolfSSL", kind = AttackKind.STATES,
            what = "a TLS 1.3 server leaves CertificateVerify out")
    @PublishedAttack(id = "CVE-2022-25640", victim = "wolfSSL", kind = AttackKind.STATES,
            what = "a TLS 1.3 client leaves CertificateVerify out")
    void nothingButTheTruthIsBelieved(Kind kind) {
        Dialogue plain = talk(kind, Tamper.NONE);
        assertNull(plain.fault(), () -> "undisturbed: " + plain.fault());
        assertTrue(plain.bothEstablished());
        for (Said said : plain.said()) {
            if (said.raw().length > 0) {
                corrupt(kind, said);
                cut(kind, said);
            }
            repeatAndDrop(kind, said);
            replace(kind, said, plain.said());
        }
        System.out.printf("HostileMessages %s: %d cases, %d left waiting, faults %s (seed %d)%n", kind, tried, waiting,
                faults, seed);
        assertTrue(tried > 500, "cases tried: " + tried);
    }

    /** Each byte of each message, one at a time. */
    private void corrupt(Kind kind, Said said) {
        for (int at = 0; at < said.raw().length; at += stride(kind)) {
            int flip = 1 + random.nextInt(255);
            int position = at;
            attack(kind, said, "byte " + at + " ^ " + flip, raw -> {
                byte[] changed = raw.clone();
                // A signature may be a byte shorter than in the first run.
                changed[Math.min(position, raw.length - 1)] ^= (byte) flip;
                return List.of(changed);
            });
        }
    }

    /** Each length, with a header that says so, and lengthened by one byte. */
    private void cut(Kind kind, Said said) {
        for (int length = 4; length <= said.raw().length + 1; length += stride(kind)) {
            int to = length;
            if (to != said.raw().length) {
                attack(kind, said, "length " + to, raw -> {
                    // Signatures and certificates differ in length from run to run.
                    byte[] changed = Arrays.copyOf(raw, to == said.raw().length + 1 ? raw.length + 1
                            : Math.min(to, raw.length - 1));
                    int body = changed.length - 4;
                    changed[1] = (byte) (body >>> 16);
                    changed[2] = (byte) (body >>> 8);
                    changed[3] = (byte) body;
                    return List.of(changed);
                });
            }
        }
    }

    private void repeatAndDrop(Kind kind, Said said) {
        attack(kind, said, "twice", raw -> List.of(raw, raw));
        attack(kind, said, "dropped", raw -> List.of());
    }

    /** Each message by each other one that was said. */
    private void replace(Kind kind, Said said, List<Said> all) {
        for (Said other : all) {
            if (!name(other).equals(name(said))) {
                attack(kind, said, "replaced by " + name(other), raw -> List.of(other.raw()));
                attack(kind, said, "preceded by " + name(other), raw -> List.of(other.raw(), raw));
            }
        }
    }

    private interface Change {
        List<byte[]> of(byte[] raw);
    }

    private void attack(Kind kind, Said said, String how, Change change) {
        tried++;
        String what = kind + ": " + (said.fromClient() ? "client" : "server") + "'s " + name(said) + ", " + how
                + ", seed " + seed;
        Dialogue talked;
        try {
            talked = talk(kind, (fromClient, index, raw) -> fromClient == said.fromClient() && index == said.index()
                    ? change.of(raw) : List.of(raw));
        } catch (RuntimeException e) {
            throw new AssertionError(what, e);
        }
        TlsFault fault = talked.fault();
        if (fault == null) {
            assertTrue(!talked.bothEstablished() || kind.isBehindTheHandshake(said.raw()), () -> "believed: " + what);
            waiting++;
            return;
        }
        HarmlessText.check(fault);
        assertTrue(fault.fault() != Fault.INTERNAL, () -> what + " ended in " + fault + " by " + fault.getCause());
        faults.merge(fault.fault(), 1, Integer::sum);
    }

    /** Finite fields cost milliseconds a handshake: there every seventh place must do. */
    private static int stride(Kind kind) {
        return kind == Kind.TLS12_DHE ? 7 : 1;
    }

    private static String name(Said said) {
        return said.raw().length == 0 ? "change_cipher_spec" : HandshakeType.of(said.raw()[0]).toString();
    }

    private static Dialogue talk(Kind kind, Tamper tamper) {
        TestSettings client = TestSettings.client();
        TestSettings server = TestSettings.server(kind == Kind.TLS12_DHE || kind == Kind.TLS12_RSA
                ? KeyKind.RSA : KeyKind.P256);
        client.groups = List.of(NamedGroup.X25519, NamedGroup.SECP256R1);
        client.applicationProtocols = List.of(Opaque.adopt("h2".getBytes(StandardCharsets.US_ASCII)));
        server.applicationProtocols = client.applicationProtocols;
        switch (kind) {
            case TLS13_MUTUAL -> mutual(client, server);
            case TLS13_RETRY -> server.groups = List.of(NamedGroup.SECP256R1);
            case TLS12_ECDHE_MUTUAL -> {
                mutual(client, server);
                only12(client, CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
            }
            case TLS12_DHE -> only12(client, CipherSuite.TLS_DHE_RSA_WITH_AES_128_GCM_SHA256);
            case TLS12_RSA -> only12(client, CipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256);
            default -> {
                return kind.resuming.talk(tamper);
            }
        }
        return new Dialogue(client, server, tamper).run();
    }

    private static void mutual(TestSettings client, TestSettings server) {
        server.clientAuthentication = ClientAuthentication.NEEDED;
        client.credentials = TestSettings.chooser(Credentials.shared().client(KeyKind.P256));
    }

    private static void only12(TestSettings client, CipherSuite suite) {
        client.versions = List.of(ProtocolVersion.TLS_1_2);
        client.suites = List.of(suite);
    }
}
