/**
 * The JDK's shapes of TLS: contexts, engines, sockets, sessions, factories and managers. No protocol is decided here.
 *
 * <p>{@link dev.handfast.jsse.EngineImpl} and {@link dev.handfast.jsse.SocketImpl} drive a
 * {@link dev.handfast.engine.TlsConnection}; both keep what they share in an {@link dev.handfast.jsse.Association}. A
 * socket's records go through {@link dev.handfast.jsse.SocketDriver}, which has an object for each direction.
 * {@link dev.handfast.jsse.Policy} is what properties say, {@link dev.handfast.jsse.Configuration} what the application
 * has set on one connection, and {@link dev.handfast.jsse.SettingsMaker} makes of both what the handshake is given.
 * {@link dev.handfast.jsse.TrustManagerVerifier} and {@link dev.handfast.jsse.KeyManagerCredentials} let the handshake
 * ask trust and key managers; what is stapled to certificates is {@code jsse.staple}'s matter.
 *
 * <p>Imports {@code engine}, {@code handshake} (settings), {@code message} (for the trace), {@code auth},
 * {@code session}, {@code keys} (key log), {@code crypto}, {@code spec} and {@code wire}. It is the only home of
 * {@code javax.net.ssl}. Begin with {@link dev.handfast.jsse.EngineImpl}.
 */
package dev.handfast.jsse;
