package dev.handfast.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.jsse.Token.Refusal;
import dev.handfast.jsse.Token.Way;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.Identity;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.peers.SocketPair;
import dev.handfast.peers.SystemProperties;
import dev.handfast.pki.TestPki;
import java.security.Security;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Among several keys the one is shown that can sign what the peer takes (RFC 9846 section 4.5.1.2, RFC 8422 section
 * 5.3): by its certificate's key and curve, and by what the key itself says when asked to sign.
 */
@Tag("contract")
class KeyFitTest {

    private static final Credentials CREDENTIALS = Credentials.shared();
    private static final Predicate<Way> PSS = way -> way.algorithm().equals("RSASSA-PSS");
    private static final TestPki CLIENTS = TestPki.root("CN=clients");
    private static final Map<String, Identity> ONE_CLIENT = new ConcurrentHashMap<>();
    private static final Token.TokenProvider TOKENS = new Token.TokenProvider();

    /** The scheme of TLS 1.3 that a kind of key signs in, and what a TLS 1.2 client must name among its groups. */
    private static final Map<KeyKind, String> SCHEMES = Map.of(KeyKind.P256, "ecdsa_secp256r1_sha256",
            KeyKind.P384, "ecdsa_secp384r1_sha384", KeyKind.P521, "ecdsa_secp521r1_sha512",
            KeyKind.ED25519, "ed25519", KeyKind.ED448, "ed448");
    private static final Map<KeyKind, String> GROUPS = Map.of(KeyKind.P256, "secp256r1", KeyKind.P384, "secp384r1",
            KeyKind.P521, "secp521r1");

    @BeforeAll
    static void register() {
        Security.addProvider(TOKENS);
    }

    @AfterAll
    static void remove() {
        Security.removeProvider(TOKENS.getName());
    }

    private static SSLContext context(KeyManagers managers, List<Identity> own, String property, String value)
            throws Exception {
        return SystemProperties.with(property == null ? Map.of() : Map.of(property, value), () -> {
            SSLContext context = SSLContext.getInstance("TLS", JsseStack.HANDFAST.provider());
            context.init(own.isEmpty() ? null : new KeyManager[] {managers.over(own)},
                    JsseStack.HANDFAST.trustManagers(List.of(CREDENTIALS.root(), CLIENTS.certificate())), null);
            return context;
        });
    }

    private static SSLContext context(KeyManagers managers, Identity... own) throws Exception {
        return context(managers, List.of(own), null, null);
    }

    private record Row(KeyManagers managers, String version, boolean sockets) {
    }

    private static Stream<Row> rows() {
        return Stream.of(KeyManagers.values()).flatMap(managers -> Stream.of("TLSv1.3", "TLSv1.2")
                .flatMap(version -> Stream.of(true, false).map(sockets -> new Row(managers, version, sockets))));
    }

    /** What each side showed the other: the server's certificate, then the client's or null. */
    private static Certificate[] shown(Row row, SSLContext client, SSLContext server, boolean asks) throws Exception {
        if (!row.sockets) {
            EnginePair pair = EnginePair.of(client, server).protocol(row.version);
            pair.server().engine().setWantClientAuth(asks);
            pair.handshake();
            return new Certificate[] {pair.client().engine().getSession().getPeerCertificates()[0],
                first(pair.server().engine().getSession())};
        }
        SSLServerSocket listener = SocketPair.listener(server);
        listener.setEnabledProtocols(new String[] {row.version});
        listener.setWantClientAuth(asks);
        try (SocketPair pair = SocketPair.connect(client, listener).handshake()) {
            return new Certificate[] {pair.client().getSession().getPeerCertificates()[0],
                first(pair.server().getSession())};
        }
    }

    private static Certificate first(javax.net.ssl.SSLSession session) {
        try {
            return session.getPeerCertificates()[0];
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
    }

    // Curves

    @ParameterizedTest
    @MethodSource("rows")
    void theServersKeyFitsTheClientsSchemesAndCurves(Row row) throws Exception {
        boolean is13 = row.version.equals("TLSv1.3");
        for (KeyKind wanted : is13 ? SCHEMES.keySet() : GROUPS.keySet()) {
            if (row.managers.name().startsWith("SUN_") && wanted.name().startsWith("ED")) {
                continue;
            }
            List<Identity> own = new ArrayList<>();
            for (KeyKind kind : is13 ? SCHEMES.keySet() : GROUPS.keySet()) {
                own.add(CREDENTIALS.server(kind));
            }
            own.sort((one, other) -> Boolean.compare(one == CREDENTIALS.server(wanted),
                    other == CREDENTIALS.server(wanted)));
            String property = is13 ? "jdk.tls.client.SignatureSchemes" : "jdk.tls.namedGroups";
            SSLContext client = context(KeyManagers.PKIX, List.of(), property,
                    is13 ? SCHEMES.get(wanted) + ",rsa_pkcs1_sha256" : GROUPS.get(wanted));
            assertEquals(CREDENTIALS.server(wanted).certificate(), shown(row, client, context(row.managers, own, null,
                    null), false)[0], wanted + " of " + own);
        }
    }

    private static Stream<Row> rowsOfTls13() {
        return rows().filter(row -> row.version.equals("TLSv1.3"));
    }

    /** In TLS 1.2 schemes do not name curves (RFC 8446 section 4.2.3). */
    @ParameterizedTest
    @MethodSource("rowsOfTls13")
    void theClientsKeyFitsTheServersSchemes(Row row) throws Exception {
        SSLContext server = context(KeyManagers.PKIX, List.of(CREDENTIALS.server(KeyKind.P256)),
                "jdk.tls.server.SignatureSchemes", "ecdsa_secp256r1_sha256,rsa_pkcs1_sha256");
        List<Identity> own = List.of(oneClient("EC", 521, 1), oneClient("EC", 384, 1), oneClient("EC", 256, 1));
        assertEquals(own.get(2).certificate(), shown(row, context(row.managers, own, null, null), server, true)[1]);
    }

    /** Client certificates of one subject. */
    private static Identity oneClient(String algorithm, int bits, int number) {
        return ONE_CLIENT.computeIfAbsent(algorithm + bits + "." + number, name -> {
            TestPki issued = CLIENTS.issue("CN=one client", content -> content.keys(TestPki.keys(algorithm, bits)));
            return new Identity(name, issued.keys().getPrivate(), List.of(issued.certificate(), CLIENTS.certificate()));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void anotherKeyTypeIsAskedForBeforeTheHandshakeFails(String version) throws Exception {
        for (KeyManagers managers : KeyManagers.values()) {
            String property = version.equals("TLSv1.3") ? "jdk.tls.client.SignatureSchemes" : "jdk.tls.namedGroups";
            SSLContext client = context(managers, List.of(), property, version.equals("TLSv1.3")
                    ? "ecdsa_secp256r1_sha256,rsa_pss_rsae_sha256,rsa_pkcs1_sha256" : "secp256r1");
            SSLContext server = context(managers, CREDENTIALS.server(KeyKind.P384), CREDENTIALS.server(KeyKind.RSA));
            assertEquals(CREDENTIALS.server(KeyKind.RSA).certificate(),
                    shown(new Row(managers, version, false), client, server, false)[0], managers.name());
        }
    }

    @Test
    void anApplicationsOtherKeyIsOnlyShownUnderTheNameItChose() throws Exception {
        SSLContext client = context(KeyManagers.PKIX, List.of(), "jdk.tls.client.SignatureSchemes",
                "ecdsa_secp256r1_sha256,rsa_pkcs1_sha256");
        SSLContext server = context(KeyManagers.STUBBORN, CREDENTIALS.server(KeyKind.P384),
                CREDENTIALS.server(KeyKind.P256, "other.tenant.example"));
        assertThrows(SSLException.class, EnginePair.of(client, server)::handshake);
        SSLContext asking = context(KeyManagers.PKIX, List.of(CREDENTIALS.server(KeyKind.P256)),
                "jdk.tls.server.SignatureSchemes", "ecdsa_secp256r1_sha256,rsa_pkcs1_sha256");
        SSLContext showing = context(KeyManagers.STUBBORN, CREDENTIALS.client(KeyKind.P384),
                CREDENTIALS.client(KeyKind.P256));
        assertEquals(null, shown(new Row(KeyManagers.STUBBORN, "TLSv1.3", false), showing, asking, true)[1]);
    }

    // Keys that refuse

    private static List<Identity> tokenAnd(Identity identity, Refusal refusal, Predicate<Way> refuses,
            Identity... more) {
        List<Identity> own = new ArrayList<>();
        own.add(Token.holding(identity, refusal, refuses));
        Collections.addAll(own, more);
        return own;
    }

    private static Stream<Row> refusingRows() {
        return rows().filter(row -> !row.managers.name().startsWith("SUN_"));
    }

    @ParameterizedTest
    @MethodSource("refusingRows")
    void aTokenWithoutPssSignsByPkcs1(Row row) throws Exception {
        if (row.version.equals("TLSv1.3")) {
            return;
        }
        for (Refusal refusal : Refusal.values()) {
            SSLContext server = context(row.managers, tokenAnd(CREDENTIALS.server(KeyKind.RSA), refusal, PSS), null,
                    null);
            SSLContext client = context(row.managers, tokenAnd(CREDENTIALS.client(KeyKind.RSA), refusal, PSS), null,
                    null);
            Certificate[] shown = shown(row, client, server, true);
            assertEquals(CREDENTIALS.server(KeyKind.RSA).certificate(), shown[0], refusal.name());
            assertEquals(CREDENTIALS.client(KeyKind.RSA).certificate(), shown[1], refusal.name());
        }
    }

    @ParameterizedTest
    @MethodSource("refusingRows")
    void aTokenThatLacksOneHashSignsWithAnother(Row row) throws Exception {
        Predicate<Way> sha256 = way -> "SHA-256".equals(way.hash()) || way.algorithm().startsWith("SHA256");
        for (Refusal refusal : Refusal.values()) {
            SSLContext server = context(row.managers, tokenAnd(CREDENTIALS.server(KeyKind.RSA), refusal, sha256), null,
                    null);
            SSLContext client = context(row.managers, tokenAnd(CREDENTIALS.client(KeyKind.RSA), refusal, sha256), null,
                    null);
            Certificate[] shown = shown(row, client, server, true);
            assertEquals(CREDENTIALS.server(KeyKind.RSA).certificate(), shown[0], refusal.name());
            assertEquals(CREDENTIALS.client(KeyKind.RSA).certificate(), shown[1], refusal.name());
        }
    }

    @ParameterizedTest
    @EnumSource(value = Refusal.class, names = {"PARAMETERS", "LATE", "LATE_PROVIDER"}, mode = EnumSource.Mode.EXCLUDE)
    void theNextKeyIsTakenWhereOneRefusesAll(Refusal refusal) throws Exception {
        for (KeyManagers managers : KeyManagers.values()) {
            for (String version : List.of("TLSv1.3", "TLSv1.2")) {
                Row row = new Row(managers, version, false);
                for (KeyKind other : managers.name().startsWith("SUN_") ? List.of(KeyKind.RSA, KeyKind.P256)
                        : List.of(KeyKind.RSA, KeyKind.P256, KeyKind.ED25519)) {
                    Identity first = other == KeyKind.RSA ? CREDENTIALS.server(KeyKind.P384)
                            : CREDENTIALS.server(KeyKind.RSA);
                    SSLContext server = context(managers, tokenAnd(first, refusal, way -> true,
                            CREDENTIALS.server(other)), null, null);
                    Identity own = other == KeyKind.P256 ? oneClient("EC", 256, 1) : oneClient("RSA", 2048, 1);
                    SSLContext client = context(managers, tokenAnd(oneClient("RSA", 2048, 2), refusal, way -> true,
                            own), null, null);
                    Certificate[] shown = shown(row, client, server, true);
                    assertEquals(CREDENTIALS.server(other).certificate(), shown[0], managers + " " + other);
                    assertEquals(own.certificate(), shown[1], managers + " " + other);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("refusingRows")
    void aClientWhoseKeyRefusesAllShowsNoCertificate(Row row) throws Exception {
        for (Refusal refusal : Refusal.values()) {
            boolean late = refusal == Refusal.LATE || refusal == Refusal.LATE_PROVIDER;
            if (row.version.equals("TLSv1.2") && (late || refusal == Refusal.PARAMETERS)) {
                continue;
            }
            SSLContext client = context(row.managers, tokenAnd(CREDENTIALS.client(KeyKind.RSA), refusal,
                    late || row.version.equals("TLSv1.2") ? way -> true : PSS), null, null);
            SSLContext server = context(row.managers, CREDENTIALS.server(KeyKind.P256));
            assertEquals(null, shown(row, client, server, true)[1], refusal.name());
            EnginePair needing = EnginePair.of(client, server).protocol(row.version);
            needing.server().engine().setNeedClientAuth(true);
            SSLException missing = assertThrows(SSLException.class, needing::handshake);
            assertTrue(missing.getMessage().contains("certificate"), missing.getMessage());
        }
    }

    @Test
    void aServerWhoseKeysRefuseAllSaysWhichAndWhy() throws Exception {
        SSLContext server = context(KeyManagers.PKIX, tokenAnd(CREDENTIALS.server(KeyKind.RSA), Refusal.PROVIDER, PSS),
                null, null);
        SSLException refused = assertThrows(SSLException.class,
                EnginePair.of(context(KeyManagers.PKIX), server).protocol("TLSv1.3")::handshake);
        assertTrue(refused.getMessage().startsWith("(handshake_failure) "), refused.getMessage());
        assertTrue(refused.getMessage().contains("CN=server-RSA"), refused.getMessage());
        assertTrue(refused.getMessage().contains("CKR_MECHANISM_INVALID"), refused.getMessage());
        assertTrue(refused.getCause() instanceof java.security.GeneralSecurityException
                || refused.getCause() instanceof java.security.ProviderException, String.valueOf(refused.getCause()));
    }
}
