/**
 * What outlives a handshake. {@link dev.handfast.session.SessionState} is what both sides agreed on and learned; caches
 * and tickets keep it.
 *
 * <p>Imports {@code spec} and {@code wire}.
 */
package dev.handfast.session;
