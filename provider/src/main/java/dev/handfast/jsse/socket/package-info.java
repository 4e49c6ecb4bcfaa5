/**
 * {@code SSLSocket} and {@code SSLServerSocket}: streams and blocking I/O over a connection. Begin with
 * {@link dev.handfast.jsse.socket.SocketImpl}.
 */
package dev.handfast.jsse.socket;
