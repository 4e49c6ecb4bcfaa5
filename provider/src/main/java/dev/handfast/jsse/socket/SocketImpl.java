package dev.handfast.jsse.socket;

import java.lang.System.Logger.Level;
import dev.handfast.wire.SafeLog;
import dev.handfast.engine.ProtocolConnection;
import dev.handfast.jsse.config.Configuration;
import dev.handfast.jsse.config.EngineOrSocket;
import dev.handfast.jsse.context.SharedContext;
import dev.handfast.jsse.session.SessionImpl;
import dev.handfast.jsse.trace.PeerAddress;
import dev.handfast.jsse.trust.HostNames;
import dev.handfast.spec.ProtocolVersion;
import dev.handfast.tls.EarlyData;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;

import javax.net.ssl.HandshakeCompletedListener;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

/**
 * A TLS socket, of its own or over another. It shakes hands when first read, written or asked for its session.
 *
 * <p>The peer's name is the one the application gave, be it a host, an address that it looked up by a name, or a
 * server name; a name service is only asked if {@code jdk.tls.trustNameService} says so.
 */
public final class SocketImpl extends ConfiguredSocket {

    private static final SafeLog LOG = SafeLog.of(SocketImpl.class);

    private final HandshakeListeners listeners = new HandshakeListeners();
    private final SocketDriver driver = new SocketDriver(association, new EngineOrSocket.OfSocket(this, configuration),
            () -> listeners.tell(this, association.session()), this::closeBroken);
    private final SocketStreams streams = new SocketStreams(this, driver);
    private final SocketCloser closer = new SocketCloser(this, association, driver);
    private volatile boolean attached;

    /** A socket that is to be connected. */
    SocketImpl(SharedContext context) {
        this(context, context.configuration(true, true));
    }

    /** A socket that is to be accepted or connected. */
    SocketImpl(SharedContext context, Configuration configuration) {
        super(context, configuration);
    }

    /** A client over a connected socket. */
    SocketImpl(SharedContext context, Socket below, String host, boolean autoClose) throws IOException {
        super(context, context.configuration(true, true), requireConnected(below), null, autoClose);
        setPeer(host == null || host.isEmpty() ? nameOf(below.getInetAddress()) : host);
        attach();
    }

    /** A server over a connected socket, of which {@code consumed} was read already. */
    SocketImpl(SharedContext context, Socket below, InputStream consumed, boolean autoClose) throws IOException {
        super(context, context.configuration(false, true), requireConnected(below), consumed, autoClose);
        setPeer(addressOf(below));
        attach();
    }

    /** The peer's address in text; null for sockets that are not of the Internet. */
    private static @Nullable String addressOf(Socket socket) {
        return socket.getInetAddress() == null ? null : socket.getInetAddress().getHostAddress();
    }

    private static Socket requireConnected(Socket below) throws SocketException {
        if (!below.isConnected()) {
            throw new SocketException("Underlying socket is not connected");
        }
        return below;
    }

    // Connecting

    @Override
    public void connect(SocketAddress endpoint) throws IOException {
        connect(endpoint, 0);
    }

    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
        if (isLayered()) {
            throw new SocketException("Already connected");
        }
        if (!(endpoint instanceof InetSocketAddress address)) {
            throw new SocketException("Cannot handle non-Inet socket addresses.");
        }
        connect(address, timeout, null);
    }

    /** Connects to an address that the application knows by a host, which may be an address in text. */
    void connect(InetSocketAddress address, String host) throws IOException {
        connect(address, 0, host);
    }

    /** @param host what the application knows the address by; null to ask the address */
    private void connect(InetSocketAddress address, int timeout, @Nullable String host) throws IOException {
        rawConnect(address, timeout);
        try {
            setPeer(host != null ? host
                    : address.isUnresolved() ? address.getHostString() : nameOf(address.getAddress()));
            attach();
        } catch (Throwable e) {
            rawClose();
            throw e;
        }
    }

    /** What the application calls an address, or if it says so, a name service; null for none. */
    private @Nullable String nameOf(InetAddress address) {
        return address == null ? null : association.context().policy().switches().trustNameService
                ? address.getHostName() : ApplicationName.of(address);
    }

    /** Begins to use a connection that a server socket accepted. */
    void accepted() throws IOException {
        setPeer(addressOf(this));
        attach();
    }

    private void setPeer(@Nullable String host) {
        association.setPeer(new PeerAddress(host, getPort()));
        if (HostNames.serverName(host) != null) {
            configuration.addServerName(HostNames.serverName(host));
        }
    }

    private void attach() throws IOException {
        driver.attach(rawInput(), rawOutput(), !ownsTransport());
        attached = true;
    }

    // Handshakes

    @Override
    public void startHandshake() throws IOException {
        if (!attached) {
            throw new SocketException("Socket is not connected");
        }
        ProtocolConnection connection = association.connection();
        if (isClosed() || driver.failure().get() != null || driver.isEnded() || association.isClosedUnbegun()
                || connection != null && (connection.isReadClosed() || connection.isWriteClosed())) {
            throw driver.failure().refusal("Socket has been closed or broken");
        }
        if (!driver.isNegotiated()) {
            driver.handshake();
        } else if (connection.session().isOf(ProtocolVersion.TLS_1_3)) {
            driver.updateKeys(connection, true);
        } else {
            association.refuseRenegotiation();
        }
    }

    /** Shakes hands before the first byte of application data. */
    void ensureNegotiated() throws IOException {
        if (mayHandshake()) {
            driver.handshake();
        }
    }

    /** Reads early data, shaking hands as far as that takes; 0 if none is to be read before the handshake's end. */
    int readEarly(byte[] target, int offset, int length) throws IOException {
        return mayHandshake() ? driver.readEarly(target, offset, length) : 0;
    }

    /** Shakes hands unless early data is being answered, which need not wait; false if no data can be written. */
    boolean ensureWritable() throws IOException {
        // asked once, and first: what was early becomes negotiated on another thread
        boolean early = association.isEarly();
        if (!early) {
            ensureNegotiated();
        }
        return !isClosed() && (early || driver.isNegotiated());
    }

    private boolean mayHandshake() {
        ProtocolConnection connection = association.connection();
        return !driver.isNegotiated() && driver.failure().get() == null && !isClosed() && !driver.isEnded()
                && !association.isClosedUnbegun() && (connection == null || !connection.isReadClosed());
    }

    @Override
    public EarlyData earlyData() {
        return new SocketEarlyData(face, driver);
    }

    @Override
    public void updateKeys(boolean requestPeer) throws IOException {
        driver.updateKeys(face.established(), requestPeer);
    }

    @Override
    public void addHandshakeCompletedListener(HandshakeCompletedListener listener) {
        listeners.add(listener);
    }

    @Override
    public void removeHandshakeCompletedListener(HandshakeCompletedListener listener) {
        listeners.remove(listener);
    }

    // Sessions

    @Override
    public SSLSession getSession() {
        if (attached && !driver.isHandshakingHere()) {
            try {
                ensureNegotiated();
            } catch (InterruptedIOException e) {
                driver.giveUp(e);
                return withoutSession(e);
            } catch (IOException e) {
                return withoutSession(e);
            }
        }
        return association.session();
    }

    private static SSLSession withoutSession(IOException e) {
        LOG.log(Level.DEBUG, "no session, because the handshake failed", e);
        return new SessionImpl();
    }

    // Streams and ends

    @Override
    public InputStream getInputStream() throws IOException {
        requireOpen();
        if (isInputShutdown()) {
            throw new SocketException("Socket input is already shutdown");
        }
        return streams.input();
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        requireOpen();
        if (isOutputShutdown()) {
            throw new SocketException("Socket output is already shutdown");
        }
        return streams.output();
    }

    private void requireOpen() throws SocketException {
        if (isClosed()) {
            throw driver.failure().refusal("Socket is closed");
        }
        if (!attached) {
            throw new SocketException("Socket is not connected");
        }
    }

    @Override
    public void close() throws IOException {
        closer.close(attached);
    }

    private void closeBroken(boolean owesAlert) {
        closer.closeBroken(owesAlert);
    }

    /** {@link Socket} asks this before it closes itself, so that it may be true only afterwards. */
    @Override
    public boolean isClosed() {
        return closer.isClosed();
    }

    @Override
    public void shutdownOutput() throws IOException {
        if (isOutputShutdown()) {
            return;
        }
        requireOpen();
        closer.shutdownOutput();
    }

    @Override
    public boolean isOutputShutdown() {
        ProtocolConnection connection = association.connection();
        boolean done = connection == null ? association.isClosedUnbegun() : connection.isWriteClosed();
        return isClosed() || done && rawIsOutputShutdown();
    }

    @Override
    public void shutdownInput() throws IOException {
        if (isInputShutdown()) {
            return;
        }
        requireOpen();
        ProtocolConnection connection = association.connection();
        boolean early = connection != null && !connection.isReadClosed() && !driver.isEnded();
        driver.endInput();
        if (!rawIsInputShutdown()) {
            rawShutdownInput();
        }
        if (early) {
            throw new SSLException("closing inbound before receiving peer's close_notify");
        }
    }

    @Override
    public boolean isInputShutdown() {
        ProtocolConnection live = association.connection();
        return isClosed() || (driver.isEnded() || live != null && live.isReadClosed()) && rawIsInputShutdown();
    }

    @Override
    public String toString() {
        PeerAddress peer = association.peer();
        return "SSLSocket[hostname=" + peer.host() + ", port=" + Math.max(peer.port(), 0) + ", "
                + association.session() + "]";
    }
}
