package dev.handfast.jsse.session;

import dev.handfast.engine.ProtocolConnection;
import dev.handfast.jsse.config.Configuration;
import dev.handfast.jsse.trust.HostNames;
import dev.handfast.session.ClientSessions;
import dev.handfast.session.ClientTickets;
import dev.handfast.session.SessionState;
import dev.handfast.spec.Limits;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.spec.SignatureScheme;
import dev.handfast.wire.Bytes;
import dev.handfast.wire.Opaque;

import org.jspecify.annotations.Nullable;

import java.lang.ref.WeakReference;
import java.security.Principal;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLKeyException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSessionContext;

/**
 * A session: what a handshake learned. The same object is the handshake session first and the session afterwards, so
 * that values bound by managers and listeners stay. Thread-safe.
 *
 * <p>{@code exportKeyingMaterialKey} and {@code exportKeyingMaterialData} have the signatures of Java 25's and override
 * those there.
 */
public final class SessionImpl extends DescribedSession {

    private static final String NO_SUITE = "SSL_NULL_WITH_NULL_NULL";
    private static final String NO_PROTOCOL = "NONE";
    private static final int ID_LENGTH = 32;

    /** Bytes that it takes beyond what it knows, with its place in its context (SessionMemoryTest). */
    private static final int OVERHEAD = 800;

    private final @Nullable SessionContextImpl context;
    private final @Nullable String peerHost;
    private final int peerPort;
    private final byte[] id13;
    private final long begunAt;
    // Null in servers.
    private final @Nullable List<SNIServerName> requestedByUs;
    private final List<SignatureScheme> certificateSchemes;
    private final WeakReference<ProtocolConnection> connection;
    // Of clients, what may resume it; null where nothing may.
    private volatile @Nullable ClientTickets tickets;
    private volatile SessionValues values = new SessionValues();
    private volatile SessionState state;
    private volatile boolean established;
    private volatile boolean valid;
    // By the application.
    private volatile boolean invalidated;
    // Only while a key manager is asked, or null.
    private volatile @Nullable Predicate<X509Certificate> keyDemand;

    /** The session there is before any handshake: no suite, no peer, never valid. */
    public SessionImpl() {
        this(null, null, -1, List.of(), List.of(), null, new byte[0], SessionState.begun(System.currentTimeMillis()));
        valid = false;
    }

    /**
     * @param peerHost null if not known
     * @param peerPort -1 if not known
     * @param requestedByUs client: the names that the application asked for, whatever is sent; null for a server
     * @param certificateSchemes the signatures this side accepts in certificates
     * @param id13 the ID if it becomes a TLS 1.3 session, which has none on the wire
     */
    public SessionImpl(@Nullable SessionContextImpl context, @Nullable String peerHost, int peerPort,
            @Nullable List<SNIServerName> requestedByUs,
            List<SignatureScheme> certificateSchemes, @Nullable ProtocolConnection connection, byte[] id13,
            SessionState state) {
        this.context = context;
        this.peerHost = peerHost;
        this.peerPort = peerPort;
        this.requestedByUs = requestedByUs;
        this.certificateSchemes = certificateSchemes;
        this.connection = new WeakReference<>(connection);
        this.id13 = id13;
        this.state = state;
        this.begunAt = state.createdAt();
        this.valid = true;
    }

    /** 32 random bytes to know a TLS 1.3 session by. */
    public static byte[] newId(SecureRandom random) {
        byte[] id = new byte[ID_LENGTH];
        random.nextBytes(id);
        return id;
    }

    /** Says where a client's tickets for this session are put; null for nowhere. */
    public void ticketsIn(@Nullable ClientTickets kept) {
        tickets = kept;
    }

    /** Where a client's tickets for this session are; null if they are not kept. */
    public ClientSessions.@Nullable Peer tickets() {
        return tickets instanceof ClientSessions.OfOne one ? state.resumed() ? one.from() : one.others()
                : (ClientSessions.Peer) tickets;
    }

    /** Shows what is known from now on. */
    public void update(SessionState known) {
        state = known;
    }

    /** Says which certificates are of use while a key manager is asked; null afterwards. */
    public void demandKeys(@Nullable Predicate<X509Certificate> demand) {
        keyDemand = demand;
    }

    /** Whether a key manager that is being asked may name this certificate; without a question it may name any. */
    public boolean takesKey(X509Certificate own) {
        Predicate<X509Certificate> demand = keyDemand;
        return demand == null || demand.test(own);
    }

    /** Has its bound values in common with the session that it resumes, if that is still there. */
    public void shareValuesOf(@Nullable SessionImpl original) {
        if (original != null && original != this) {
            original.values.putAll(values);
            values = original.values;
        }
    }

    /** The handshake has ended: tickets for this session may exist. */
    public void establish(SessionState agreed) {
        update(agreed);
        established = true;
        if (!valid) {
            // Ended during the handshake: its tickets may be given out all the same, but are good for nothing.
            end();
        }
    }

    /** About how many bytes it takes, without the values that the application binds. */
    long weight() {
        return OVERHEAD + state.weight() + (tickets() == null ? 0 : tickets().weight())
                + (peerHost == null ? 0 : 2 * peerHost.length());
    }

    /** Whether its handshake has ended. */
    public boolean isEstablished() {
        return established;
    }

    /** What is known. */
    public SessionState state() {
        return state;
    }

    /** Whether it has not been invalidated. */
    public boolean isUsable() {
        return valid;
    }

    @Override
    SessionState facts() {
        return state;
    }

    @Override
    public byte[] getId() {
        SessionState known = state;
        if (!known.hasVersion()) {
            return Bytes.NONE;
        }
        return known.givenId().isEmpty() ? key().toBytes() : known.givenId().toBytes();
    }

    @Override
    Opaque key() {
        SessionState known = state;
        return isTls13() && known.identity().isEmpty() ? Opaque.copyOf(id13) : known.identity();
    }

    @Override
    public @Nullable SSLSessionContext getSessionContext() {
        return context;
    }

    @Override
    public long getCreationTime() {
        return state.createdAt();
    }

    /** When the handshake of this connection began, which for a new session is when it was created. */
    @Override
    public long getLastAccessedTime() {
        return Math.max(begunAt, getCreationTime());
    }

    @Override
    public void invalidate() {
        invalidated = true;
        valid = false;
        end();
    }

    /** Invalidates it because its connection has failed, which a stranger can bring about as often as he likes. */
    public void spoil() {
        valid = false;
        end();
    }

    private void end() {
        if (context != null) {
            context.forget(this, invalidated);
        }
    }

    @Override
    public boolean isValid() {
        return valid;
    }

    @Override
    public void putValue(String name, Object value) {
        values.put(this, name, value);
    }

    @Override
    public @Nullable Object getValue(String name) {
        return values.get(name);
    }

    @Override
    public void removeValue(String name) {
        values.remove(this, name);
    }

    @Override
    public String[] getValueNames() {
        return values.names();
    }

    @Override
    public Certificate[] getPeerCertificates() throws SSLPeerUnverifiedException {
        return verifiedPeer().toArray(new X509Certificate[0]);
    }

    @Override
    public Certificate @Nullable [] getLocalCertificates() {
        List<X509Certificate> chain = state.local().certificates();
        return chain.isEmpty() ? null : chain.toArray(new X509Certificate[0]);
    }

    @Override
    public Principal getPeerPrincipal() throws SSLPeerUnverifiedException {
        return verifiedPeer().get(0).getSubjectX500Principal();
    }

    @Override
    public @Nullable Principal getLocalPrincipal() {
        List<X509Certificate> chain = state.local().certificates();
        return chain.isEmpty() ? null : chain.get(0).getSubjectX500Principal();
    }

    @Override
    public String getCipherSuite() {
        SessionState known = state;
        return known.hasSuite() ? known.suite().toString() : NO_SUITE;
    }

    @Override
    public String getProtocol() {
        SessionState known = state;
        return known.hasVersion() ? known.version().toString() : NO_PROTOCOL;
    }

    @Override
    public @Nullable String getPeerHost() {
        return peerHost;
    }

    @Override
    public int getPeerPort() {
        return peerPort;
    }

    @Override
    public int getPacketBufferSize() {
        ProtocolConnection live = connection.get();
        return live == null || !state.hasSuite() ? Configuration.LARGEST_PACKET : live.packetSize();
    }

    @Override
    public int getApplicationBufferSize() {
        return state.hasSuite() ? state.localRecordLimit() : Limits.PLAINTEXT;
    }

    @Override
    public String[] getLocalSupportedSignatureAlgorithms() {
        return SignatureScheme.jcaNames(state.localSchemes(), certificateSchemes);
    }

    @Override
    public String[] getPeerSupportedSignatureAlgorithms() {
        SessionState known = state;
        return SignatureScheme.jcaNames(known.peerCertificateSchemes(), known.peerSchemes());
    }

    @Override
    public List<SNIServerName> getRequestedServerNames() {
        return requestedByUs != null ? requestedByUs : HostNames.asServerNames(state.requestedName());
    }

    @Override
    public List<byte[]> getStatusResponses() {
        List<byte[]> responses = new ArrayList<>();
        for (Opaque response : state.statusResponses()) {
            responses.add(response.toBytes());
        }
        return List.copyOf(responses);
    }

    @Override
    public byte[] signedCertificateTimestamps() {
        return state.timestamps().toBytes();
    }

    /**
     * Keying material as a key (RFC 5705, RFC 9846 section 7.5).
     *
     * @param keyAlg the key's algorithm name, not null
     * @param context may be null, which in TLS 1.2 differs from empty
     * @param length in bytes, at least 1
     * @throws SSLKeyException if there is none, or in TLS 1.2 none that is safe (RFC 7627 section 5.4)
     */
    public SecretKey exportKeyingMaterialKey(String keyAlg, String label, byte[] context, int length)
            throws SSLKeyException {
        if (keyAlg == null || keyAlg.isEmpty()) {
            throw new IllegalArgumentException("no name for the key's algorithm");
        }
        byte[] material = exportKeyingMaterialData(label, context, length);
        try {
            return new SecretKeySpec(material, keyAlg);
        } finally {
            Bytes.wipe(material);
        }
    }

    /** As {@link #exportKeyingMaterialKey}, as bytes, which the caller wipes. */
    public byte[] exportKeyingMaterialData(String label, byte[] context, int length) throws SSLKeyException {
        if (label == null || label.isEmpty()) {
            throw new IllegalArgumentException("no label");
        }
        if (length < 1) {
            throw new IllegalArgumentException("length is " + length + ", not at least 1");
        }
        ProtocolConnection live = connection.get();
        if (live == null) {
            throw new SSLKeyException("the connection of this session is gone and its exporter secret with it");
        }
        try {
            return live.exportKeyingMaterial(label, context == null ? null : context.clone(), length);
        } catch (IllegalStateException e) {
            throw (SSLKeyException) new SSLKeyException(e.getMessage()).initCause(e);
        }
    }

    @Override
    public String toString() {
        return "Session(" + getCreationTime() + "|" + getCipherSuite() + ")";
    }

    private boolean isTls13() {
        return state.isOf(ProtocolVersion.TLS_1_3);
    }

    private List<X509Certificate> verifiedPeer() throws SSLPeerUnverifiedException {
        List<X509Certificate> chain = state.peer().certificates();
        if (chain.isEmpty()) {
            throw new SSLPeerUnverifiedException("peer not authenticated");
        }
        return chain;
    }
}
