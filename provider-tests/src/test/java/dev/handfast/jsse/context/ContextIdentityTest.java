package dev.handfast.jsse.context;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.handfast.crypto.CryptoProvider;
import dev.handfast.crypto.jca.JcaCryptoProvider;
import dev.handfast.handshake.HandshakeConfig.ClientAuthentication;
import dev.handfast.jsse.PickyTrustManager;
import dev.handfast.jsse.config.Configuration;
import dev.handfast.jsse.config.ConfigurationValues;
import dev.handfast.jsse.config.Policy;
import dev.handfast.museum.AttackKind;
import dev.handfast.museum.PublishedAttack;
import dev.handfast.peers.Background;
import dev.handfast.peers.Credentials;
import dev.handfast.peers.EnginePair;
import dev.handfast.peers.Identity;
import dev.handfast.peers.JsseStack;
import dev.handfast.peers.KeyKind;
import dev.handfast.session.jcache.MapCache;
import dev.handfast.tls.EarlyData;
import dev.handfast.tls.TlsConnection;
import dev.handfast.tls.TlsContext;
import dev.handfast.tls.TlsSession;
import dev.handfast.wire.Opaque;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * A session belongs to the context that judged its peer: no other resumes it that would judge differently, whatever
 * secret or store they share, and no later trust of the same context; one that judges alike does.
 */
@Tag("contract")
class ContextIdentityTest {

    private static final Identity OTHER_AUTHORITY = Credentials.shared().unknownCa();
    private static final List<X509Certificate> ROOT = List.of(Credentials.shared().root());
    private static final List<X509Certificate> OTHER_ROOT = List.of(OTHER_AUTHORITY.root());
    private static final List<X509Certificate> BOTH = List.of(OTHER_AUTHORITY.root(), Credentials.shared().root());
    private static final byte[] SECRET = "thirty-two bytes that nobody can guess".getBytes(StandardCharsets.US_ASCII);

    private final MapCache sessions = new MapCache();
    private final MapCache uses = new MapCache();
    private final SSLContext client = JsseStack.HANDFAST.context(Credentials.shared().client(KeyKind.P256));
    private String version;

    private enum Kept {
        TICKET, MEMORY, STORE
    }

    /** How a server asks for certificates. */
    private enum Mode {
        NONE, WANTED, NEEDED;

        /** What is worth trying: what judges clients makes no difference where none are asked. */
        Set<Difference> differences() {
            return switch (this) {
                case NONE -> EnumSet.of(Difference.NOTHING, Difference.AUTHORITY, Difference.MODE,
                        Difference.MODE_THE_OTHER_WAY, Difference.LABEL);
                case WANTED -> EnumSet.of(Difference.NOTHING, Difference.AUTHORITY, Difference.MODE,
                        Difference.MODE_THE_OTHER_WAY, Difference.LABEL, Difference.REFUSING_MANAGER);
                case NEEDED -> EnumSet.allOf(Difference.class);
            };
        }

        void set(SSLEngine engine) {
            if (this == WANTED) {
                engine.setWantClientAuth(true);
            } else {
                engine.setNeedClientAuth(this == NEEDED);
            }
        }
    }

    /** A server: a context, and how its connections are configured. */
    private record Listener(SSLContext context, Mode mode, String identification) {
    }

    /** What differs between the server that made the session and the one to which it is offered. */
    private enum Difference {
        NOTHING(true), ORDER_OF_ISSUERS(true), AUTHORITY(false), FEWER_AUTHORITIES(false), MODE(false),
        MODE_THE_OTHER_WAY(false),
        LABEL(false),
        KIND_OF_MANAGER(false), REFUSING_MANAGER(false), IDENTIFICATION(false);

        private final boolean resumes;

        Difference(boolean resumes) {
            this.resumes = resumes;
        }
    }

    /** The same as its parent, of another class. */
    private static final class OtherPicky extends PickyTrustManager {

        OtherPicky(List<X509Certificate> issuers) {
            super(issuers, false);
        }
    }

    @AfterEach
    void reset() {
        System.clearProperty("handfast.session.ticketBytes");
        System.clearProperty("handfast.session.label");
        System.clearProperty("jdk.tls.server.enableSessionTicketExtension");
    }

    private void keep(Kept kept) {
        // Client certificates do not fit into the tickets of the default size.
        System.setProperty("handfast.session.ticketBytes", "20000");
        System.setProperty("jdk.tls.server.enableSessionTicketExtension", String.valueOf(kept == Kept.TICKET));
    }

    private SSLContext context(Kept kept) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS", JsseStack.HANDFAST.provider());
        TlsContext.of(context).shareTickets(() -> List.of(SECRET));
        if (kept == Kept.STORE) {
            MapCache.keepIn(context, sessions.cache(), uses.cache());
        }
        return context;
    }

    private static void init(SSLContext server, TrustManager manager) throws Exception {
        server.init(JsseStack.HANDFAST.keyManagers(List.of(Credentials.shared().server(KeyKind.P256))),
                new TrustManager[] {manager}, null);
    }

    private static TrustManager pkix(List<X509Certificate> issuers) {
        return JsseStack.HANDFAST.trustManagers(issuers)[0];
    }

    private EnginePair pair(SSLContext from, Listener to) {
        SSLEngine clientEngine = from.createSSLEngine("localhost", 443);
        clientEngine.setUseClientMode(true);
        SSLEngine serverEngine = to.context.createSSLEngine();
        serverEngine.setUseClientMode(false);
        to.mode.set(serverEngine);
        if (to.identification != null) {
            SSLParameters parameters = serverEngine.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm(to.identification);
            serverEngine.setSSLParameters(parameters);
        }
        return new EnginePair(clientEngine, serverEngine).protocol(version);
    }

    /** The server's session of a connection that has carried data both ways. */
    private SSLSession connect(SSLContext from, Listener to) throws SSLException {
        EnginePair pair = pair(from, to).handshake();
        pair.send(pair.client(), new byte[10]);
        pair.send(pair.server(), new byte[10]);
        SSLSession session = pair.server().engine().getSession();
        assertEquals(TlsSession.of(session).isResumed(),
                TlsSession.of(pair.client().engine().getSession()).isResumed());
        return session;
    }

    static List<Arguments> differences() {
        List<Arguments> all = new ArrayList<>();
        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
            for (Kept kept : Kept.values()) {
                for (Mode mode : Mode.values()) {
                    for (Difference difference : mode.differences()) {
                        all.add(Arguments.of(version, kept, true, mode, difference));
                        if (kept != Kept.MEMORY) {
                            all.add(Arguments.of(version, kept, false, mode, difference));
                        }
                    }
                }
            }
        }
        return all;
    }

    /**
     * A customer of one listener is no administrator at another, nor of the same context when that has been
     * initialized again: with other managers it is another judge. Two contexts have one secret and one store.
     */
    @ParameterizedTest
    @MethodSource("differences")
    @PublishedAttack(id = "CVE-2025-23419", victim = "nginx", kind = AttackKind.RESUMPTION,
            what = "a session of one listener is resumed at another, past its client authentication")
    @PublishedAttack(id = "CVE-2026-11703", victim = "wolfSSL", kind = AttackKind.RESUMPTION,
            what = "a stored session is resumed under another name, with the client that was authenticated there")
    void onlyAContextThatJudgesAlikeResumes(String spoken, Kept kept, boolean again, Mode mode, Difference difference)
            throws Exception {
        version = spoken;
        keep(kept);
        SSLContext first = context(kept);
        SSLContext second = again ? first : context(kept);
        boolean managers = difference == Difference.KIND_OF_MANAGER || difference == Difference.REFUSING_MANAGER;
        init(first, managers ? new PickyTrustManager(BOTH, false) : pkix(BOTH));
        Listener maker = new Listener(first, mode, null);
        SSLSession made = connect(client, maker);
        assertFalse(TlsSession.of(made).isResumed());
        assertTrue(TlsSession.of(connect(client, maker)).isResumed(), "by the server itself");
        init(second, switch (difference) {
            case AUTHORITY -> pkix(OTHER_ROOT);
            case FEWER_AUTHORITIES -> pkix(ROOT);
            case ORDER_OF_ISSUERS -> pkix(List.of(BOTH.get(1), BOTH.get(0)));
            case KIND_OF_MANAGER -> new OtherPicky(BOTH);
            case REFUSING_MANAGER -> new PickyTrustManager(BOTH, true);
            default -> pkix(BOTH);
        });
        if (difference == Difference.LABEL) {
            TlsContext.of(second).separate("other");
        }
        Mode modeNow = switch (difference) {
            case MODE -> Mode.values()[(mode.ordinal() + 1) % 3];
            case MODE_THE_OTHER_WAY -> Mode.values()[(mode.ordinal() + 2) % 3];
            default -> mode;
        };
        Listener other = new Listener(second, modeNow, difference == Difference.IDENTIFICATION ? "LDAPS" : null);
        // Where clients are not asked for certificates, nothing judges them.
        boolean resumes = difference.resumes
                || mode == Mode.NONE && modeNow == mode && difference != Difference.LABEL;
        SSLSession session;
        try {
            session = connect(client, other);
        } catch (SSLHandshakeException refused) {
            assertFalse(resumes, refused.toString());
            assertTrue(difference == Difference.AUTHORITY || difference == Difference.REFUSING_MANAGER
                    || difference == Difference.IDENTIFICATION, refused.toString());
            return;
        }
        assertEquals(resumes, TlsSession.of(session).isResumed());
        if (resumes) {
            assertArrayEquals(made.getId(), session.getId());
            assertTrue(TlsSession.of(connect(client, other)).isResumed(), "and on");
            assertTrue(again || TlsSession.of(connect(client, maker)).isResumed(), "and back");
        }
        boolean trusted = difference != Difference.AUTHORITY && difference != Difference.REFUSING_MANAGER;
        assertEquals(modeNow != Mode.NONE && trusted, hasChain(session));
    }

    private static boolean hasChain(SSLSession session) {
        try {
            return session.getPeerCertificates().length > 0;
        } catch (SSLPeerUnverifiedException e) {
            return false;
        }
    }

    /** A trust manager that changes its mind is asked each time; then there is a full handshake, which it decides. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    @PublishedAttack(id = "CVE-2025-68121", victim = "Go", kind = AttackKind.RESUMPTION,
            what = "a session is resumed though the trusted authorities have changed")
    void theTrustManagerOfNowIsAskedAboutResumedClients(String spoken) throws Exception {
        version = spoken;
        keep(Kept.TICKET);
        PickyTrustManager manager = new PickyTrustManager(ROOT, false);
        Listener listener = new Listener(context(Kept.TICKET), Mode.NEEDED, null);
        init(listener.context, manager);
        for (int i = 1; i < 4; i++) {
            assertEquals(i > 1, TlsSession.of(connect(client, listener)).isResumed());
            assertEquals(i, manager.asked());
        }
    }

    /** The same over sockets. */
    @ParameterizedTest
    @CsvSource({"TLSv1.3, true", "TLSv1.3, false", "TLSv1.2, true", "TLSv1.2, false"})
    @PublishedAttack(id = "CVE-2025-23419", victim = "nginx", kind = AttackKind.RESUMPTION,
            what = "a session of one listener is resumed at another, past its client authentication")
    void socketsTooResumeOnlyWhereClientsAreJudgedAlike(String spoken, boolean alike) throws Exception {
        keep(Kept.TICKET);
        SSLContext first = context(Kept.TICKET);
        init(first, pkix(BOTH));
        SSLContext second = context(Kept.TICKET);
        init(second, pkix(alike ? BOTH : ROOT));
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            assertFalse(isResumedOverSockets(listener, first, spoken));
            assertEquals(alike, isResumedOverSockets(listener, second, spoken));
        }
    }

    /** Both servers are behind one port. */
    private boolean isResumedOverSockets(ServerSocket listener, SSLContext server, String spoken) throws Exception {
        Future<Boolean> serving = Background.start(() -> {
            Socket accepted = listener.accept();
            try (SSLSocket socket = (SSLSocket) server.getSocketFactory().createSocket(accepted, null, true)) {
                socket.setUseClientMode(false);
                socket.setNeedClientAuth(true);
                socket.setEnabledProtocols(new String[] {spoken});
                socket.setSoTimeout(20_000);
                socket.getInputStream().read();
                socket.getOutputStream().write(1);
                return TlsSession.of(socket.getSession()).isResumed();
            }
        });
        try (Socket socket = client.getSocketFactory().createSocket(listener.getInetAddress(),
                listener.getLocalPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(1);
            assertEquals(1, socket.getInputStream().read());
        }
        return Background.get(serving);
    }

    // Nodes

    /** Two processes compute the same; nothing in it is of one process. */
    @Test
    void theIdentityIsAValue() {
        CryptoProvider crypto = JcaCryptoProvider.standard();
        ConfigurationValues values = new Configuration(Policy.current(crypto),
                Configuration.Defaults.make(Policy.current(crypto), List.of()), false, true).get().change()
                .clientAuthentication(ClientAuthentication.NEEDED).build();
        X509Certificate[] issuers = {BOTH.get(0), BOTH.get(1), BOTH.get(0)};
        X509Certificate[] reversed = {BOTH.get(1), BOTH.get(0)};
        Opaque one = new ContextIdentity(crypto, (X509TrustManager) pkix(BOTH)).identity(values, issuers, "label");
        assertEquals(one,
                new ContextIdentity(crypto, (X509TrustManager) pkix(ROOT)).identity(values, reversed, "label"));
        ContextIdentity picky = new ContextIdentity(crypto, new PickyTrustManager(BOTH, false));
        assertFalse(one.equals(picky.identity(values, reversed, "label")));
        assertFalse(
                one.equals(new ContextIdentity(crypto, (X509TrustManager) pkix(BOTH)).identity(values, reversed, "")));
        Opaque before = picky.identity(values, reversed, "");
        reversed[0] = reversed[1];
        assertFalse(before.equals(picky.identity(values, reversed, "")), "the array is the trust manager's own");
    }

    @ParameterizedTest
    @EnumSource(Kept.class)
    void aPropertyLabelsAllContexts(Kept kept) throws Exception {
        version = "TLSv1.3";
        keep(kept);
        System.setProperty("handfast.session.label", "one");
        Listener one = new Listener(context(kept), Mode.NONE, null);
        init(one.context, pkix(ROOT));
        Listener same = kept == Kept.MEMORY ? one : new Listener(context(kept), Mode.NONE, null);
        init(same.context, pkix(ROOT));
        System.setProperty("handfast.session.label", "two");
        Listener other = new Listener(context(kept), Mode.NONE, null);
        init(other.context, pkix(ROOT));
        connect(client, one);
        assertTrue(TlsSession.of(connect(client, same)).isResumed());
        assertFalse(TlsSession.of(connect(client, other)).isResumed());
    }

    // Early data

    @ParameterizedTest
    @EnumSource(value = Difference.class, names = {"NOTHING", "AUTHORITY", "MODE", "LABEL", "REFUSING_MANAGER"})
    void earlyDataIsOfTheContextToo(Difference difference) throws Exception {
        version = "TLSv1.3";
        keep(Kept.TICKET);
        Listener maker = new Listener(context(Kept.STORE), Mode.WANTED, null);
        init(maker.context, new PickyTrustManager(BOTH, false));
        Mode mode = difference == Difference.MODE ? Mode.NONE : Mode.WANTED;
        Listener other = new Listener(context(Kept.STORE), mode, null);
        init(other.context, difference == Difference.AUTHORITY ? new PickyTrustManager(OTHER_ROOT, false)
                : new PickyTrustManager(BOTH, difference == Difference.REFUSING_MANAGER));
        if (difference == Difference.LABEL) {
            TlsContext.of(other.context).separate("other");
        }
        TlsContext.of(maker.context).acceptEarlyData(1000);
        TlsContext.of(other.context).acceptEarlyData(1000);
        early(JsseStack.HANDFAST.context(null), new Listener(other.context, Mode.NONE, null));
        early(client, maker);
        connect(client, maker);
        EnginePair pair = pair(client, other);
        SSLEngine engine = pair.client().engine();
        TlsConnection.of(engine).earlyData().offer();
        pair.wrap(pair.client(), ByteBuffer.allocate(0));
        assertTrue(TlsConnection.of(engine).earlyData().mayWrite());
        ByteBuffer early = ByteBuffer.allocate(10);
        while (early.hasRemaining()) {
            pair.wrap(pair.client(), early);
        }
        boolean taken = difference == Difference.NOTHING;
        try {
            pair.handshake();
            assertEquals(taken ? EarlyData.Status.ACCEPTED : EarlyData.Status.REJECTED,
                    TlsConnection.of(engine).earlyData().status());
        } catch (SSLHandshakeException refused) {
            assertFalse(taken, refused.toString());
        }
        assertEquals(taken ? 10 : 0, TlsConnection.of(pair.server().engine()).earlyData().received());
        assertEquals(taken ? 10 : 0, pair.server().received().length);
    }

    /** Connects until tickets allow early data: the store has to be opened first. */
    private void early(SSLContext from, Listener to) throws SSLException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        EnginePair pair;
        do {
            connect(from, to);
            pair = pair(from, to);
            TlsConnection.of(pair.client().engine()).earlyData().offer();
            pair.wrap(pair.client(), ByteBuffer.allocate(0));
        } while (!TlsConnection.of(pair.client().engine()).earlyData().mayWrite() && System.nanoTime() < deadline);
    }
}
