package dev.handfast.tls;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** What an engine or socket of Handfast's can do beyond {@code javax.net.ssl}. */
public interface TlsConnection {

    /**
     * The connection of an engine.
     *
     * @param engine one of Handfast's
     * @return the engine itself
     * @throws IllegalArgumentException if it is not from this provider; the message names its class
     */
    static TlsConnection of(SSLEngine engine) {
        if (engine instanceof TlsConnection ours) {
            return ours;
        }
        throw new IllegalArgumentException("not an engine of Handfast: " + engine.getClass().getName());
    }

    /**
     * The connection of a socket.
     *
     * @param socket one of Handfast's
     * @return the socket itself
     * @throws IllegalArgumentException if it is not from this provider; the message names its class
     */
    static TlsConnection of(SSLSocket socket) {
        if (socket instanceof TlsConnection ours) {
            return ours;
        }
        throw new IllegalArgumentException("not a socket of Handfast: " + socket.getClass().getName());
    }

    /**
     * Early data of this connection (RFC 9846 section 2.3).
     *
     * @return the same object each time
     */
    EarlyData earlyData();

    /**
     * Lets a client resume a session that was made with another host or port, such as that of the control connection on
     * a data connection of FTP (RFC 4217 section 10.2). Call it before the handshake. The server may still make a full
     * handshake: {@link TlsSession#isResumed} tells, and {@code setEnableSessionCreation(false)} demands that it does
     * not.
     *
     * <p>The connection sends the session's server name, unless the application has set one. The handshake fails with
     * an {@link javax.net.ssl.SSLHandshakeException} that says why if the session does not stand for the server that is
     * meant: with another server name, or a certificate that the endpoint identification algorithm does not accept for
     * this connection's host.
     *
     * @param session of a client of the same {@code SSLContext}; its handshake has ended
     * @throws IllegalArgumentException if the session is not from this provider, or cannot be resumed: it is a server's
     *         or another context's, was made before {@code SSLContext.init} was called again, was invalidated or is too
     *         old, or the client has no ticket for it (TLS 1.3 sends those behind the handshake: they are seen when the
     *         client reads)
     * @throws IllegalStateException if the handshake has begun
     */
    void resume(SSLSession session);

    /**
     * The established session. Unlike {@link SSLSocket#getSession} this begins no handshake: before one has ended, it
     * is a session that knows nothing.
     *
     * @return never null
     */
    TlsSession session();

    /**
     * Keying material for the application (RFC 9846 section 7.5, RFC 5705): both sides get the same bytes, nobody else
     * can.
     *
     * @param label registered with IANA, or for private use beginning with {@code EXPERIMENTAL}; ASCII, 1 to 249
     *        characters
     * @param context what the material is bound to, at most 65,535 bytes; null for nothing, which TLS 1.2 tells from an
     *        empty one and TLS 1.3 does not
     * @param length in bytes, at least 1; in TLS 1.3 at most 255 times the length of the suite's hash
     * @return the caller's, to be wiped
     * @throws IllegalArgumentException if label, context or length are out of their range, or the label is TLS's own
     * @throws IllegalStateException if no handshake has ended, or the connection has, or it is one of TLS 1.2 without
     *         extended_master_secret, whose material may be another connection's too (RFC 7627 section 5.4)
     */
    byte[] exportKeyingMaterial(String label, byte @Nullable [] context, int length);

    /**
     * A channel binding.
     *
     * @param binding which one
     * @return the caller's
     * @throws IllegalStateException if no handshake has ended, or the connection has (a server's end point outlives
     *         it), or it has no such binding that is safe; the message says why
     */
    byte[] channelBinding(ChannelBinding binding);

    /**
     * Changes this side's keys behind what was written so far (RFC 9846 section 4.7.3). Handfast does so itself
     * before a key's limits are reached ({@code jdk.tls.keyLimits}). A socket sends the message at once; an engine's
     * handshake status is {@code NEED_WRAP} until it was produced. Nothing happens once this side has closed.
     *
     * @param requestPeer whether the peer is asked to change its own
     * @throws IllegalStateException unless TLS 1.3 is established
     * @throws IOException if a socket cannot send; engines do not throw it
     */
    void updateKeys(boolean requestPeer) throws IOException;

    /**
     * Has an engine wait without a thread for whom it has asked and who answers later, such as an {@link AsyncSigner}.
     * Call it before the handshake. From then on the engine's tasks return as soon as nothing is left to do but wait.
     * The handshake status stays {@code NEED_TASK} meanwhile, {@code getDelegatedTask} gives null, {@code wrap} and
     * {@code unwrap} consume and produce nothing, and the listener is told when that is over: then ask for the
     * handshake status and go on.
     *
     * <p>Without this call nothing of that is seen: a task waits until it is answered or the engine is closed, as
     * callers expect who know no more than {@link SSLEngine}, and loop where there is no task to run.
     *
     * @param listener called each time that the engine has waited and can go on, or has failed, by the thread that
     *        answered, without a lock held; it should hand over and return. Not called if the engine was closed
     *        meanwhile, but perhaps once too often. What it throws is logged. Takes the place of an earlier one
     * @throws UnsupportedOperationException for a socket, which blocks the thread that uses it
     */
    void whenReady(Runnable listener);

    /**
     * As {@link TlsSession#namedGroup}, of the handshake in progress or else the established session.
     *
     * @return IANA's name, or null
     */
    @Nullable
    String namedGroup();

    /**
     * As {@link TlsSession#peerGroups}, of the handshake in progress or else the established session.
     *
     * @return IANA's names; never null, may be empty
     */
    List<String> peerGroups();

    /**
     * As {@link TlsSession#peerSignatureSchemes}, of the handshake in progress or else the established session.
     *
     * @return IANA's names; never null, may be empty
     */
    List<String> peerSignatureSchemes();
}
