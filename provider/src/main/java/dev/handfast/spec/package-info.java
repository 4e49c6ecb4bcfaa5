/**
 * The registries of TLS, and its faults.
 *
 * <p>Code points are open: a final class round an int with constants for the known ones, because a peer may send any
 * value and unknown ones must be carried and ignored (RFC 9846 section 9.3, RFC 8701). A
 * {@link dev.handfast.spec.Fault} is a named misbehaviour; its alert and the section that demands it are stated once,
 * here.
 *
 * <p>Imports {@code wire}. Begin with {@link dev.handfast.spec.CipherSuite} and {@link dev.handfast.spec.Fault}.
 */
@NullMarked
package dev.handfast.spec;

import org.jspecify.annotations.NullMarked;
