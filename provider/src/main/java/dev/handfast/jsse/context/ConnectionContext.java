package dev.handfast.jsse.context;

import dev.handfast.wire.SafeLog;
import dev.handfast.engine.ProtocolConnection;
import dev.handfast.handshake.HandshakeConfig.ClientAuthentication;
import dev.handfast.handshake.HandshakeConfig;
import dev.handfast.jsse.config.Configuration;
import dev.handfast.jsse.config.ConfigurationValues;
import dev.handfast.jsse.config.EngineOrSocket;
import dev.handfast.jsse.session.SessionImpl;
import dev.handfast.jsse.trace.ExceptionMapper;
import dev.handfast.jsse.trace.PeerAddress;
import dev.handfast.session.SessionState;
import dev.handfast.spec.Fault;
import dev.handfast.spec.TlsFault;
import dev.handfast.wire.Opaque;
import dev.handfast.wire.Printable;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLException;

/**
 * What an engine and a socket have in common: a connection that is made when the handshake begins, and the sessions
 * seen on it. Thread-safe; its lock is held only to make the connection and to swap sessions.
 */
public final class ConnectionContext {

    private final SharedContext context;
    private final Configuration configuration;
    private final ReentrantLock lock = new ReentrantLock();

    // Written under the lock.
    private volatile @Nullable ProtocolConnection connection;
    private volatile @Nullable HandshakeView view;
    private volatile @Nullable SessionImpl established;
    // Made when someone asks: few do before the handshake.
    private volatile @Nullable SessionImpl noSession;
    private volatile PeerAddress peer;
    private volatile boolean offersEarlyData;
    private volatile @Nullable SessionImpl toResume;
    private @Nullable Runnable ready;
    private boolean closed;
    private final AtomicBoolean counted = new AtomicBoolean();

    public ConnectionContext(SharedContext context, Configuration configuration, PeerAddress peer) {
        this.context = context;
        this.configuration = configuration;
        this.peer = peer;
    }

    public SharedContext context() {
        return context;
    }

    public Configuration configuration() {
        return configuration;
    }

    public PeerAddress peer() {
        return peer;
    }

    /** Offers early data in a handshake that begins afterwards. */
    public void offerEarlyData() {
        offersEarlyData = true;
    }

    /** See {@code TlsConnection}. */
    public void whenReady(Runnable listener) {
        Objects.requireNonNull(listener, "no listener");
        lock.lock();
        try {
            ready = listener;
            if (connection != null) {
                connection.whenReady(listener);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether early data is offered. */
    boolean offersEarlyData() {
        return offersEarlyData;
    }

    /**
     * Resumes a session in a handshake that begins afterwards.
     *
     * @throws IllegalStateException if it has begun
     */
    public void resume(SessionImpl session) {
        if (hasBegun()) {
            throw new IllegalStateException("a session to resume must be set before the handshake begins");
        }
        toResume = session;
    }

    /** The session that the application wants to be resumed, or null to leave the choice to the cache. */
    @Nullable
    SessionImpl toResume() {
        return toResume;
    }

    /** Whether a server takes early data: then it can read, and answer, before the handshake has ended. */
    public boolean isEarly() {
        ProtocolConnection live = connection;
        return live != null && live.isHandshaking() && !configuration.isClient()
                && (live.mayWrite() || live.earlyDataReceived() > 0);
    }

    /** Sets the peer; it counts for a handshake that begins afterwards. */
    public void setPeer(PeerAddress newPeer) {
        peer = newPeer;
    }

    /** The connection, or null while no handshake has begun. */
    public @Nullable ProtocolConnection connection() {
        return connection;
    }

    /** Whether traffic has started, so that the role is fixed. */
    boolean hasBegun() {
        return connection != null;
    }

    /**
     * Sets the role.
     *
     * @throws IllegalArgumentException if traffic has started
     */
    public void setClient(boolean client) {
        if (hasBegun()) {
            throw new IllegalArgumentException("Cannot change mode after SSL traffic has started");
        }
        configuration.setClient(client);
    }

    /**
     * Ends what has not begun. Afterwards {@link #begin} fails.
     *
     * @return null, or the connection if it has begun, be it a moment ago, which the caller has to end
     */
    public @Nullable ProtocolConnection closeUnbegun() {
        lock.lock();
        try {
            closed |= connection == null;
            return connection;
        } finally {
            lock.unlock();
        }
    }

    /** Whether it was closed before anything began. */
    public boolean isClosedUnbegun() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** The connection, made and begun if it was not. */
    public ProtocolConnection begin(EngineOrSocket party) throws SSLException {
        ProtocolConnection begun = connection;
        if (begun == null) {
            begun = make(party);
        }
        try {
            begun.begin();
        } catch (TlsFault fault) {
            throw failed(fault);
        }
        return begun;
    }

    private ProtocolConnection make(EngineOrSocket party) throws SSLException {
        Opaque identity = Opaque.adopt(SessionImpl.newId(configuration.policy().crypto().random()));
        try {
            return make(HandshakeConfigFactory.make(this, party, identity));
        } catch (SSLException refused) {
            throw refused;
        } catch (Throwable e) {
            throw failedToBegin(party, e);
        }
    }

    /** Constraints or managers of the application failed: the peer is told, and later calls know that it failed. */
    private SSLException failedToBegin(EngineOrSocket party, Throwable why) throws SSLException {
        try {
            return failed(make(HandshakeConfigFactory.makeFailing(this, party)).fail(why));
        } catch (SSLException closed) {
            throw closed;
        } catch (Throwable again) {
            // For want of memory, say: nothing has been made, and nobody can be told but the caller.
            return failed(why);
        }
    }

    private ProtocolConnection make(HandshakeConfig settings) throws SSLException {
        lock.lock();
        try {
            if (closed) {
                throw new SSLException("Cannot kickstart, the connection is broken or closed");
            }
            if (connection == null) {
                ProtocolConnection made = new ProtocolConnection(settings);
                SessionImpl session = newSession(settings, made);
                session.ticketsIn(settings.resumption().tickets());
                made.whenReady(ready);
                view = new HandshakeView(lock, session, made::handshaking);
                connection = made;
            }
            return connection;
        } finally {
            lock.unlock();
        }
    }

    private SessionImpl newSession(HandshakeConfig settings, ProtocolConnection made) {
        ConfigurationValues values = configuration.get();
        List<SNIServerName> requested = values.client() ? values.names().serverNames() : null;
        SessionImpl session = new SessionImpl(context.sessions(values.client()), peer.host(), peer.port(), requested,
                settings.algorithms().certificateSchemes(), made, settings.resumption().identity().toBytes(),
                SessionState.begun(settings.clock().getAsLong()));
        session.judgeBy(context.paths());
        return session;
    }

    /** Shows managers what is known; called by tasks before they ask a manager. */
    SessionImpl publish(SessionState soFar) {
        return view.publish(soFar);
    }

    /** The session of the handshake in progress once a suite is agreed on, or null. */
    public @Nullable SessionImpl handshakeSession() {
        HandshakeView live = view;
        return live == null ? null : live.inProgress();
    }

    /** The established session, or the one that stands for none. */
    public SessionImpl session() {
        SessionImpl current = established;
        if (current != null) {
            return current;
        }
        ProtocolConnection live = connection;
        SessionState agreed = live == null ? null : live.session();
        return agreed == null ? noSession() : establish(agreed);
    }

    private SessionImpl noSession() {
        lock.lock();
        try {
            if (noSession == null) {
                noSession = new SessionImpl();
            }
            return noSession;
        } finally {
            lock.unlock();
        }
    }

    private SessionImpl establish(SessionState agreed) {
        lock.lock();
        try {
            if (established != null) {
                return established;
            }
            SessionImpl session = view.establish(agreed);
            if (agreed.resumed()) {
                session.shareValuesOf(context.sessions(configuration.get().client()).original(session));
            }
            established = session;
            context.counters().ended(agreed.resumed());
        } finally {
            lock.unlock();
        }
        if (configuration.get().sessions().creation() || agreed.resumed()) {
            context.sessions(configuration.get().client()).add(established);
        }
        return established;
    }

    /**
     * Answers the wish for another handshake of TLS 1.2. There never is one; that matters only to a server that wants a
     * certificate which the first handshake did not ask for, so else the session just stands.
     */
    public void refuseRenegotiation() throws SSLException {
        ConfigurationValues values = configuration.get();
        boolean lacking = !values.client()
                && values.authentication().clientAuthentication() != ClientAuthentication.NONE
                && !session().state().peer().isKnown();
        if (lacking) {
            throw ExceptionMapper.exception(
                    new TlsFault(Fault.RENEGOTIATION_REFUSED, "Handfast does not renegotiate TLS 1.2, so "
                            + "a client certificate must be asked for before the handshake, or in a new connection"));
        }
        SafeLog.of(ConnectionContext.class).log(Level.DEBUG,
                "another handshake was asked for; TLS 1.2 sessions are not renegotiated, this one stands");
    }

    /** The exception for a fault; the session that it spoils is not resumed. */
    public SSLException failed(TlsFault fault) {
        count(fault);
        HandshakeView begun = view;
        if (begun != null && fault.fault() != Fault.TRUNCATED) {
            begun.session().spoil();
        }
        return ExceptionMapper.exception(fault);
    }

    /** Counts a handshake that has failed, once. */
    public void count(TlsFault fault) {
        ProtocolConnection live = connection;
        if (live != null && live.session() == null && counted.compareAndSet(false, true)) {
            context.counters().failed(fault.fault());
        }
    }

    /** The exception for whatever was thrown by what the connection works with; the connection has failed. */
    public SSLException failed(Throwable e) {
        ProtocolConnection live = connection;
        return live == null ? new SSLException(Printable.message(Printable.described(e)), e) : failed(live.fail(e));
    }

    /** What is known of the handshake in progress, or else of the established session; null before any. */
    @Nullable
    SessionState facts() {
        ProtocolConnection live = connection;
        SessionState soFar = live == null ? null : live.handshaking();
        return soFar != null || live == null ? soFar : live.session();
    }

    /** The protocol agreed on: null before the handshake has ended, empty for none. */
    public @Nullable String applicationProtocol() {
        ProtocolConnection live = connection;
        SessionState agreed = live == null ? null : live.session();
        if (agreed == null) {
            return null;
        }
        return agreed.applicationProtocol() == null ? "" : text(agreed.applicationProtocol());
    }

    /** The protocol agreed on in the handshake in progress: null if it is not known yet, empty for none. */
    public @Nullable String handshakeApplicationProtocol() {
        HandshakeView live = view;
        SessionState newest = live == null ? null : live.known();
        return newest == null || !newest.isApplicationProtocolKnown() ? null
                : newest.applicationProtocol() == null ? "" : text(newest.applicationProtocol());
    }

    private String text(Opaque protocol) {
        return new String(protocol.toBytes(), configuration.policy().switches().alpnCharset);
    }
}
